package io.tripline.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code deploy/monitoring}. That the metrics exist is what {@code MetricsTest} shows. */
final class MonitoringTest {
    /** Labels that the server that scrapes adds, and the one of the alert itself. */
    private static final Set<String> ADDED = Set.of("job", "instance");

    /** What the server that scrapes makes itself. */
    private static final Set<String> MADE = Set.of("up");

    @Test
    void alertRulesNameOnlyMetricsAndLabelsOfTheReference() throws IOException {
        assertKnown(Monitoring.alerts());
    }

    @Test
    void theDashboardNamesOnlyMetricsAndLabelsOfTheReference() throws IOException {
        assertKnown(Monitoring.panels());
    }

    @Test
    void everyAlertSaysWhatHappenedAndWhatToDo() throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode group : Monitoring.yaml("tripline-alerts.yml").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String name = rule.path("alert").asText();
                assertThat(names.add(name)).as("%s stands once", name).isTrue();
                assertThat(rule.at("/labels/severity").asText()).as(name).isIn("page", "ticket");
                assertThat(rule.at("/annotations/summary").asText()).as(name).endsWith(".");
                assertThat(rule.at("/annotations/action").asText()).as(name).endsWith(".");
            }
        }
        assertThat(names).hasSizeGreaterThan(20);
    }

    @Test
    void thePanelsOfTheDashboardLieInItsGridAndNotOnEachOther() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> cells = new HashSet<>();
        for (JsonNode panel : Monitoring.grafana().path("panels")) {
            JsonNode grid = panel.path("gridPos");
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as("the id of %s", title).isTrue();
            assertThat(grid.path("x").asInt() + grid.path("w").asInt())
                    .as(title)
                    .isLessThanOrEqualTo(24);
            for (int x = 0; x < grid.path("w").asInt(); x++) {
                for (int y = 0; y < grid.path("h").asInt(); y++) {
                    List<Integer> cell =
                            List.of(grid.path("x").asInt() + x, grid.path("y").asInt() + y);
                    assertThat(cells.add(cell)).as("%s at %s", title, cell).isTrue();
                }
            }
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.at("/datasource/uid").asText())
                        .as(title)
                        .isEqualTo("${datasource}");
            }
        }
    }

    @Test
    void promtoolFindsNoFaultAndTheRulesPassTheirTests() throws Exception {
        Path promtool = Promtool.find();
        assumeTrue(Files.isExecutable(promtool), () -> "promtool can't be had: " + promtool);

        for (List<String> arguments :
                List.of(
                        List.of("check", "config", "prometheus.yml"),
                        List.of("check", "rules", "tripline-alerts.yml"),
                        List.of("test", "rules", "tripline-alerts-test.yml"))) {
            assertThat(Promtool.run(promtool, Monitoring.DIRECTORY, arguments))
                    .as("promtool %s", arguments)
                    .isEmpty();
        }
        for (Map.Entry<String, String> each : Monitoring.panels().entrySet()) {
            Path rules = Files.createTempFile("panel", ".yml");
            Files.writeString(
                    rules,
                    "groups:\n  - name: g\n    rules:\n      - record: a\n        expr: >-\n          "
                            + each.getValue()
                            + "\n");
            assertThat(
                            Promtool.run(
                                    promtool,
                                    Monitoring.DIRECTORY,
                                    List.of("check", "rules", rules.toString())))
                    .as(each.getKey())
                    .isEmpty();
            Files.delete(rules);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum(rate(a[5m])", "rate(a[five])", "summe(a)", "a offset x", "a]"})
    void anExpressionThatCannotBeReadIsRefused(String expression) {
        assertThatThrownBy(() -> PromQl.read(expression))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExpressionTellsItsMetricsAndLabels() {
        PromQl read =
                PromQl.read(
                        "sum by (rule) (rate(a_total{job=~\"x-.+\", reason=\"b{c}\"}[5m])) / 2 > 0.5 unless b_total offset 15m");

        assertThat(read.metrics()).containsExactly("a_total", "b_total");
        assertThat(read.labels()).containsExactly("job", "reason", "rule");
    }

    private static void assertKnown(Map<String, String> expressions) throws IOException {
        Map<String, Set<String>> documented = Monitoring.documented();
        assertThat(expressions).isNotEmpty();
        expressions.forEach(
                (name, expression) -> {
                    PromQl asked = PromQl.read(expression);
                    Set<String> labels = new TreeSet<>(ADDED);
                    for (String metric : asked.metrics()) {
                        if (!MADE.contains(metric)) {
                            assertThat(documented).as(name).containsKey(metric);
                            labels.addAll(documented.getOrDefault(metric, Set.of()));
                        }
                    }
                    assertThat(labels).as(name).containsAll(asked.labels());
                });
    }
}

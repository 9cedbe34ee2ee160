package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutedRulesTest {
    @TempDir Path directory;

    @Test
    void a_route_for_a_rule_that_there_is_not_is_warned_of() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("rules/credential-access"));
        Files.writeString(folder.resolve("brute-force.yml"), "title: x\nid: brute-force\nepl: x\n");

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("the route all asks for the rule brute-farce", "mean brute-force?");
    }

    @Test
    void where_no_rules_lie_nothing_is_said() throws Exception {
        assertThat(warnings()).isEmpty();
    }

    private List<String> warnings() throws IOException {
        Path paging =
                Files.writeString(
                        directory.resolve("paging.yml"),
                        """
                        destinations:
                          chat: {kind: slack, secret: "https://hooks.slack.example.com/services/T/B/x"}
                        routes:
                          - {name: all, when: {rule: [brute-*, Brute-Force, brute-farce]}, to: chat}
                        """);
        Path file =
                Files.writeString(
                        directory.resolve("tripline.yml"),
                        "alerting.paging: "
                                + paging
                                + "\ncorrelation.rules: "
                                + directory.resolve("rules"));
        return RoutedRules.warnings(ConfigReader.read(file, Map.of()));
    }
}

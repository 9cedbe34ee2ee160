package io.tripline.deploy.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule is broken once in the dashboards that we ship, which break none. */
final class ValidatorTest {
    private static final Path DIRECTORY =
            Path.of(System.getProperty("tripline.project"), "deploy", "dashboards");

    private static final String OVERVIEW = "tripline-overview";
    private static final String TOTAL = "tripline-triage-closed";
    private static final String TREND = "tripline-overview-alerts-over-time-by-level";
    private static final String LIST = "search tripline-triage-open-alerts-worst-first";
    private static final String CONTROLS = "tripline-triage-narrow-down";
    private static final String RATES = "tripline-rules-rules-and-what-became-of-their-alerts";
    private static final String MAP =
            "tripline-identity-where-people-signed-in-and-their-way-there";
    private static final String TEXT = "tripline-overview-what-to-do-here";
    private static final String ALERTS = "index-pattern tripline-alerts";
    private static final String SOURCE = "kibanaSavedObjectMeta.searchSourceJSON";

    static List<Arguments> mistakes() {
        List<Arguments> all = new ArrayList<>();
        all.add(mistake(Check.TYPE, "lens", edited -> edited.with(lens())));
        all.add(
                mistake(
                        Check.VERSION,
                        "'8.0.0'",
                        edited ->
                                edited.object(
                                        "visualization " + TREND,
                                        each ->
                                                new SavedObject(
                                                        each.type(),
                                                        each.id(),
                                                        "8.0.0",
                                                        each.attributes(),
                                                        each.references()))));
        all.add(
                mistake(
                        Check.DUPLICATE,
                        "twice",
                        edited -> edited.with(edited.get("visualization " + TREND))));
        all.add(
                mistake(
                        Check.INNER_JSON,
                        "visState",
                        edited ->
                                edited.object(
                                        "visualization " + TREND,
                                        each -> {
                                            each.attributes().put("visState", "{");
                                            return each;
                                        })));
        all.add(
                mistake(
                        Check.REFERENCE,
                        "There is no reference of this name",
                        edited ->
                                edited.object(
                                        "dashboard " + OVERVIEW,
                                        each -> without(each, "panel_3"))));
        all.add(
                mistake(
                        Check.REFERENCE,
                        "Nothing names this reference",
                        edited ->
                                edited.panel(
                                        OVERVIEW,
                                        3,
                                        panel -> panel.put("panelRefName", "panel_4"))));
        all.add(
                mistake(
                        Check.REFERENCE,
                        "which is not in the export",
                        edited -> edited.without("visualization " + TREND)));
        all.add(
                mistake(
                        Check.REFERENCE,
                        "It points to a index-pattern",
                        edited ->
                                edited.object(
                                        "dashboard " + OVERVIEW,
                                        each ->
                                                with(
                                                        without(each, "panel_3"),
                                                        Reference.index(
                                                                "panel_3", "tripline-alerts")))));
        all.add(
                mistake(
                        Check.REFERENCE,
                        "outright",
                        edited ->
                                edited.inner(
                                        "visualization " + TREND,
                                        SOURCE,
                                        source -> put(source, "index", "tripline-alerts"))));
        all.add(
                mistake(
                        Check.REFERENCE,
                        "indexPattern outright",
                        edited ->
                                edited.params(
                                        CONTROLS,
                                        params ->
                                                put(
                                                        params.at("/controls/0"),
                                                        "indexPattern",
                                                        "tripline-alerts"))));
        all.add(
                mistake(
                        Check.GRID,
                        "out of the grid",
                        edited ->
                                edited.panel(
                                        OVERVIEW,
                                        4,
                                        panel -> put(panel.path("gridData"), "w", 13))));
        all.add(
                mistake(
                        Check.GRID,
                        "lies on panel 1",
                        edited ->
                                edited.panel(
                                        OVERVIEW,
                                        2,
                                        panel -> put(panel.path("gridData"), "x", 11))));
        all.add(
                mistake(
                        Check.GRID,
                        "panelIndex",
                        edited ->
                                edited.panel(OVERVIEW, 2, panel -> panel.put("panelIndex", "1"))));
        all.add(
                mistake(
                        Check.GRID,
                        "lacks x, y, w or h",
                        edited ->
                                edited.panel(
                                        OVERVIEW,
                                        2,
                                        panel ->
                                                ((ObjectNode) panel.path("gridData"))
                                                        .remove("h"))));
        all.add(mistake(Check.ORPHAN, "No dashboard", edited -> edited.with(orphan(edited))));
        all.add(
                mistake(
                        Check.TEXT,
                        "No text says",
                        edited -> edited.params(TEXT, params -> params.put("markdown", " "))));
        all.add(
                mistake(
                        Check.KIND,
                        "tile_map",
                        edited ->
                                edited.inner(
                                        "visualization " + TREND,
                                        "visState",
                                        state -> put(state, "type", "tile_map"))));
        all.add(
                mistake(
                        Check.INDEX,
                        "TSVB wants its index",
                        edited ->
                                edited.params(
                                        TOTAL,
                                        params -> params.put("index_pattern", "tripline-x"))));
        all.add(
                mistake(
                        Check.INDEX,
                        "TSVB wants its index",
                        edited ->
                                edited.params(
                                        TOTAL,
                                        params ->
                                                params.putObject("index_pattern")
                                                        .put("id", "tripline-alerts"))));
        all.add(
                mistake(
                        Check.INDEX,
                        "Vega wants its index",
                        edited ->
                                edited.vega(
                                        MAP,
                                        spec -> put(spec.at("/data/1/url"), "index", "logs-*"))));
        all.add(
                mistake(
                        Check.INDEX,
                        "It says no index pattern",
                        edited ->
                                edited.inner(LIST, SOURCE, source -> remove(source, "indexRefName"))
                                        .object(LIST, each -> without(each, Reference.INDEX))));
        all.add(
                mistake(
                        Check.INDEX,
                        "Nothing that we write",
                        edited ->
                                edited.object(
                                        ALERTS,
                                        each -> {
                                            each.attributes().put("title", "alarms");
                                            return each;
                                        })));
        all.add(
                mistake(
                        Check.TOTALS,
                        "last bucket",
                        edited ->
                                edited.params(TOTAL, params -> params.remove("time_range_mode"))));
        all.add(
                mistake(
                        Check.TOTALS,
                        "last bucket",
                        edited ->
                                edited.params(
                                        RATES,
                                        params -> params.put("time_range_mode", "last_value"))));
        all.add(
                mistake(
                        Check.TSVB,
                        "lacks axis_scale",
                        edited -> edited.params(TOTAL, params -> params.remove("axis_scale"))));
        all.add(
                mistake(
                        Check.TSVB,
                        "put into markup",
                        edited ->
                                edited.params(
                                        TOTAL,
                                        params -> params.put("drilldown_url", "../{{key}}"))));
        vega(all);
        fields(all);
        links(all);
        return all;
    }

    private static void vega(List<Arguments> all) {
        all.add(
                mistake(
                        Check.VEGA,
                        "It has href",
                        edited ->
                                edited.vega(
                                        MAP,
                                        spec ->
                                                ((ObjectNode) spec.at("/marks/2/encode/update"))
                                                        .putObject("href")
                                                        .put("field", "person"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "from outside",
                        edited ->
                                edited.vega(
                                        MAP,
                                        spec ->
                                                ((ArrayNode) spec.path("data"))
                                                        .addObject()
                                                        .put("name", "more")
                                                        .put(
                                                                "url",
                                                                "https://example.com/x.json"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "uses window",
                        edited ->
                                edited.vega(
                                        MAP,
                                        spec ->
                                                put(
                                                        spec.at("/data/2/transform/1"),
                                                        "expr",
                                                        "window.x"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "$schema",
                        edited -> edited.vega(MAP, spec -> spec.remove("$schema"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "characters",
                        edited ->
                                edited.vega(
                                        MAP, spec -> spec.put("description", "x".repeat(70_000)))));
        all.add(
                mistake(
                        Check.VEGA,
                        "tile map",
                        edited ->
                                edited.vega(
                                        MAP,
                                        spec ->
                                                spec.putObject("config")
                                                        .putObject("kibana")
                                                        .put("type", "map"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "ignores the dashboard's time",
                        edited ->
                                edited.vega(
                                        MAP, spec -> remove(spec.at("/data/1/url"), "%context%"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "whole documents",
                        edited ->
                                edited.vega(
                                        MAP, spec -> remove(spec.at("/data/1/url/body"), "size"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "width and height",
                        edited -> edited.vega(MAP, spec -> spec.put("autosize", "none"))));
        all.add(
                mistake(
                        Check.VEGA,
                        "It is no JSON",
                        edited ->
                                edited.params(
                                        MAP, params -> params.put("spec", "{ hjson: yes }"))));
    }

    private static void fields(List<Arguments> all) {
        String people = "/data/1/url/body/aggs/sign_ins/aggs/people/terms";
        all.add(
                mistake(
                        Check.FIELD,
                        "no field user.nam in",
                        edited ->
                                edited.vega(
                                        MAP, spec -> put(spec.at(people), "field", "user.nam"))));
        all.add(
                mistake(
                        Check.FIELD,
                        "no field event.kategory",
                        edited ->
                                edited.vega(
                                        MAP,
                                        spec ->
                                                put(
                                                        spec.at(
                                                                "/data/1/url/body/aggs/sign_ins/filter/bool/filter/0/term"),
                                                        "event.kategory",
                                                        "authentication"))));
        all.add(
                mistake(
                        Check.FIELD,
                        "did you mean event.severity",
                        edited ->
                                edited.object(
                                        LIST,
                                        each -> {
                                            each.attributes()
                                                    .putArray("sort")
                                                    .addArray()
                                                    .add("severity")
                                                    .add("desc");
                                            return each;
                                        })));
        all.add(
                mistake(
                        Check.FIELD,
                        "no field tripline.alert.sentence",
                        edited ->
                                edited.object(
                                        LIST,
                                        each -> {
                                            ((ArrayNode) each.attributes().path("columns"))
                                                    .add("tripline.alert.sentence");
                                            return each;
                                        })));
        all.add(
                mistake(
                        Check.FIELD,
                        "message is mapped as match_only_text",
                        edited ->
                                edited.inner(
                                        "visualization " + TREND,
                                        "visState",
                                        state ->
                                                put(
                                                        state.at("/aggs/2/params"),
                                                        "field",
                                                        "message"))));
        all.add(
                mistake(
                        Check.FIELD,
                        "several values",
                        edited ->
                                edited.inner(
                                        "visualization " + TREND,
                                        "visState",
                                        state ->
                                                put(
                                                        state.at("/aggs/2/params"),
                                                        "field",
                                                        "open_raw_events"))));
        all.add(
                mistake(
                        Check.FIELD,
                        "no field tripline.rule",
                        edited ->
                                edited.params(
                                        RATES, params -> params.put("pivot_id", "tripline.rule"))));
        all.add(
                mistake(
                        Check.FIELD,
                        "control Level",
                        edited ->
                                edited.params(
                                        CONTROLS,
                                        params ->
                                                put(
                                                        params.at("/controls/0"),
                                                        "fieldName",
                                                        "level"))));
        all.add(query("evnt.kind:alert", "names evnt.kind"));
        all.add(query("event.kind:", "ends too early"));
        all.add(query("event.kind:alert and (rule.id:a", "lacks )"));
        all.add(query("alert", "free text"));
        all.add(query("event.*:alert", "must name a field"));
        all.add(query("event.severity:high", "a long, is 'high'"));
        all.add(query("related.ip:nowhere", "a ip, is 'nowhere'"));
        all.add(query("rule.id:\"a", "a quote is open"));
        all.add(query("event.original:x", "does not index"));
        all.add(
                mistake(
                        Check.QUERY,
                        "no query in Dashboards' language",
                        edited ->
                                edited.params(
                                        TOTAL,
                                        params ->
                                                put(params.path("filter"), "language", "lucene"))));
        all.add(
                mistake(
                        Check.QUERY,
                        "numerator",
                        edited ->
                                edited.params(
                                        RATES,
                                        params -> {
                                            for (JsonNode series : params.path("series")) {
                                                put(series.at("/metrics/0"), "numerator", "a:b");
                                            }
                                        })));
    }

    private static void links(List<Arguments> all) {
        all.add(
                template(
                        "../app/dashboards#/view/x?_a=(query:(language:kuery,query:'rule.id:%22{{value}}%22'))",
                        "not in the export"));
        all.add(template("https://example.com/?q={{value}}", "leads out of Dashboards"));
        all.add(template("{{value}}", "leads out of Dashboards"));
        all.add(template("javascript:alert('{{value}}')", "leads out of Dashboards"));
        all.add(
                template(
                        "../app/dashboards#/view/tripline-rules?_a=(query:(language:kuery,query:'rule.id:%22{{rawValue}}%22'))",
                        "uses the value as it is"));
        all.add(
                template(
                        "../app/dashboards#/view/tripline-rules?_a=(query:(language:kuery,query:'rule.id:{{value}}'))",
                        "no {{value}} in quotes"));
        all.add(
                mistake(
                        Check.QUERY,
                        "names rule.idd",
                        edited ->
                                edited.inner(
                                        ALERTS,
                                        "fieldFormatMap",
                                        formats ->
                                                put(
                                                        formats.at("/rule.id/params"),
                                                        "urlTemplate",
                                                        "../app/dashboards#/view/tripline-rules?_a=(query:(language:kuery,query:'rule.idd%3A%22{{value}}%22'))"))));
        all.add(
                mistake(
                        Check.LINK,
                        "fetched without a click",
                        edited ->
                                edited.inner(
                                        ALERTS,
                                        "fieldFormatMap",
                                        formats ->
                                                put(
                                                        formats.at("/rule.id/params"),
                                                        "type",
                                                        "img"))));
        all.add(
                mistake(
                        Check.LINK,
                        "change what the link asks",
                        edited ->
                                edited.inner(
                                        ALERTS,
                                        "fieldFormatMap",
                                        formats ->
                                                ((ObjectNode) formats)
                                                        .set(
                                                                "user.name",
                                                                formats.path("rule.id")))));
        all.add(
                mistake(
                        Check.LINK,
                        "does not escape",
                        edited ->
                                edited.inner(
                                        ALERTS,
                                        "fields",
                                        fields ->
                                                put(
                                                        field(fields, "open_person"),
                                                        "script",
                                                        "return doc.containsKey('user.name')"))));
        all.add(
                mistake(
                        Check.LINK,
                        "takes the list of fields for complete",
                        edited ->
                                edited.inner(
                                        ALERTS,
                                        "fields",
                                        fields ->
                                                ((ObjectNode) fields.path(0))
                                                        .put("readFromDocValues", false))));
        all.add(
                mistake(
                        Check.LINK,
                        "hides a field",
                        edited ->
                                edited.inner(
                                        ALERTS,
                                        "fields",
                                        fields -> put(fields.path(0), "name", "user.name"))));
        all.add(text("see [here](https://example.com)", "leads out of Dashboards"));
        all.add(text("![a picture](/x.png)", "loads a picture"));
        all.add(text("a <b>word</b>", "It holds HTML"));
        all.add(text("see [it](#/view/tripline-nowhere)", "tripline-nowhere"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlaceAndTheMend(Check check, String said, Consumer<Edited> mistake) {
        Edited edited = new Edited(shipped());
        mistake.accept(edited);

        List<Finding> findings = Validator.findings(edited.objects(), FieldCatalogue.ofMappings());

        assertThat(findings)
                .anySatisfy(
                        each -> {
                            assertThat(each.check()).isEqualTo(check);
                            assertThat(each.toString()).contains(said);
                            assertThat(each.where()).isNotEmpty();
                            assertThat(each.mend()).isNotEmpty();
                        });
    }

    @Test
    void everyCheckIsBrokenOnce() {
        Set<Check> broken = EnumSet.noneOf(Check.class);
        mistakes().forEach(each -> broken.add((Check) each.get()[0]));

        assertThat(broken).containsExactlyInAnyOrderElementsOf(Arrays.asList(Check.values()));
    }

    @Test
    void theUnchangedExportHasNoFindings() {
        assertThat(Validator.findings(shipped(), FieldCatalogue.ofMappings())).isEmpty();
    }

    private static List<SavedObject> shipped() {
        List<SavedObject> objects = DashboardSource.read(DIRECTORY).savedObjects();
        assertTrue(
                Stream.of(OVERVIEW)
                        .allMatch(id -> objects.stream().anyMatch(each -> each.id().equals(id))));
        return objects;
    }

    private static Arguments mistake(Check check, String said, Consumer<Edited> edit) {
        return arguments(check, said, edit);
    }

    private static Arguments query(String query, String said) {
        return mistake(
                Check.QUERY,
                said,
                edited ->
                        edited.params(TOTAL, params -> put(params.path("filter"), "query", query)));
    }

    private static Arguments template(String url, String said) {
        return mistake(
                Check.LINK,
                said,
                edited ->
                        edited.inner(
                                ALERTS,
                                "fieldFormatMap",
                                formats -> put(formats.at("/rule.id/params"), "urlTemplate", url)));
    }

    private static Arguments text(String markdown, String said) {
        return mistake(
                Check.LINK,
                said,
                edited -> edited.params(TEXT, params -> params.put("markdown", markdown)));
    }

    private static JsonNode field(JsonNode fields, String name) {
        for (JsonNode each : fields) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static SavedObject lens() {
        return SavedObject.of("lens", "x", Edited.json("{\"title\":\"A lens\"}"), List.of());
    }

    private static SavedObject orphan(Edited edited) {
        SavedObject like = edited.get("visualization " + TREND);
        return SavedObject.of(like.type(), "orphan", like.attributes(), like.references());
    }

    private static SavedObject without(SavedObject object, String reference) {
        return SavedObject.of(
                object.type(),
                object.id(),
                object.attributes(),
                object.references().stream()
                        .filter(each -> !each.name().equals(reference))
                        .toList());
    }

    private static SavedObject with(SavedObject object, Reference reference) {
        List<Reference> references = new ArrayList<>(object.references());
        references.add(reference);
        return SavedObject.of(object.type(), object.id(), object.attributes(), references);
    }

    private static void put(JsonNode node, String key, String value) {
        ((ObjectNode) node).put(key, value);
    }

    private static void put(JsonNode node, String key, int value) {
        ((ObjectNode) node).put(key, value);
    }

    private static void remove(JsonNode node, String key) {
        ((ObjectNode) node).remove(key);
    }
}

package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the part of {@code docs/sources.md} that is about each source against what the sources make of their fixtures;
 * {@code -Dfixtures.update=true} writes it anew.
 */
class SourceReferenceTest {
    private static final Path FILE = Path.of("../docs/sources.md");

    /** Every event has these. */
    private static final Set<EcsField> EVERYWHERE =
            Set.of(
                    EcsField.TIMESTAMP,
                    EcsField.EVENT_DATASET,
                    EcsField.EVENT_ID,
                    EcsField.EVENT_KIND);

    private static final String MARK =
            "<!-- From here on written by SourceReferenceTest, from the fixtures, the code's tables, vendor-lists and shipping.yml. -->\n";

    @Test
    void the_reference_says_how_each_source_is_shipped_and_what_it_fills() throws IOException {
        String file = Files.readString(FILE);
        assertThat(file).containsOnlyOnce(MARK);
        String whole = file.substring(0, file.indexOf(MARK)) + MARK + reference();
        if (Boolean.getBoolean("fixtures.update")) {
            Files.writeString(FILE, whole);
        }

        assertThat(Files.readString(FILE)).isEqualTo(whole);
    }

    @Test
    void what_ships_a_source_is_well_formed() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        for (Map.Entry<String, Shipping> each : Shipping.all().entrySet()) {
            Shipping shipping = each.getValue();
            assertThat(Topics.RAW).contains(shipping.topic());
            for (Map.Entry<String, String> configuration :
                    shipping.configurations(each.getKey()).entrySet()) {
                assertThat(configuration.getValue())
                        .contains(shipping.topic())
                        .doesNotContain("TOPIC", "PLACE", "SOURCE", "FOLDER", "PATTERN");
                // rsyslog's own checker reads its part in RsyslogEndToEndTest; syslog-ng's form is
                // its own, too.
                if (!configuration.getKey().endsWith("syslog")
                        && !configuration.getKey().equals("syslog-ng")) {
                    assertThat(yaml.readTree(configuration.getValue()).isObject()).isTrue();
                }
            }
        }
    }

    private static String reference() throws IOException {
        StringBuilder text =
                new StringBuilder(
                        """

                        ## Source by source

                        Beside the fields that are named, every event has `@timestamp`, `event.id`, `event.kind`, `event.dataset`, `event.module`, `event.ingested`,
                        `event.original`, `ecs.version`, `related.*`, and for addresses `geo` and `as`.
                        """);
        Map<String, Shipping> ways = Shipping.all();
        List<LogSource> sources = new ArrayList<>(Sources.all());
        sources.sort(Comparator.comparing(LogSource::name));
        for (LogSource source : sources) {
            Map<String, Set<String>> kinds = new TreeMap<>();
            Set<EcsField> fields = new TreeSet<>();
            Set<String> vendors = new TreeSet<>();
            int records = 0;
            for (RawRecord raw : SourceFixtures.all(source)) {
                records++;
                if (source.normalize(raw) instanceof Normalized.Parsed(EcsEvent.Builder builder)) {
                    EcsEvent event = builder.setIfAbsent(EcsField.EVENT_ID, "from-origin").build();
                    for (EcsField field : EcsField.values()) {
                        if (event.has(field) && !EVERYWHERE.contains(field)) {
                            fields.add(field);
                        }
                    }
                    vendors.addAll(event.vendor().keySet());
                    kinds.computeIfAbsent(kind(event), _ -> new LinkedHashSet<>())
                            .add(event.string(EcsField.EVENT_ACTION).orElse("-"));
                }
            }
            text.append("\n### `").append(source.name()).append("`\n\n");
            text.append(recognized(source)).append(' ').append(records).append(" fixtures.");
            if (!vendors.isEmpty()) {
                text.append(" Its own fields: ")
                        .append(
                                vendors.stream()
                                        .map(each -> "`" + each + ".*`")
                                        .collect(Collectors.joining(", ")))
                        .append('.');
            }
            text.append("\n\n| events | `event.action` |\n|---|---|\n");
            kinds.forEach(
                    (kind, actions) ->
                            text.append("| ")
                                    .append(kind)
                                    .append(" | ")
                                    .append(
                                            actions.stream()
                                                    .sorted()
                                                    .limit(12)
                                                    .map(each -> each.replace("|", "\\|"))
                                                    .collect(Collectors.joining(", ")))
                                    .append(actions.size() > 12 ? ", ... |\n" : " |\n"));
            known(text, source);
            text.append('\n')
                    .append(
                            fields.stream()
                                    .map(field -> "`" + field.fieldName() + "`")
                                    .collect(Collectors.joining(" ")))
                    .append('\n');
            Shipping shipping =
                    Objects.requireNonNull(
                            ways.get(source.name()),
                            source.name() + " has no line in shipping.yml");
            text.append("\n<details><summary>Ship it to <code>")
                    .append(shipping.topic())
                    .append("</code></summary>\n");
            if (!shipping.note().isEmpty()) {
                text.append('\n').append(shipping.note()).append('\n');
            }
            shipping.configurations(source.name())
                    .forEach(
                            (shipper, configuration) ->
                                    text.append(
                                                    "\n```%s\n# %s\n"
                                                            .formatted(
                                                                    shipper.contains("syslog")
                                                                            ? "sh"
                                                                            : "yaml",
                                                                    shipper))
                                            .append(configuration)
                                            .append("```\n"));
            text.append("\n</details>\n");
        }
        return text.toString();
    }

    /** What is known of the vendor's names beyond the fixtures: by a list of them, by a table or by a mapping's cases. */
    private static void known(StringBuilder text, LogSource source) throws IOException {
        Map<String, Set<String>> kinds = new TreeMap<>();
        String from;
        if (!VendorListTest.found(source.name()).isEmpty()) {
            from = "held against " + VendorListTest.found(source.name());
            VendorListTest.events(source.name())
                    .forEach((name, event) -> put(kinds, kind(event), name));
        } else if (source.name().equals("zeek.logs")) {
            from = "the logs";
            ZeekLog.ALL
                    .values()
                    .forEach(log -> put(kinds, kind(log.categories(), log.types()), log.name()));
        } else if (source instanceof WindowsLog) {
            from = "event ids";
            for (String provider : providers(source)) {
                WindowsAction.BY_PROVIDER
                        .getOrDefault(provider, Map.of())
                        .values()
                        .forEach(
                                action ->
                                        put(
                                                kinds,
                                                action.isOfObject()
                                                        ? "the object's"
                                                        : kind(action.categories(), action.types()),
                                                action.id() + " " + action.name()));
            }
        } else if (source instanceof Mapped mapped) {
            from = "the first that fits";
            mapped.mapped()
                    .mapping()
                    .cases()
                    .forEach(each -> put(kinds, kind(each.values()), wanted(each.condition())));
        } else {
            return;
        }
        if (kinds.isEmpty()) {
            return;
        }
        int names = kinds.values().stream().mapToInt(Set::size).sum();
        text.append("\n<details><summary>By name: ").append(names).append("</summary>\n\n");
        text.append("Of these names (")
                .append(from)
                .append("):\n\n| events | names |\n|---|---|\n");
        kinds.forEach(
                (kind, each) ->
                        text.append("| ")
                                .append(kind)
                                .append(" | ")
                                .append(
                                        each.stream()
                                                .map(name -> name.replace("|", "\\|"))
                                                .map(name -> "`" + name + "`")
                                                .collect(Collectors.joining(", ")))
                                .append(" |\n"));
        text.append("\n</details>\n");
    }

    private static void put(Map<String, Set<String>> kinds, String kind, String name) {
        kinds.computeIfAbsent(kind, _ -> new TreeSet<>()).add(name);
    }

    private static String kind(List<String> categories, List<String> types) {
        return (categories.isEmpty() ? "no category" : String.join(" + ", categories))
                + (types.isEmpty() ? "" : " / " + String.join(" + ", types));
    }

    private static String kind(Map<EcsField, Object> values) {
        return Stream.of(EcsField.EVENT_CATEGORY, EcsField.EVENT_TYPE, EcsField.EVENT_OUTCOME)
                .map(values::get)
                .filter(Objects::nonNull)
                .map(
                        value ->
                                value instanceof List<?> list
                                        ? list.stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(" + "))
                                        : String.valueOf(value))
                .collect(Collectors.joining(" / "));
    }

    private static String wanted(Mapping.Condition condition) {
        return condition.wanted().entrySet().stream()
                .map(
                        each ->
                                each.getKey().dotted()
                                        + ": "
                                        + each.getValue().stream()
                                                .map(Mapping.Wanted::text)
                                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    /** Those that its fixtures are of, in lower case. */
    private static Set<String> providers(LogSource source) throws IOException {
        Set<String> providers = new TreeSet<>();
        for (RawRecord raw : SourceFixtures.all(source)) {
            if (source.normalize(raw) instanceof Normalized.Parsed(EcsEvent.Builder event)) {
                String provider = event.string(EcsField.EVENT_PROVIDER);
                if (provider != null) {
                    providers.add(provider.toLowerCase(Locale.ROOT));
                }
            }
        }
        return providers;
    }

    private static String recognized(LogSource source) {
        Glance glance = source.glance();
        List<String> forms = new ArrayList<>();
        if (glance.json()) {
            forms.add(
                    glance.names().isEmpty()
                            ? "JSON objects by their content"
                            : "JSON objects with "
                                    + glance.names().stream()
                                            .sorted()
                                            .map(each -> "`" + each + "`")
                                            .collect(Collectors.joining(" or "))
                                    + " and more of its own");
        }
        if (glance.lines()) {
            forms.add("lines by their content");
        }
        return "Recognizes "
                + String.join(", and ", forms)
                + (source.isSentBySyslog() ? "; the JSON inside syslog, too" : "")
                + ".";
    }

    private static String kind(EcsEvent event) {
        String categories = String.join(" + ", event.strings(EcsField.EVENT_CATEGORY));
        return (event.string(EcsField.EVENT_KIND).filter("alert"::equals).isPresent()
                        ? "alert: "
                        : "")
                + (categories.isEmpty() ? "no category" : categories)
                + event.strings(EcsField.EVENT_TYPE).stream()
                        .collect(Collectors.joining(" + ", " / ", ""))
                + event.string(EcsField.EVENT_OUTCOME).map(each -> " / " + each).orElse("");
    }
}

package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/source-reference.md} against what the sources make of their fixtures; {@code -Dfixtures.update=true}
 * writes it anew.
 */
class SourceReferenceTest {
    private static final Path FILE = Path.of("../docs/source-reference.md");

    /** Every event has these. */
    private static final Set<EcsField> EVERYWHERE =
            Set.of(
                    EcsField.TIMESTAMP,
                    EcsField.EVENT_DATASET,
                    EcsField.EVENT_ID,
                    EcsField.EVENT_KIND);

    @Test
    void the_reference_says_what_each_source_fills() throws IOException {
        String reference = reference();
        if (Boolean.getBoolean("fixtures.update")) {
            Files.writeString(FILE, reference);
        }

        assertThat(Files.readString(FILE)).isEqualTo(reference);
    }

    private static String reference() throws IOException {
        StringBuilder text =
                new StringBuilder(
                        """
                        # What each log source fills

                        Written by `SourceReferenceTest` from the fixtures (`ingest/src/test/resources/fixtures/NAME.yml`), and held against them in CI: don't edit it.
                        How to ship them: [sources.md](sources.md). Beside these, every event has `@timestamp`, `event.id`, `event.kind`, `event.dataset`,
                        `event.module`, `event.ingested`, `event.original`, `ecs.version`, `related.*`, and for addresses `geo` and `as`.
                        """);
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
            text.append("\n## `").append(source.name()).append("`\n\n");
            text.append(records).append(" fixtures.");
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
            text.append('\n')
                    .append(
                            fields.stream()
                                    .map(field -> "`" + field.fieldName() + "`")
                                    .collect(Collectors.joining(" ")))
                    .append('\n');
        }
        return text.toString();
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

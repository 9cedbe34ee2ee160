package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsVocabulary;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What rules may take for a dataset of ours is what our sources give, and ECS's words are the same on both sides. */
final class DatasetsTest {
    /** Whatever log Zeek has, its name is the dataset's second part. */
    private static final String ZEEK = "zeek.";

    @Test
    void the_list_of_datasets_is_what_the_sources_give() throws IOException {
        Set<String> given = new TreeSet<>();
        for (LogSource source : Sources.all()) {
            given.add(named(source.name()));
            if (source instanceof EcsPassthrough) {
                continue;
            }
            for (RawRecord raw : SourceFixtures.all(source)) {
                if (source.normalize(raw) instanceof Normalized.Parsed(var event)
                        && event.value(EcsField.EVENT_DATASET) instanceof String dataset) {
                    given.add(named(dataset));
                }
            }
        }

        assertThat(String.join("\n", EcsVocabulary.datasets()))
                .as("contracts/src/main/resources/io/tripline/contracts/datasets.txt")
                .isEqualTo(String.join("\n", given));
    }

    @Test
    void the_categories_are_those_whose_types_are_known() {
        assertThat(EcsVocabulary.allowed(EcsField.EVENT_CATEGORY))
                .contains(new TreeSet<>(EcsCategorization.TYPES_BY_CATEGORY.keySet()));
        assertThat(EcsVocabulary.allowed(EcsField.EVENT_KIND).orElseThrow())
                .containsAll(EcsCategorization.KINDS);
    }

    private static String named(String dataset) {
        return dataset.startsWith(ZEEK) ? ZEEK + "*" : dataset;
    }
}

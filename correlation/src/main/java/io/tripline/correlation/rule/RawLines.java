package io.tripline.correlation.rule;

import io.tripline.contracts.EcsEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What makes events of the raw lines in rules' tests. Correlation knows no log source, so whoever runs the tests hands it
 * in.
 */
@FunctionalInterface
public interface RawLines {
    /** Where there are no log sources: tests with raw lines are left out. */
    RawLines LEFT_OUT =
            new RawLines() {
                @Override
                public List<EcsEvent> read(
                        String source, String raw, Instant received, Consumer<String> problems) {
                    return List.of();
                }

                @Override
                public boolean areRead() {
                    return false;
                }
            };

    /**
     * The events that a raw line gives.
     *
     * @param source the name of its log source
     * @param received stands in for the time of arrival
     * @param problems takes, in a sentence, why there are none
     */
    List<EcsEvent> read(String source, String raw, Instant received, Consumer<String> problems);

    /** Whether raw lines can be read at all. */
    default boolean areRead() {
        return true;
    }
}

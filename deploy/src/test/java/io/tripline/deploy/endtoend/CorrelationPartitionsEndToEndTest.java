package io.tripline.deploy.endtoend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same events through as many partitions as somebody likes; four are what all other end-to-end tests have. */
class CorrelationPartitionsEndToEndTest {
    private static final long SEED = 7;
    private static final int EVENTS = 2_000;
    private static final int PER_SECOND = 5_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void the_number_of_partitions_changes_nothing(int partitions) throws Exception {
        try (RunningCorrelation correlation = new RunningCorrelation(partitions)) {
            correlation.first();
            Traffic traffic = new Traffic(SEED, Instant.now(), Duration.ofHours(5), EVENTS);
            correlation.publish(traffic.arrivals(), PER_SECOND, new Random(SEED));
            List<String> expected = correlation.expected(traffic);

            AlertTopicReader.assertSame(
                    AlertTopicReader.standing(correlation.told(traffic, expected::equals)),
                    expected);
        }
    }
}

package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.correlation.RandomEvents;
import io.tripline.correlation.Seeds;
import io.tripline.correlation.TestRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody listened to still counts for the rows that come after it, whatever the form of the EPL. */
class EvaluatorTest {
    private static final int CASES = 10;

    static List<Integer> seeds() {
        return Seeds.of(CASES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void rows_do_not_depend_on_who_listened_before(int seed) {
        Random random = new Random(seed);
        List<EcsEvent> events =
                new RandomEvents(random, Duration.ofHours(random.nextLong(1, 12)).toMillis())
                        .next(200);
        int found = 0;
        for (CompiledRule rule : TestRules.ALL.rules()) {
            if (rule.rule().profiles().isEmpty() && !rule.isOverAlerts()) {
                found += heardFromAnyEventOn(rule, events, random.nextInt(events.size()));
            }
        }

        assertThat(found).as("rows").isPositive();
    }

    /** How many rows there are from an event on, which are the same whether those before were listened to or not. */
    private static int heardFromAnyEventOn(CompiledRule rule, List<EcsEvent> events, int from) {
        try (Evaluator evaluator = new Evaluator(rule, TestRules.ALL.compiler())) {
            List<Row> always = rows(evaluator, rule, events, 0, from);
            List<Row> later = rows(evaluator, rule, events, from, from);

            assertThat(later)
                    .as("rule %s from event %d on", rule.id(), from)
                    .containsExactlyInAnyOrderElementsOf(always);
            return later.size();
        }
    }

    /**
     * The rows of these events.
     *
     * @param heard from which event on somebody listens
     * @param from which event is the first whose rows are given
     */
    private static List<Row> rows(
            Evaluator evaluator, CompiledRule rule, List<EcsEvent> events, int heard, int from) {
        List<Row> rows = new ArrayList<>();
        evaluator.begin(events.getFirst().timestamp().toEpochMilli());
        for (int i = 0; i < events.size(); i++) {
            KeptEvent event = new KeptEvent(rule.slim(events.get(i)), "");
            evaluator.listen(i >= heard);
            List<Row> own = new ArrayList<>(evaluator.advanceTo(event.millis()));
            own.addAll(evaluator.accept(event, ProfileFacts.NONE));
            assertThat(i >= heard || own.isEmpty()).as("nobody listens to event %d", i).isTrue();
            if (i >= from) {
                rows.addAll(own);
            }
        }
        return rows;
    }
}

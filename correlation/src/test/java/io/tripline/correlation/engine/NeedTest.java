package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NeedTest {
    private static final Instant BEGIN = Instant.parse("2026-03-02T08:00:00Z");
    private static final String ALL =
            "Event(event.outcome in ('success', 'failure'))#time(10 min) as l";

    private static final int STREAMS = 400;

    static Stream<String> statements() {
        return Stream.of(
                "select count(*) as n from " + ALL + " having count(*) >= 3",
                "select count(*) as n from " + ALL + " having 2 < count(*)",
                "select count(*) as n from " + ALL + " having count(*) = 4",
                "select count(*) as n from " + ALL + " having count(*) > 2.5",
                "select count(*) as n, l.user.name as u from "
                        + ALL
                        + " having l.event.outcome = 'success' and count(*, l.event.outcome = 'failure') >= 2",
                "select count(*) as n, l.user.name as u from "
                        + ALL
                        + " having (l.event.outcome = 'success' or l.host.name is not null)"
                        + " and count(distinct l.host.name, l.event.outcome = 'failure' and l.host.name in ('a', 'b')) >= 2",
                "select count(*) as n, l.user.name as u from "
                        + ALL
                        + " having l.event.outcome = 'failure' or count(*) >= 5",
                "select max(count(*, l.event.outcome = 'failure'), count(distinct l.host.name)) as n from "
                        + ALL
                        + " having max(count(*, l.event.outcome = 'failure'), count(distinct l.host.name)) >= 3",
                "select count(*) as n from " + ALL + " having count(distinct l.host.name) >= 3",
                "select count(*) as n from "
                        + ALL
                        + " having 1 < count(distinct l.destination.port)",
                "select count(*) as n from " + ALL + " having count(distinct l.related.hosts) >= 3",
                "select count(*) as n from "
                        + ALL
                        + " having count(distinct l.vendor.field('x.y'), l.host.name != 'a') >= 2",
                "select count(*) as n from "
                        + ALL
                        + " having distinct_count(window(l.related.hosts)) >= 3 and l.event.outcome = 'failure'",
                "select count(*) as n from "
                        + ALL
                        + " having distinct_count(window(l.host.name)) >= 3",
                "select max(count(distinct l.host.name), count(distinct l.destination.port)) as n from "
                        + ALL
                        + " having max(count(distinct l.host.name), count(distinct l.destination.port)) >= 3",
                "select l.host.name as h, count(*) as n from "
                        + ALL
                        + " group by l.host.name having count(*) >= 2 and l.host.name != 'a'",
                "select l.user.name as u from "
                        + ALL
                        + " having l.vendor.field('x.y') = '1' and count(*) <= 3",
                "select a, b from pattern [every a=Event(event.outcome = 'failure')"
                        + " -> b=Event(event.outcome = 'success', host.name = a.host.name) where timer:within(5 min)]",
                "select a, b from pattern [every (a=Event(event.outcome = 'failure') and b=Event(host.name in ('a', 'c')))"
                        + " -> (timer:interval(2 min) and not Event(event.outcome = 'success')) where timer:within(5 min)]",
                "select a, b from pattern [every (a=Event(event.outcome = 'failure') or b=Event(host.name = 'c')) where timer:within(5 min)]",
                "select a, c from "
                        + "Event(event.outcome in ('success', 'failure'))#time(10 min) match_recognize (measures A as a, C as c"
                        + " pattern (A B+ C? D*) define A as A.event.outcome = 'failure', B as B.event.outcome = 'failure', C as C.event.outcome = 'success')");
    }

    @ParameterizedTest
    @MethodSource("statements")
    void what_esper_gives_a_row_for_is_never_ruled_out(String epl) {
        CompiledRule rule = TestRules.ofEpl(epl);
        int matched = 0;
        try (Evaluator evaluator = new Evaluator(rule, new RuleCompiler())) {
            for (long seed = 0; seed < STREAMS; seed++) {
                List<KeptEvent> events = events(random(seed));
                evaluator.begin(events.getFirst().millis());
                List<Row> rows = new ArrayList<>();
                for (KeptEvent event : events) {
                    rows.addAll(evaluator.accept(event, ProfileFacts.NONE));
                }
                rows.addAll(evaluator.advanceTo(events.getLast().millis() + 3_600_000));
                matched += rows.isEmpty() ? 0 : 1;
                Need.Tally tally = rule.need().tally();
                events.forEach(tally::add);
                assertThat(rows.isEmpty() || tally.isEnough()).as("seed %d", seed).isTrue();
                assertThat(rows)
                        .as("seed %d", seed)
                        .allMatch(row -> rule.hasTimers() || isCompleted(rule, events, row));
                for (long least : times(events)) {
                    assertThat(rule.need().isMet(events, least))
                            .as("seed %d, rows from %d", seed, least)
                            .matches(
                                    may ->
                                            may
                                                    || rows.stream()
                                                            .noneMatch(
                                                                    row -> row.millis() >= least));
                }
            }
        }
        assertThat(matched).as("streams with a row").isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) as n, l.user.name as u from Event(event.outcome in ('success', 'failure'))#time(10 min) as l"
                        + " having l.event.outcome = 'success' and count(*, l.event.outcome = 'failure') >= 5",
                "select a, b from pattern [every a=Event(event.outcome = 'failure')"
                        + " -> b=Event(event.action = 'x') where timer:within(5 min)]",
                "select count(*) as n from Event(event.outcome in ('success', 'failure'))#time(10 min) as l"
                        + " having count(distinct l.host.name) >= 3",
                "select count(*) as n from Event(event.outcome in ('success', 'failure'))#time(10 min) as l"
                        + " having distinct_count(window(l.related.hosts)) >= 3",
                "select count(*) as n from Event(event.outcome in ('success', 'failure'))#time(10 min) as l"
                        + " having max(count(distinct l.destination.port), count(*, l.event.outcome = 'failure')) >= 3"
            })
    void an_everyday_stream_is_ruled_out(String epl) {
        List<KeptEvent> events =
                List.of(
                        event("1", 0, "success", "a"),
                        event("2", 60, "failure", "a"),
                        event("3", 61, "success", "b"));

        Need need = TestRules.ofEpl(epl).need();
        Need.Tally tally = need.tally();
        events.forEach(tally::add);

        assertThat(need.isMet(events, Long.MIN_VALUE)).isFalse();
        assertThat(tally.isEnough() && events.stream().anyMatch(need::mayComplete)).isFalse();
    }

    @Test
    void a_tally_forgets_what_is_taken_back() {
        Need need =
                TestRules.ofEpl(
                                "select count(*) as n from "
                                        + ALL
                                        + " having max(count(distinct l.host.name), count(*, l.event.outcome = 'success')) >= 2")
                        .need();
        Need.Tally tally = need.tally();
        KeptEvent once = event("1", 0, "failure", "a");
        KeptEvent again = event("2", 1, "failure", "a");
        KeptEvent other = event("3", 2, "failure", "b");
        tally.add(once);
        tally.add(again);
        assertThat(tally.isEnough()).isFalse();
        tally.add(other);
        assertThat(tally.isEnough()).isTrue();
        tally.remove(once);
        assertThat(tally.isEnough()).isTrue();
        tally.remove(again);
        assertThat(tally.isEnough()).isFalse();
    }

    private static boolean isCompleted(CompiledRule rule, List<KeptEvent> events, Row row) {
        return events.stream()
                .anyMatch(
                        event -> event.millis() == row.millis() && rule.need().mayComplete(event));
    }

    private static long[] times(List<KeptEvent> events) {
        return LongStream.concat(
                        LongStream.of(Long.MIN_VALUE), events.stream().mapToLong(KeptEvent::millis))
                .toArray();
    }

    private static List<KeptEvent> events(RandomGenerator random) {
        List<KeptEvent> events = new ArrayList<>();
        int seconds = 0;
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            seconds += random.nextInt(240);
            events.add(
                    event(
                            "e" + i,
                            seconds,
                            random.nextBoolean() ? "failure" : "success",
                            List.of("a", "b", "c", "").get(random.nextInt(4))));
        }
        return events;
    }

    private static KeptEvent event(String id, int seconds, String outcome, String host) {
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.EVENT_ID, id)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, "test")
                        .set(EcsField.TIMESTAMP, BEGIN.plusSeconds(seconds))
                        .set(EcsField.EVENT_OUTCOME, outcome)
                        .set(EcsField.USER_NAME, "ada");
        if (!host.isEmpty()) {
            event.set(EcsField.HOST_NAME, host)
                    .set(EcsField.DESTINATION_PORT, (long) host.charAt(0))
                    .set(EcsField.RELATED_HOSTS, List.of(host, "b"));
        }
        return new KeptEvent(event.vendor("x.y", seconds % 2 == 0 ? "1" : "2").build(), "");
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}

package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.TestRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random filters and events: the index of all filters wants what each filter by itself wants. */
class EventFiltersPropertyTest {
    private static final int RULES = 24;
    private static final int EVENTS = 600;

    private static final List<String> TEXTS =
            List.of(
                    "a",
                    "A",
                    "ab",
                    "aB",
                    "ABA",
                    "abab",
                    "bab",
                    "b",
                    "Kelvin",
                    "\u212Aelvin",
                    "stra\u00DFe",
                    "STRASSE",
                    "\u0130i",
                    "ii",
                    "\uD801\uDC00x",
                    "\uD801\uDC28X",
                    "a*b",
                    "[",
                    ".",
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
                    "");
    private static final List<String> ADDRESSES =
            List.of(
                    "10.0.0.1",
                    "10.1.2.3",
                    "192.0.2.77",
                    "192.0.2.200",
                    "::1",
                    "2001:db8::1",
                    "::ffff:10.0.0.1",
                    "010.0.0.1",
                    "example.com",
                    "10.1",
                    "256.1.1.1");
    private static final List<String> NETWORKS =
            List.of(
                    "10.0.0.0/8",
                    "10.0.0.1/32",
                    "10.0.0.1",
                    "0.0.0.0/0",
                    "192.0.2.64/26",
                    "::/0",
                    "2001:db8::/32",
                    "::1",
                    "192.0.2.0/25");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void the_index_wants_what_each_filter_wants(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        RuleCompiler compiler = new RuleCompiler();
        List<CompiledRule> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            rules.add(TestRules.ofEpl("select * from Event(" + condition(random, 3) + ")"));
        }
        int wanted = 0;
        try (EventFilters indexed = new EventFilters(rules, compiler);
                EventFilters unindexed = EventFilters.withoutAccessPredicates(rules, compiler)) {
            for (int i = 0; i < EVENTS; i++) {
                EcsEvent event = event(random, i);
                List<Integer> expected = numbers(unindexed.wanting(event), rules);
                assertThat(numbers(indexed.wanting(event), rules))
                        .as(
                                () ->
                                        "event %s, filters %s"
                                                .formatted(
                                                        describe(event),
                                                        rules.stream()
                                                                .flatMap(
                                                                        rule ->
                                                                                rule
                                                                                        .filters()
                                                                                        .stream())
                                                                .map(EventFilter::toString)
                                                                .collect(Collectors.joining("\n"))))
                        .isEqualTo(expected);
                wanted += expected.size();
            }
        }
        // A property of nothing proves nothing.
        assertThat(wanted).isGreaterThan(EVENTS);
        assertThat(rules.stream().flatMap(rule -> rule.filters().stream()))
                .anyMatch(filter -> filter.access().atoms().isEmpty())
                .anyMatch(filter -> filter.access().indexed())
                .anyMatch(filter -> filter.access().atoms().size() > 1);
    }

    private static List<Integer> numbers(List<CompiledRule> wanting, List<CompiledRule> all) {
        return wanting.stream().map(all::indexOf).toList();
    }

    private static String condition(RandomGenerator random, int depth) {
        int kind = random.nextInt(depth == 0 ? 7 : 11);
        String field = pick(random, List.of("user.name", "process.name", "vendor.field('x.y')"));
        String text = quoted(pick(random, TEXTS.subList(0, TEXTS.size() - 1)));
        return switch (kind) {
            case 0 -> "same(" + field + ", " + text + ")";
            case 1 -> "starts_with(" + field + ", " + text + ")";
            case 2 -> "ends_with(" + field + ", " + text + ")";
            case 3 -> "wildcard(" + field + ", " + quoted(pattern(random)) + ")";
            case 4 -> "cidr(source.ip, " + quoted(pick(random, NETWORKS)) + ")";
            case 5 ->
                    random.nextBoolean()
                            ? field + " = " + text
                            : random.nextBoolean()
                                    ? "source.port = " + random.nextInt(3)
                                    : "source.port in (0, " + random.nextInt(3) + ")";
            case 6 -> "has(event.type, " + text + ")";
            case 7 -> "not " + inParentheses(condition(random, depth - 1));
            case 8, 9 ->
                    inParentheses(
                            condition(random, depth - 1) + " or " + condition(random, depth - 1));
            default ->
                    inParentheses(
                            condition(random, depth - 1) + " and " + condition(random, depth - 1));
        };
    }

    private static String pattern(RandomGenerator random) {
        String text = pick(random, TEXTS);
        return switch (random.nextInt(5)) {
            case 0 -> "*" + text;
            case 1 -> text + "*";
            case 2 -> "*" + text + "*";
            case 3 -> "?" + text.substring(Math.min(1, text.length()));
            default -> "a*" + text + "?*";
        };
    }

    private static EcsEvent event(RandomGenerator random, int number) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.EPOCH)
                .set(EcsField.EVENT_ID, "event-" + number)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.USER_NAME, text(random))
                .set(EcsField.PROCESS_NAME, text(random))
                .set(EcsField.SOURCE_IP, pick(random, ADDRESSES))
                .set(EcsField.SOURCE_PORT, (long) random.nextInt(4))
                .set(EcsField.EVENT_TYPE, List.of(pick(random, TEXTS), "b"))
                .vendor("x.y", random.nextInt(10) == 0 ? (Object) 7L : text(random))
                .build();
    }

    private static String text(RandomGenerator random) {
        String text = pick(random, TEXTS);
        return switch (random.nextInt(4)) {
            case 0 -> text + pick(random, TEXTS);
            case 1 -> pick(random, TEXTS).toUpperCase(Locale.ROOT) + text;
            // Longer than rules are shown.
            case 2 -> random.nextInt(20) == 0 ? text + "a".repeat(10_000) + text : text;
            default -> text;
        };
    }

    private static String describe(EcsEvent event) {
        return event.string(EcsField.USER_NAME)
                + " "
                + event.string(EcsField.PROCESS_NAME)
                + " "
                + event.string(EcsField.SOURCE_IP)
                + " "
                + event.vendor();
    }

    private static String inParentheses(String condition) {
        return "(" + condition + ")";
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }

    private static <T> T pick(RandomGenerator random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}

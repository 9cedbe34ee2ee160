package io.tripline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner reads what the parser reads, or leaves it to the parser. */
class EcsScannerTest {
    private static final EcsField[] FIELDS = EcsField.values();
    private static final List<String> TEXTS =
            List.of(
                    "alice",
                    "C:\\Windows\\System32",
                    "a \"quoted\" word",
                    "tab\there",
                    "Gj\u00F8vik",
                    "\uD83D\uDE00",
                    "}{][,:",
                    "\\",
                    "\"",
                    "seven77",
                    "eightdig",
                    "x".repeat(100),
                    "nul\u0000",
                    "/",
                    "1");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void events_are_read_as_by_the_parser(long seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int read = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] json = EcsJson.write(event(random));
            EcsSelection selection = selection(random);
            EcsEvent expected = EcsJson.parse(json, selection);
            EcsEvent.Builder scanned = EcsScanner.read(json, selection);
            if (scanned != null) {
                read++;
                assertThat(scanned.build()).as(text(json)).isEqualTo(expected);
            }
            assertThat(EcsJson.readPart(json, selection)).as(text(json)).isEqualTo(expected);
        }
        // It is there to read them, not to give up.
        assertThat(read).isGreaterThan(2_900);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void damaged_events_are_read_as_by_the_parser_where_it_reads_them(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int read = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] json = EcsJson.write(event(random));
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                json[random.nextInt(json.length)] =
                        (byte) "\"\\{}[]:,. \n09-e\u00E9tn".charAt(random.nextInt(18));
            }
            EcsSelection selection = selection(random);
            EcsEvent expected = parsed(json, selection);
            EcsEvent scanned = read(json, selection);
            if (expected != null) {
                read++;
                assertThat(scanned).as(text(json)).isEqualTo(expected);
            }
        }
        assertThat(read).isGreaterThan(100);
    }

    @Test
    void what_is_cut_off_is_no_event() {
        byte[] json = EcsJson.write(event(RandomGeneratorFactory.of("L64X128MixRandom").create(7)));
        for (int length = 0; length < json.length; length++) {
            byte[] cut = Arrays.copyOf(json, length);
            assertThat(read(cut, new EcsSelection(Set.of(), Set.of()))).isNull();
        }
    }

    /** It would end a line of a bulk request. */
    @ParameterizedTest
    @ValueSource(strings = {"a%sb", "\\\\ and then %s", "\\\\ and %s more than eight", "%s"})
    void a_control_character_in_a_text_that_is_passed_over_is_refused(String form) {
        byte[] json =
                """
                {"@timestamp":"2026-03-02T09:30:00Z","event":{"id":"1","kind":"event","original":"%s"}}"""
                        .formatted(form.formatted("\n"))
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(read(json, new EcsSelection(Set.of(), Set.of()))).isNull();
    }

    private static @Nullable EcsEvent parsed(byte[] json, EcsSelection selection) {
        try {
            return EcsJson.parse(json, selection);
        } catch (MalformedEventException e) {
            return null;
        }
    }

    private static @Nullable EcsEvent read(byte[] json, EcsSelection selection) {
        try {
            return EcsJson.readPart(json, selection);
        } catch (MalformedEventException e) {
            return null;
        }
    }

    private static EcsSelection selection(RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            return EcsSelection.EVERYTHING;
        }
        Set<EcsField> fields = EnumSet.noneOf(EcsField.class);
        for (int i = random.nextInt(40); i > 0; i--) {
            fields.add(FIELDS[random.nextInt(FIELDS.length)]);
        }
        return new EcsSelection(fields, random.nextBoolean() ? Set.of("okta") : Set.of());
    }

    private static EcsEvent event(RandomGenerator random) {
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time(random))
                        .set(EcsField.EVENT_ID, "id-" + random.nextInt())
                        .set(EcsField.EVENT_KIND, "event");
        for (int i = random.nextInt(60); i > 0; i--) {
            EcsField field = FIELDS[random.nextInt(FIELDS.length)];
            Object value = value(field, random);
            event.set(field, field.isArray() ? List.of(value, value(field, random)) : value);
        }
        return event.vendor("okta.outcome.reason", text(random))
                .vendor("okta.debug.count", random.nextLong())
                .vendor("zeek.list", List.of(1L, true, text(random)))
                .build();
    }

    private static Object value(EcsField field, RandomGenerator random) {
        return switch (field.type()) {
            case KEYWORD, TEXT, IP -> text(random);
            case DATE -> time(random);
            case LONG -> random.nextInt(3) == 0 ? random.nextLong() : (long) random.nextInt(-5, 5);
            case DOUBLE -> random.nextDouble() * 1e9 - 5e8;
            case BOOLEAN -> random.nextBoolean();
            case GEO_POINT -> new GeoPoint(random.nextDouble() * 90, random.nextDouble() * -180);
        };
    }

    private static Instant time(RandomGenerator random) {
        return Instant.ofEpochSecond(
                random.nextLong(4_000_000_000L), random.nextInt(3) * 123_000_000L);
    }

    private static String text(RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            // As of a raw record: rows of backslashes and quotes of any length, wherever eight
            // bytes begin.
            return random.ints(random.nextInt(1, 40), 0, 4)
                    .mapToObj("\\\\\"x"::charAt)
                    .map(String::valueOf)
                    .collect(Collectors.joining());
        }
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}

package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcsJsonTest {
    private static EcsEvent.Builder minimal() {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.parse("2026-03-02T08:00:00.123Z"))
                .set(EcsField.EVENT_ID, "e1")
                .set(EcsField.EVENT_KIND, "event");
    }

    @Test
    void fieldsOfOneObjectAreWrittenOnceAndTogether() {
        EcsEvent event =
                minimal()
                        .set(EcsField.SOURCE_IP, "81.2.69.142")
                        .set(EcsField.SOURCE_GEO_LOCATION, new GeoPoint(51.5, -0.1))
                        .set(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE, "GB")
                        .add(EcsField.RELATED_IP, "81.2.69.142")
                        .vendor("okta.outcome.reason", "INVALID_CREDENTIALS")
                        .build();

        assertThat(new String(EcsJson.write(event), UTF_8))
                .isEqualTo(
                        """
                        {"@timestamp":"2026-03-02T08:00:00.123Z","event":{"id":"e1","kind":"event"},\
                        "related":{"ip":["81.2.69.142"]},\
                        "source":{"geo":{"country_iso_code":"GB","location":{"lat":51.5,"lon":-0.1}},"ip":"81.2.69.142"},\
                        "okta":{"outcome":{"reason":"INVALID_CREDENTIALS"}}}""");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void writingAndReadingIsTheIdentity(long seed) throws MalformedEventException {
        Random random = new Random(seed);
        EcsEvent.Builder builder = minimal();
        for (EcsField field : EcsField.values()) {
            if (random.nextInt(3) == 0
                    && field != EcsField.EVENT_ID
                    && field != EcsField.EVENT_KIND) {
                Object value = randomValue(field.type(), random);
                builder.set(field, field.isArray() ? List.of(value) : value);
            }
        }
        builder.vendor("zeek.a.b", random.nextLong())
                .vendor("zeek.a.b.c", "below a value")
                .vendor("zeek.d", true)
                .vendor("zeek.e.f", 1L)
                .vendor("zeek.e", "where an object is")
                .vendor("zeek", "g", new TreeMap<>(Map.of("h", 2L)))
                .vendor("zeek", "g", 3L);
        EcsEvent event = builder.build();

        byte[] json = EcsJson.write(event);

        assertThat(EcsJson.read(json)).as("seed %d", seed).isEqualTo(event);
        assertThat(EcsJson.write(EcsJson.read(json))).isEqualTo(json);
    }

    /** Of every length around eight bytes, with all that needs an escape, and characters of one to four bytes. */
    @ParameterizedTest
    @ValueSource(longs = {9, 10})
    void anyTextIsWrittenAsJacksonReadsIt(long seed) throws IOException {
        Random random = new Random(seed);
        String[] pieces = {
            "a",
            "\"",
            "\\",
            "\n",
            "\u0001",
            "\u007f",
            "\u00e5",
            "\u20ac",
            "\ud83d\ude00",
            "word",
            "/"
        };
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder("x");
            int rare = random.nextInt(pieces.length);
            for (int length = random.nextInt(120); length > 0; length--) {
                text.append(
                        random.nextInt(4) == 0
                                ? pieces[rare]
                                : pieces[random.nextInt(pieces.length)]);
            }
            long number = random.nextLong();
            double decimal = random.nextDouble() * 1e9;
            EcsEvent event =
                    minimal()
                            .set(EcsField.MESSAGE, text.toString())
                            .vendor("zeek." + text, number)
                            .vendor("okta.number", decimal)
                            .build();

            JsonNode json = new ObjectMapper().readTree(EcsJson.write(event));

            assertThat(json.path("message").textValue()).isEqualTo(text.toString());
            assertThat(json.path("zeek").path(text.toString()).longValue()).isEqualTo(number);
            assertThat(json.path("okta").path("number").doubleValue()).isEqualTo(decimal);
        }
    }

    @Test
    void halfACharacterBecomesAQuestionMark() throws IOException {
        for (String text : List.of("a\ud800b", "a\ud800b".repeat(40))) {
            byte[] json = EcsJson.write(minimal().set(EcsField.MESSAGE, text).build());

            assertThat(new ObjectMapper().readTree(json).path("message").textValue())
                    .isEqualTo(text.replace('\ud800', '?'));
        }
    }

    @Test
    void anEventStaysAsItWasBuiltWhenItsBuilderGoesOn() {
        EcsEvent.Builder builder = minimal().vendor("zeek.a.b", 1L);
        EcsEvent event = builder.build();
        byte[] before = EcsJson.write(event);

        EcsEvent later = builder.vendor("zeek.a.c", 2L).vendor("okta.x", "y").build();

        assertThat(EcsJson.write(event)).isEqualTo(before);
        assertThat(EcsJson.write(later)).isNotEqualTo(before);
    }

    private static Object randomValue(EcsField.Type type, Random random) {
        return switch (type) {
            case KEYWORD, TEXT -> "v\"\\\n\u0000\u2028" + random.nextInt();
            case IP -> "192.0.2." + random.nextInt(256);
            case LONG -> random.nextLong();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case DATE -> Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
            case GEO_POINT ->
                    new GeoPoint(random.nextDouble(-90, 90), random.nextDouble(-180, 180));
        };
    }

    @Test
    void dottedNamesAreReadLikeNestedOnes() throws MalformedEventException {
        EcsEvent event =
                EcsJson.read(
                        """
                        {"@timestamp":"2026-03-02T09:00:00+01:00","event.id":"e1","event":{"kind":"event"},"user.name":"ann"}"""
                                .getBytes(UTF_8));

        assertThat(event.string(EcsField.USER_NAME)).contains("ann");
        assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-03-02T08:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "null",
                "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\"1\",\"kind\":\"event\"}} {}",
                "{\"@timestamp\":\"yesterday\",\"event\":{\"id\":\"1\",\"kind\":\"event\"}}",
                "{\"@timestamp\":\"+1000000000-12-31T23:59:59Z\",\"event\":{\"id\":\"1\",\"kind\":\"event\"}}",
                "{\"@timestamp\":\"+10000-01-01T00:00:00Z\",\"event\":{\"id\":\"1\",\"kind\":\"event\"}}",
                "{\"@timestamp\":\"0000-12-31T23:59:59Z\",\"event\":{\"id\":\"1\",\"kind\":\"event\"}}",
                "{\"@timestamp\":1,\"event\":{\"id\":\"1\",\"kind\":\"event\"}}",
                "{\"user\":\"ann\"}",
                "{\"user\":{\"shoe_size\":44}}",
                "{\"source\":{\"port\":\"22\"}}",
                "{\"source\":{\"port\":1e999999999}}",
                "{\"source\":{\"geo\":{\"location\":{\"lat\":91,\"lon\":0}}}}",
                "{\"x\":1}"
            })
    void whatIsNoEventIsRefused(String json) {
        assertThatThrownBy(() -> EcsJson.read(json.getBytes(UTF_8)))
                .isInstanceOf(MalformedEventException.class);
    }

    @Test
    void aDocumentNestedTooDeeplyIsRefusedWithoutAStackOverflow() {
        String deep = "{\"okta\":" + "[".repeat(1_000_000);

        assertThatThrownBy(() -> EcsJson.read(deep.getBytes(UTF_8)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void theCatalogueStandsInTheOrderOfItsSegments() {
        assertThat(EcsField.values())
                .isSortedAccordingTo(
                        Comparator.comparing(
                                EcsField::segments,
                                (a, b) ->
                                        Arrays.compare(
                                                a.toArray(new String[0]),
                                                b.toArray(new String[0]))));
    }

    @Test
    void aVendorMayNotUseANameOfEcs() {
        assertThatThrownBy(() -> minimal().vendor("container.id", "1")).hasMessageContaining("ECS");
    }

    @Test
    void a_part_is_read_and_the_rest_passed_over() throws MalformedEventException {
        EcsEvent whole =
                EcsJson.read(
                        """
                        {"@timestamp":"2026-03-01T00:00:00Z","event":{"id":"1","kind":"event","action":"x","original":"raw"},
                         "source":{"ip":"192.0.2.1","geo":{"location":{"lat":1.0,"lon":2.0}}},"related":{"ip":["192.0.2.1"]},
                         "okta":{"a":{"b":"c"}},"winlog":{"logon":{"type":"3"}}}
                        """
                                .getBytes(UTF_8));
        EcsSelection selection =
                new EcsSelection(
                        Set.of(EcsField.SOURCE_GEO_LOCATION, EcsField.EVENT_ACTION),
                        Set.of("winlog"));

        EcsEvent part = EcsJson.readPart(EcsJson.write(whole), selection);

        for (EcsField field : EcsField.values()) {
            assertThat(part.value(field))
                    .isEqualTo(selection.fields().contains(field) ? whole.value(field) : null);
        }
        assertThat(part.vendor()).containsOnlyKeys("winlog");
    }

    /** An ingest that is newer than correlation would blind it, event by event. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"source\":{\"ip\":\"192.0.2.1\",\"tomorrow\":\"x\"}",
                "\"source\":{\"ip\":\"192.0.2.1\",\"tomorrow\":{\"a\":[{\"b\":1}],\"c\":null}}",
                "\"source\":{\"tomorrow\":[[1],{\"a\":2}],\"ip\":\"192.0.2.1\"}",
                "\"source.tomorrow\":1,\"source.ip\":\"192.0.2.1\"",
                "\"tomorrow\":7,\"source\":{\"ip\":\"192.0.2.1\"}"
            })
    void whoReadsAPartPassesOverAFieldOfTomorrow(String source) throws MalformedEventException {
        byte[] json =
                "{\"@timestamp\":\"2026-03-01T00:00:00Z\",\"event\":{\"id\":\"1\",\"kind\":\"event\"},%s}"
                        .formatted(source)
                        .getBytes(UTF_8);

        EcsEvent part =
                EcsJson.readPart(json, new EcsSelection(Set.of(EcsField.SOURCE_IP), Set.of()));

        assertThat(part.value(EcsField.SOURCE_IP)).isEqualTo("192.0.2.1");
        assertThatThrownBy(() -> EcsJson.read(json)).isInstanceOf(MalformedEventException.class);
    }
}

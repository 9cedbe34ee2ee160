package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.source.RejectedReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damages the raw records of all fixtures at random, from printed seeds. */
class MutationTest {
    private static final int MUTATIONS_PER_RECORD = 60;
    private static final Instant RECEIVED = Fixtures.RECEIVED;
    private static final Origin ORIGIN = new Origin("logs.auth", 0, 0);
    private static final List<byte[]> FRAGMENTS =
            Stream.of(
                            "\"",
                            "{",
                            "}",
                            "[",
                            "]",
                            "\\",
                            "\\ud800",
                            ":",
                            "null",
                            "-1",
                            "1e999",
                            "\u0000",
                            "[1]",
                            "<!DOCTYPE",
                            " ",
                            "\n",
                            "%",
                            "ø")
                    .map(text -> text.getBytes(UTF_8))
                    .toList();

    private static final int SHAPES_PER_RECORD = 25;
    private static final String HOLE = "@hole@";
    private static final List<String> SHAPES =
            List.of(
                    "null",
                    "true",
                    "{}",
                    "[]",
                    "\"\"",
                    "\" \"",
                    "0",
                    "-1",
                    "0.5",
                    "1e308",
                    "1e999999999",
                    "9223372036854775808",
                    "9".repeat(99),
                    "9".repeat(400),
                    "\"\\ud800\"",
                    "\"\\udc00x\\u0000\"",
                    "\"" + "x".repeat(40_000) + "\"",
                    "[1,\"a\",null,{\"b\":[]}]",
                    "{\"\":1,\".\":2,\"a.b\":{\"c\":3}}",
                    "{\"" + "aB".repeat(300) + "\":1}",
                    "[".repeat(30) + "]".repeat(30),
                    "[".repeat(900) + "]".repeat(900),
                    "{\"a\":".repeat(40) + "1" + "}".repeat(40));

    private final Normalizer normalizer = Fixtures.normalizer();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_260_302})
    void a_damaged_record_always_has_an_outcome_and_never_meets_a_bug(long seed)
            throws IOException {
        Random random = new Random(seed);
        for (byte[] raw : fixtures()) {
            for (int i = 0; i < MUTATIONS_PER_RECORD; i++) {
                byte[] damaged = damaged(raw, random);
                List<Outcome> outcomes =
                        normalizer.normalize(RawInput.of(damaged, Family.AUTH, RECEIVED, ORIGIN));
                assertThat(outcomes).isNotEmpty();
                outcomes.forEach(outcome -> check(outcome, damaged));
            }
        }
    }

    /** A value in a record of JSON becomes one of another kind, or its name comes twice. */
    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void a_record_of_another_shape_always_has_an_outcome_and_never_meets_a_bug(long seed)
            throws IOException {
        Random random = new Random(seed);
        ObjectMapper json = new ObjectMapper();
        int records = 0;
        for (byte[] raw : fixtures()) {
            if (raw.length == 0 || raw[0] != '{') {
                continue;
            }
            JsonNode record;
            try {
                record = json.readTree(raw);
            } catch (IOException e) {
                continue;
            }
            records++;
            for (int i = 0; i < SHAPES_PER_RECORD; i++) {
                byte[] changed = reshaped((ObjectNode) record.deepCopy(), random).getBytes(UTF_8);
                List<Outcome> outcomes =
                        normalizer.normalize(RawInput.of(changed, Family.AUTH, RECEIVED, ORIGIN));
                assertThat(outcomes).isNotEmpty();
                outcomes.forEach(outcome -> check(outcome, changed));
            }
        }
        assertThat(records).isPositive();
    }

    private static String reshaped(ObjectNode record, Random random) {
        ObjectNode object = record;
        List<String> path = names(object);
        // Down to any depth.
        while (!path.isEmpty()
                && random.nextInt(3) > 0
                && object.get(path.get(random.nextInt(path.size()))) instanceof ObjectNode inner) {
            object = inner;
            path = names(object);
        }
        String name = path.isEmpty() ? "name" : path.get(random.nextInt(path.size()));
        object.put(name, HOLE);
        return record.toString()
                .replace(
                        '"' + HOLE + '"',
                        random.nextInt(8) == 0
                                ? "1,\"" + name.replace("\\", "").replace("\"", "") + "\":2"
                                : SHAPES.get(random.nextInt(SHAPES.size())));
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void check(Outcome outcome, byte[] damaged) {
        String record = "of " + new String(damaged, UTF_8);
        switch (outcome) {
            case Outcome.Event event -> {
                byte[] json = EcsJson.write(event.event());
                assertThat(json).as(record).isNotEmpty();
                try {
                    assertThat(EcsJson.write(EcsJson.read(json))).as(record).isEqualTo(json);
                } catch (io.tripline.contracts.MalformedEventException e) {
                    throw new AssertionError("An event that cannot be read back, " + record, e);
                }
            }
            case Outcome.Ignored ignored -> assertThat(ignored.reason()).isNotNull();
            case Outcome.Rejected rejected -> {
                assertThat(rejected.reason())
                        .as(record)
                        .isNotEqualTo(RejectedReason.INTERNAL_ERROR);
                assertThat(rejected.detail()).isNotBlank();
            }
        }
    }

    private static byte[] damaged(byte[] raw, Random random) {
        byte[] result = raw;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(result.length + 1);
            result =
                    switch (random.nextInt(5)) {
                        case 0 -> Arrays.copyOf(result, at);
                        case 1 -> flipped(result, random);
                        case 2 ->
                                joined(
                                        result,
                                        at,
                                        new byte[0],
                                        Math.min(result.length, at + random.nextInt(12)));
                        case 3 ->
                                joined(
                                        result,
                                        at,
                                        FRAGMENTS.get(random.nextInt(FRAGMENTS.size())),
                                        at);
                        default -> joined(result, at, result, at);
                    };
        }
        return result;
    }

    private static byte[] flipped(byte[] raw, Random random) {
        byte[] copy = raw.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] joined(byte[] raw, int head, byte[] middle, int tail) {
        byte[] result = Arrays.copyOf(raw, head + middle.length + raw.length - tail);
        System.arraycopy(middle, 0, result, head, middle.length);
        System.arraycopy(raw, tail, result, head + middle.length, raw.length - tail);
        return result;
    }

    private static List<byte[]> fixtures() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        List<byte[]> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/fixtures"))) {
            for (Path file : files.sorted().toList()) {
                for (JsonNode each : yaml.readTree(Files.readAllBytes(file))) {
                    JsonNode raw = each.path("raw");
                    records.add((raw.isTextual() ? raw.asText() : raw.toString()).getBytes(UTF_8));
                }
            }
        }
        return records;
    }
}

package io.tripline.ingest.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scanner reads, Jackson reads, and the same; what Jackson refuses, the scanner has given up on. */
class JsonScannerTest {
    private static final ObjectReader JACKSON =
            JsonMapper.builder(JsonFactory.builder().streamReadConstraints(EcsJson.LIMITS).build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ",",
                    "\"",
                    "\\",
                    "\\u",
                    "00e5",
                    "\\ud83d",
                    "\\ude00",
                    "null",
                    "true",
                    "false",
                    "-",
                    "0",
                    "1",
                    ".5",
                    "e9",
                    "1e999",
                    "9".repeat(19),
                    "1772438400.123456",
                    "0.1234567890123456789",
                    "-0",
                    "-0.0",
                    "01",
                    " ",
                    "\n",
                    "\t",
                    "\u0000",
                    "å",
                    "\ud83d\ude00",
                    "\"a\":1,",
                    "\"\":{},",
                    "{\"a\":[1,2]}",
                    "NaN");

    @Test
    void the_records_of_all_fixtures_are_read_as_jackson_reads_them() throws IOException {
        int read = 0;
        List<String> records = records();
        for (String record : records) {
            read += check(record) ? 1 : 0;
        }
        // Few are for Jackson: it is slower.
        assertThat(read).isGreaterThan(records.size() * 97 / 100);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void a_damaged_record_is_read_as_jackson_reads_it_or_not_at_all(long seed) throws IOException {
        Random random = new Random(seed);
        for (String record : records()) {
            for (int i = 0; i < 20; i++) {
                StringBuilder damaged = new StringBuilder(record);
                for (int changes = random.nextInt(3); changes >= 0; changes--) {
                    int at = random.nextInt(damaged.length() + 1);
                    String piece = PIECES.get(random.nextInt(PIECES.size()));
                    if (random.nextBoolean()) {
                        damaged.insert(at, piece);
                    } else {
                        damaged.replace(at, Math.min(damaged.length(), at + piece.length()), piece);
                    }
                }
                check(damaged.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void pieces_at_random_are_read_as_jackson_reads_them_or_not_at_all(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 30_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"x\":" : "[");
            for (int length = random.nextInt(8); length >= 0; length--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            check(text.append(random.nextBoolean() ? "}" : "]").toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":1e999}",
                "{\"a\":1e}",
                "{\"a\":1e99999}",
                "{\"a\":12345678901234567890}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":\"\t\"}",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{\"\\u0061\":1}",
                "{\"a\":1}x",
                "{\"a\":tru}",
                ""
            })
    void the_unusual_is_given_up(String text) {
        assertThat(JsonScanner.read(text)).isNull();
    }

    @Test
    void names_given_twice_among_many_are_given_up() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            text.append("\"name").append(i).append("\":").append(i).append(',');
        }

        JsonNode once = JsonScanner.read(text + "\"last\":0}");

        assertThat(once).isNotNull();
        assertThat(once.path("name57").intValue()).isEqualTo(57);
        assertThat(once.path("name100").isMissingNode()).isTrue();
        assertThat(once.has("last")).isTrue();
        assertThat(JsonScanner.read(text + "\"name57\":0}")).isNull();
    }

    @Test
    void too_deep_too_many_and_too_long_are_given_up() {
        assertThat(JsonScanner.read("[".repeat(30) + "]".repeat(30))).isNotNull();
        assertThat(JsonScanner.read("[".repeat(40) + "]".repeat(40))).isNull();
        assertThat(JsonScanner.read("[" + "1,".repeat(60_000) + "1]")).isNull();
        assertThat(JsonScanner.read("\"" + "x".repeat(1 << 20) + "\"")).isNull();
        assertThat(JsonScanner.read("{\"" + "x".repeat(200) + "\":1}")).isNull();
    }

    /** Whether the scanner read it. */
    private static boolean check(String damaged) {
        // A cut through a character outside the basic plane leaves what no UTF-8 holds.
        String text = new String(damaged.getBytes(UTF_8), UTF_8);
        JsonNode ours = JsonScanner.read(text);
        if (ours == null) {
            return false;
        }
        JsonNode theirs = jackson(text);
        assertThat(theirs).as(text).isNotNull();
        assertThat(ours.toString()).as(text).isEqualTo(theirs.toString());
        assertThat(theirs.equals(ours)).as(text).isTrue();
        assertThat(types(ours)).as(text).isEqualTo(types(theirs));
        return true;
    }

    private static @Nullable JsonNode jackson(String text) {
        try {
            return JACKSON.readValue(text);
        } catch (IOException e) {
            return null;
        }
    }

    private static String types(JsonNode node) {
        StringBuilder types = new StringBuilder(node.getClass().getSimpleName());
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            types.append(field.getKey()).append(types(field.getValue()));
        }
        if (node.isArray()) {
            node.forEach(each -> types.append(types(each)));
        }
        return types.toString();
    }

    private static List<String> records() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        List<String> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/fixtures"))) {
            for (Path file : files.sorted().toList()) {
                for (JsonNode each : yaml.readTree(Files.readAllBytes(file))) {
                    JsonNode raw = each.path("raw");
                    String text = raw.isTextual() ? raw.asText() : raw.toString();
                    if (text.startsWith("{") && jackson(text) != null) {
                        records.add(new String(text.getBytes(UTF_8), UTF_8));
                    }
                }
            }
        }
        return records;
    }
}

package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.Family;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.RejectedReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines of nearly a megabyte, a log source's own but for one sign that repeats. Whatever looks at each of them from each of
 * them takes minutes for one, so that the guard of time needs no fine measure.
 */
class LongLineTest {
    private static final int LENGTH = 1_000_000;
    private static final Duration ALL_OF_THEM = Duration.ofMinutes(3);
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** To read them takes longer than to use them. */
    private static final Map<String, List<JsonNode>> CASES = new ConcurrentHashMap<>();

    private static final long SEED = 20_261_126;

    private final Normalizer normalizer =
            new Normalizer(
                    IngestConfig.defaults(),
                    GeoEnrichment.open(Optional.empty(), Optional.empty()),
                    InstantSource.fixed(RECEIVED));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<166>Mar  2 2026 11:59:58 asa : %ASA-6-302013: Built inbound TCP connection 9 for outside:203.0.113.5@x (203.0.113.5/443) to inside:192.0.2.8/22 (192.0.2.8/22)",
                "<166>Mar  2 2026 11:59:58 asa : %ASA-6-605005: Login permitted from 203.0.113.5@x to inside:192.0.2.8/ssh for user \"ola\"",
                "<166>Mar  2 2026 11:59:58 asa : %ASA-6-113039: Group <g> User <ola> IP <203.0.113.5@x AnyConnect parent session started.",
                "<166>Mar  2 2026 11:59:58 asa : %ASA-6-611101: User authentication succeeded: IP address: 203.0.113.5@x, Uname: ola"
            })
    void a_word_of_a_firewalls_message_that_is_nearly_all_commas_takes_no_longer_than_another(
            String line) {
        byte[] raw = line.replace("@", ",".repeat(LENGTH)).getBytes(UTF_8);

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () ->
                        assertThat(normalizer.normalize(input(raw, Optional.of("cisco.asa"))))
                                .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.41 - - [02/Mar/2026:08:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"@\"",
                "192.0.2.41 - - [02/Mar/2026:08:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"@",
                "<13>1 2026-03-02T08:00:00Z web-1 app - - - @",
                "@"
            })
    void a_line_that_is_full_of_squids_codes_takes_no_longer_than_another(String line) {
        byte[] raw =
                line.replace("@", " TCP_MISS:HIER_DIRECT [".repeat(LENGTH / 30)).getBytes(UTF_8);

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () ->
                        assertThat(normalizer.normalize(input(raw, Optional.empty())))
                                .hasSize(1)
                                .noneMatch(LongLineTest::isBug));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=\"x\"", "msg='", " msg='", "=", "'"})
    void an_audit_record_of_pairs_without_blanks_takes_no_longer_than_another(String pair) {
        String line = "type=USER_LOGIN msg=audit(1772439330.123:456): pid=1 msg='op=login ";
        byte[] raw = (line + pair.repeat(LENGTH / pair.length() / 2)).getBytes(UTF_8);

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () ->
                        assertThat(normalizer.normalize(input(raw, Optional.of("linux.audit"))))
                                .hasSize(1)
                                .noneMatch(LongLineTest::isBug));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {",", "\"", "=", "|", " ", "\\", "[", "(", "7", ":", ".", "a;", "a=\"x\""})
    void no_log_source_looks_at_a_long_line_more_than_a_few_times(String sign) {
        String pad = sign.repeat(LENGTH / 2 / sign.length()) + "x";
        // Quotes and backslashes are escaped in JSON, so a text has half of what a record may have.
        Random random = new Random(SEED + sign.hashCode());
        assertTimeoutPreemptively(
                ALL_OF_THEM,
                () -> {
                    for (LogSource source : IngestConfig.defaults().all()) {
                        byte[] raw = padded(source.name(), pad, random).getBytes(UTF_8);
                        List<Outcome> outcomes =
                                normalizer.normalize(input(raw, Optional.of(source.name())));
                        assertThat(outcomes).as(source.name()).isNotEmpty();
                        assertThat(outcomes).as(source.name()).noneMatch(LongLineTest::isBug);
                    }
                    byte[] raw = ("<13>1 " + pad).getBytes(UTF_8);
                    assertThat(normalizer.normalize(input(raw, Optional.empty()))).hasSize(1);
                });
    }

    private static boolean isBug(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                && rejected.reason() == RejectedReason.INTERNAL_ERROR;
    }

    /** One of the log source's fixtures with the signs at the end of a word, or of a value of its JSON. */
    private static String padded(String source, String pad, Random random) throws IOException {
        List<JsonNode> cases = CASES.get(source);
        if (cases == null) {
            cases = cases(source);
            CASES.put(source, cases);
        }
        JsonNode raw = cases.get(random.nextInt(cases.size()));
        String text = raw.isTextual() ? raw.asText() : raw.toString();
        if (text.startsWith("{")) {
            try {
                ObjectNode object = (ObjectNode) JSON.readTree(text);
                pad(object, pad, random);
                return JSON.writeValueAsString(object);
            } catch (IOException | ClassCastException e) {
                return text + pad;
            }
        }
        List<Integer> ends = new ArrayList<>(List.of(text.length()));
        for (int at = 1; at < text.length(); at++) {
            if (" ,|=\"\t".indexOf(text.charAt(at)) >= 0) {
                ends.add(at);
            }
        }
        int at = ends.get(random.nextInt(ends.size()));
        return text.substring(0, at) + pad + text.substring(at);
    }

    private static List<JsonNode> cases(String source) throws IOException {
        Path file = Path.of("src/test/resources/fixtures", source + ".yml");
        return StreamSupport.stream(YAML.readTree(Files.readAllBytes(file)).spliterator(), false)
                .map(each -> each.path("raw"))
                .toList();
    }

    private static void pad(ObjectNode object, String pad, Random random) {
        List<Map.Entry<String, JsonNode>> texts = new ArrayList<>();
        object.properties().stream()
                .filter(each -> each.getValue().isTextual() || each.getValue().isObject())
                .forEach(texts::add);
        if (texts.isEmpty()) {
            object.put("pad", pad);
            return;
        }
        Map.Entry<String, JsonNode> one = texts.get(random.nextInt(texts.size()));
        if (one.getValue() instanceof ObjectNode inner) {
            pad(inner, pad, random);
        } else {
            object.put(one.getKey(), one.getValue().asText() + pad);
        }
    }

    private static RawInput input(byte[] raw, Optional<String> source) {
        return new RawInput(
                raw, source, Optional.empty(), Family.NETWORK, RECEIVED, index -> "id-" + index);
    }
}

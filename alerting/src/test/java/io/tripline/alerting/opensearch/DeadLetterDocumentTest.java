package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.topics.Received;
import io.tripline.alerting.topics.Received.Letter;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadLetterDocumentTest {
    private static final Instant APPENDED = Instant.parse("2026-03-02T08:00:00Z");

    @Test
    void itSaysWhyAndWhereAndHowItBegins() throws IOException {
        JsonNode document =
                document(
                        "a line".getBytes(UTF_8),
                        new Letter(
                                "not_recognized",
                                "No log source reads it.",
                                "2026-03-01T07:00:00Z"));

        assertThat(document.path("@timestamp").asText()).isEqualTo("2026-03-01T07:00:00Z");
        assertThat(document.at("/event/id").asText()).isEqualTo("dead-letters-1-17-1772438400000");
        assertThat(document.at("/event/reason").asText()).isEqualTo("not_recognized");
        assertThat(document.at("/event/dataset").asText()).isEqualTo("linux.auth");
        assertThat(document.at("/error/message").asText()).isEqualTo("No log source reads it.");
        JsonNode letter = document.at("/tripline/dead_letter");
        assertThat(letter.path("origin").asText()).isEqualTo("logs.auth-0-5");
        assertThat(letter.path("offset").asLong()).isEqualTo(17);
        assertThat(letter.path("bytes").asInt()).isEqualTo(6);
        assertThat(letter.path("beginning").asText()).isEqualTo("a line");
    }

    @Test
    void bytesOfAnyKindAreOneShortLine() throws IOException {
        byte[] hostile = new byte[1_000_000];
        for (int i = 0; i < hostile.length; i++) {
            hostile[i] = (byte) i;
        }

        String beginning =
                document(hostile, new Letter("a", "b", ""))
                        .at("/tripline/dead_letter/beginning")
                        .asText();

        assertThat(beginning).hasSizeLessThanOrEqualTo(400);
        assertThat(beginning.chars()).noneMatch(Character::isISOControl);
        assertThat(DeadLetterDocument.of(received(hostile, null))).doesNotContain((byte) '\n');
    }

    @Test
    void escapesOfATerminalAreTakenOutOfHeadersToo() throws IOException {
        JsonNode document =
                document(new byte[0], new Letter("\u001b[2Jx", "y".repeat(100_000), "yesterday"));

        assertThat(document.at("/event/reason").asText()).isEqualTo("\uFFFD[2Jx");
        assertThat(document.at("/error/message").asText()).hasSize(1000);
        assertThat(document.path("@timestamp").asText()).isEqualTo("2026-03-02T08:00:00Z");
    }

    @Test
    void aLetterWithoutHeadersOrBytesIsOneAllTheSame() throws IOException {
        JsonNode document =
                new ObjectMapper().readTree(DeadLetterDocument.of(received(null, null)));

        assertThat(document.at("/event/reason").asText()).isEqualTo("unknown");
        assertThat(document.at("/tripline/dead_letter/bytes").asInt()).isZero();
    }

    private static JsonNode document(byte[] value, Letter letter) throws IOException {
        return new ObjectMapper().readTree(DeadLetterDocument.of(received(value, letter)));
    }

    private static Received received(byte @Nullable [] value, @Nullable Letter letter) {
        return new Received(
                "dead-letters",
                1,
                17,
                null,
                value,
                APPENDED,
                "auth",
                "linux.auth",
                "logs.auth-0-5",
                letter);
    }
}

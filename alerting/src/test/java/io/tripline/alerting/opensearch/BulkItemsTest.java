package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.Samples;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Topics;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkItemsTest {
    /** Neighbours of a newline in value and in bits, which must not pass for one or hide one. */
    private static final int[] OTHERS = {0, 9, 11, 'x', 0x8a, 0x8b, 0xff};

    @Test
    void aNewlineIsFoundWhereverItStandsAndNothingElseIsTakenForOne() {
        for (int length = 0; length <= 40; length++) {
            for (int other : OTHERS) {
                byte[] document = new byte[length];
                Arrays.fill(document, (byte) other);
                assertThat(BulkItems.hasNewline(document)).as("%d of %d", length, other).isFalse();
                for (int place = 0; place < length; place++) {
                    document[place] = '\n';
                    assertThat(BulkItems.hasNewline(document)).isTrue();
                    document[place] = (byte) other;
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789abcdef",
                "a b~!",
                "with \"quotes\" and \\",
                "newline\nand\ttab",
                "zürich \ud83d\ude00",
                "\u007f\u0080"
            })
    void whateverAnIdHoldsItIsThisIdInTheRequest(String id) throws Exception {
        BulkItems.Made made =
                BulkItems.event(
                        Samples.event(id, "{\"@timestamp\":\"2026-03-02T08:00:00Z\"}"), () -> {});

        String head = new String(((BulkItems.Made.Item) made).item().head(), UTF_8);
        JsonNode action = new ObjectMapper().readTree(head);
        assertThat(action.at("/create/_id").asText()).isEqualTo(id);
        assertThat(head.strip()).doesNotContain("\n");
    }

    /** It is about a destination, whatever the alert that the page stood in for. */
    @ParameterizedTest
    @EnumSource(Page.Subject.class)
    void aNoticeOfWhatWasNotDeliveredIsNoAlert(Page.Subject subject) {
        byte[] receipt =
                new Receipt(
                                "undelivered-chat-1-n1",
                                "undelivered-chat-1",
                                subject,
                                Page.Kind.UNDELIVERED,
                                "lead",
                                "urgent",
                                "The destination chat was not told about one page.",
                                Receipt.Outcome.DELIVERED,
                                202,
                                "",
                                1,
                                Samples.APPENDED,
                                Samples.APPENDED)
                        .bytes();

        BulkItems.Made made =
                BulkItems.receipt(
                        new Received(
                                Topics.RECEIPTS,
                                0,
                                1,
                                "undelivered-chat-1".getBytes(UTF_8),
                                receipt,
                                Samples.APPENDED,
                                null,
                                null,
                                null),
                        () -> {});

        assertThat(made).isInstanceOf(BulkItems.Made.Nothing.class);
    }
}

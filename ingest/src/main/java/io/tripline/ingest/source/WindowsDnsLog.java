package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The debug log of Windows Server's DNS: one line a packet. Times are in the format of the server's language and its zone.
 *
 * @see <a href="https://learn.microsoft.com/windows-server/networking/dns/dns-logging-and-diagnostics">DNS logging and
 *     diagnostics</a>
 */
public final class WindowsDnsLog implements LogSource {
    private static final String WORD = " PACKET ";

    /** Thread, word, packet, transport, direction, address, transaction; then a bracket with the flags, type and name. */
    private static final int WORDS_BEFORE_FLAGS = 6;

    @Override
    public String name() {
        return "windows.dns";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        String text = raw.text();
        int word = raw.json().isPresent() ? -1 : text.indexOf(WORD);
        return word > 0
                && word < 64
                && timeIn(text.substring(0, word)) != null
                && (text.contains(" Rcv ") || text.contains(" Snd "))
                && (text.contains("UDP ") || text.contains("TCP "));
    }

    /** What stands before the thread's number: nobody chooses the first words of another log's line. */
    private static @Nullable RegionalTime timeIn(String head) {
        int thread = head.stripTrailing().lastIndexOf(' ');
        return thread < 0 ? null : RegionalTime.of(head.substring(0, thread).strip());
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        String text = raw.text().strip();
        int word = text.indexOf(WORD);
        if (word < 0) {
            return text.isEmpty() || Character.isDigit(text.charAt(0))
                    ? new Normalized.Rejected(
                            RejectedReason.UNPARSABLE_LINE, "The line is of no packet.")
                    // The log begins with a page of explanations.
                    : new Normalized.Ignored(IgnoredReason.FILE_HEADER);
        }
        RegionalTime regional = timeIn(text.substring(0, word));
        Instant time = regional == null ? null : regional.instant(raw);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The line's time is in none of the forms that are read.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("protocol", "info"))
                        .set(EcsField.EVENT_ACTION, "dns-message")
                        .set(EcsField.NETWORK_PROTOCOL, "dns");
        packet(event, text.substring(word + WORD.length()));
        return new Normalized.Parsed(event);
    }

    private static void packet(EcsEvent.Builder event, String text) {
        int open = text.indexOf('[');
        int close = text.indexOf(']', Math.max(open, 0));
        String[] words = (open < 0 ? text : text.substring(0, open)).strip().split(" +", 9);
        boolean received = words.length > 2 && words[2].equals("Rcv");
        boolean answer = words.length > 5 && words[5].equals("R");
        if (words.length > 3) {
            IpEndpoint other = IpEndpoint.parse(words[3]);
            // Whoever asks is the source: it sends what is received and no answer, and gets what
            // is sent as one.
            boolean isClient = received != answer;
            if (isClient) {
                IpEndpoint.source(event, words[3]);
            } else if (other != null) {
                event.set(EcsField.DESTINATION_IP, other.ip())
                        .set(EcsField.DESTINATION_ADDRESS, other.ip());
            }
            event.set(EcsField.NETWORK_TRANSPORT, words[1].toLowerCase(Locale.ROOT))
                    .set(EcsField.NETWORK_IANA_NUMBER, words[1].equals("TCP") ? "6" : "17");
        }
        event.set(EcsField.DNS_ID, words.length > 4 ? words[4] : null)
                .set(
                        EcsField.DNS_OP_CODE,
                        words.length >= WORDS_BEFORE_FLAGS
                                ? operation(words[words.length - 1])
                                : null);
        if (open >= 0 && close > open) {
            String code = text.substring(open + 1, close).strip();
            code = code.substring(code.lastIndexOf(' ') + 1);
            event.set(EcsField.DNS_TYPE, answer ? "answer" : "query")
                    .set(EcsField.EVENT_ACTION, answer ? "dns-answer" : "dns-query");
            if (answer) {
                event.set(EcsField.DNS_RESPONSE_CODE, code)
                        .set(EcsField.EVENT_OUTCOME, Flow.outcome(code.equals("NOERROR")));
            }
            String[] question = text.substring(close + 1).strip().split(" +", 3);
            event.set(EcsField.DNS_QUESTION_TYPE, question[0].isEmpty() ? null : question[0])
                    .set(
                            EcsField.DNS_QUESTION_NAME,
                            question.length > 1 ? name(question[1]) : null);
        }
    }

    private static @Nullable String operation(String letter) {
        return switch (letter) {
            case "Q" -> "QUERY";
            case "N" -> "NOTIFY";
            case "U" -> "UPDATE";
            default -> null;
        };
    }

    /** {@code (3)www(7)example(3)com(0)}: each label behind its length. */
    private static @Nullable String name(String labels) {
        StringBuilder name = new StringBuilder();
        int at = 0;
        while (at < labels.length() && labels.charAt(at) == '(') {
            int close = labels.indexOf(')', at);
            Long length = close < 0 ? null : Scan.number(labels.substring(at + 1, close));
            if (length == null || length > labels.length() - close - 1) {
                return null;
            }
            if (length == 0) {
                break;
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(labels, close + 1, close + 1 + length.intValue());
            at = close + 1 + length.intValue();
        }
        return name.isEmpty() ? null : name.toString();
    }
}

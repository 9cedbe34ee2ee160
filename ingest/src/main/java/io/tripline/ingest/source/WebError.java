package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The error log of nginx and Apache: wrong passwords of HTTP's own authentication, refusals, faults.
 *
 * @see <a href="https://nginx.org/en/docs/ngx_core_module.html#error_log">nginx: error_log</a>
 * @see <a href="https://httpd.apache.org/docs/2.4/logs.html#errorlog">Apache: error log</a>
 */
public final class WebError implements LogSource {
    private static final String CLIENT = ", client: ";

    @Override
    public String name() {
        return "web.error";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty() && (isNginx(raw.text()) || isApache(raw.text()));
    }

    /** {@code 2026/03/02 08:00:00 [error] 12#34: }. */
    private static boolean isNginx(String line) {
        return line.length() > 30
                && line.charAt(4) == '/'
                && line.charAt(7) == '/'
                && line.charAt(13) == ':'
                && line.startsWith(" [", 19)
                && line.indexOf('#') > 0;
    }

    /** {@code [Mon Mar 02 08:00:00.123456 2026] [core:error] [pid 1:tid 2] }. */
    private static boolean isApache(String line) {
        int close = line.indexOf(']');
        return line.startsWith("[")
                && close > 20
                && close < 40
                && SyslogTime.month(line, 5) > 0
                && line.startsWith("] [", close);
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
        String line = raw.text().stripTrailing();
        boolean nginx = isNginx(line);
        if (!nginx && !isApache(line)) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line is neither nginx's nor Apache's.");
        }
        Instant time =
                nginx
                        ? SyslogTime.iso(
                                line.substring(0, 19).replace('/', '-').replace(' ', 'T'),
                                raw.zone())
                        : apacheTime(line.substring(1, line.indexOf(']')), raw);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "What the line begins with is no time.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CATEGORY, "web")
                        .set(EcsField.EVENT_TYPE, "error")
                        .set(EcsField.EVENT_ACTION, "http-error")
                        .set(EcsField.EVENT_PROVIDER, nginx ? "nginx" : "apache");
        if (nginx) {
            nginx(event, line);
        } else {
            apache(event, line);
        }
        return new Normalized.Parsed(event);
    }

    private static void nginx(EcsEvent.Builder event, String line) {
        int close = line.indexOf(']', 20);
        int colon = line.indexOf(": ", Math.max(close, 20));
        String text = colon < 0 ? line.substring(20) : line.substring(colon + 2);
        if (text.startsWith("*")) {
            text = text.substring(text.indexOf(' ') + 1);
        }
        String client = Scan.after(text, CLIENT, ",");
        String request = Scan.after(text, ", request: \"", "\"");
        event.set(EcsField.LOG_LEVEL, close < 0 ? null : line.substring(21, close))
                .set(EcsField.MESSAGE, Scan.before(text, CLIENT));
        IpEndpoint.source(event, isClear(text) ? client : null);
        Long port =
                Scan.number(Scan.before(line.substring(Math.min(close + 2, line.length())), "#"));
        event.set(EcsField.PROCESS_PID, port);
        WebAccess.host(event, Scan.after(text, ", host: \"", "\""));
        request(event, request);
        refused(
                event,
                Scan.after(text, "user \"", "\""),
                text.contains("password mismatch")
                        ? SignInReason.WRONG_PASSWORD
                        : text.contains("was not found in") ? SignInReason.NO_SUCH_USER : null);
    }

    /** Whether the first client is the server's word: a request behind it may hold another, and so may what is quoted before. */
    private static boolean isClear(String text) {
        int first = text.indexOf(CLIENT);
        int quote = text.indexOf('"');
        return first == text.lastIndexOf(CLIENT)
                || quote < 0
                || quote > first
                // A name that is asked for holds no colon, and the zone of a limit is the
                // configuration's.
                || text.startsWith("user \"")
                || text.startsWith("limiting ")
                || text.startsWith("delaying ");
    }

    private static void apache(EcsEvent.Builder event, String line) {
        int at = line.indexOf("] [") + 3;
        int close = line.indexOf(']', at);
        String level = close < 0 ? "" : line.substring(at, close);
        String text = close < 0 ? line : line.substring(Math.min(close + 2, line.length()));
        while (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                break;
            }
            String part = text.substring(1, end);
            if (part.startsWith("client ")) {
                IpEndpoint.source(event, part.substring("client ".length()));
            } else if (part.startsWith("pid ")) {
                event.set(EcsField.PROCESS_PID, Scan.number(Scan.before(part.substring(4), ":")));
            }
            text = text.substring(end + 1).strip();
        }
        int colon = text.indexOf(": ");
        String code =
                text.startsWith("AH") && colon > 0 && colon < 12 ? text.substring(0, colon) : null;
        event.set(EcsField.LOG_LEVEL, level.substring(level.indexOf(':') + 1))
                .set(EcsField.EVENT_CODE, code)
                .set(EcsField.MESSAGE, code == null ? text : text.substring(colon + 2));
        refused(
                event,
                Scan.after(text, "user ", text.contains(" not found") ? " " : ":"),
                text.contains("authentication failure for")
                        ? SignInReason.WRONG_PASSWORD
                        : text.contains(" not found: ") ? SignInReason.NO_SUCH_USER : null);
    }

    private static void refused(
            EcsEvent.Builder event, @Nullable String user, @Nullable String reason) {
        if (reason != null && user != null) {
            Principal.user(event, user);
            Flow.signIn(event, false);
            event.set(EcsField.EVENT_ACTION, "http-authentication")
                    .set(EcsField.EVENT_REASON, reason);
        }
    }

    private static void request(EcsEvent.Builder event, @Nullable String request) {
        int first = request == null ? -1 : request.indexOf(' ');
        int last = request == null ? -1 : request.lastIndexOf(" HTTP/");
        if (request != null && first > 0 && last > first) {
            String target = request.substring(first + 1, last);
            event.set(EcsField.HTTP_REQUEST_METHOD, request.substring(0, first))
                    .set(EcsField.URL_ORIGINAL, target);
            Flow.path(event, target);
        }
    }

    private static @Nullable Instant apacheTime(String text, RawRecord raw) {
        ZoneId zone = raw.zone();
        Long day = Scan.number(text.substring(8, 10).strip());
        String clock = Scan.before(text.substring(11), " ");
        Long year = Scan.number(text.substring(text.lastIndexOf(' ') + 1));
        return day == null || year == null || year > 9999
                ? null
                : SyslogTime.of(
                        year.intValue(),
                        SyslogTime.month(text, 4),
                        day.intValue(),
                        clock,
                        raw.received(),
                        zone);
    }
}

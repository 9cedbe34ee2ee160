package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The error log of nginx and Apache: wrong passwords of HTTP's own authentication, refusals, faults.
 *
 * @see <a href="https://nginx.org/en/docs/ngx_core_module.html#error_log">nginx: error_log</a>
 * @see <a href="https://httpd.apache.org/docs/2.4/logs.html#errorlog">Apache: error log</a>
 */
public final class WebError implements LogSource {
    private static final String DIGEST = "Digest: ";

    private static final String CLIENT = ", client: ";
    private static final String REQUEST = ", request: \"";
    private static final List<String> BEHIND_REQUEST =
            List.of("\", subrequest: \"", "\", upstream: \"", "\", host: \"", "\", referrer: \"");
    private static final int LONGEST_LEVEL = 40;

    @Override
    public String name() {
        return "web.error";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.json().isPresent()) {
            return false;
        }
        String line = line(raw);
        return isNginx(line) || isApache(line) || isApacheBySyslog(raw, line);
    }

    /** What the server wrote, without syslog's header. */
    private static String line(RawRecord raw) {
        return raw.header()
                .filter(header -> !LinuxAuth.isAuth(header.program()))
                .map(SyslogHeader::message)
                .orElse(raw.text())
                .strip();
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

    /** {@code [core:error] [pid 1:tid 2] }: through syslog, the time is its header's. */
    private static boolean isApacheBySyslog(RawRecord raw, String line) {
        int close = line.indexOf("] [pid ");
        return close > 1
                && close < LONGEST_LEVEL
                && line.charAt(0) == '['
                && line.substring(1, close).chars().allMatch(WebError::isOfLevel)
                && line.indexOf(':') < close
                && raw.header().isPresent();
    }

    private static boolean isOfLevel(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == ':' || c == '-';
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
        String line = line(raw);
        boolean nginx = isNginx(line);
        boolean bare = !nginx && isApacheBySyslog(raw, line);
        if (!nginx && !bare && !isApache(line)) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line is neither nginx's nor Apache's.");
        }
        Instant time =
                bare
                        ? raw.header().map(SyslogHeader::time).orElse(null)
                        : nginx
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
        raw.header()
                .ifPresent(
                        header -> {
                            event.set(EcsField.HOST_NAME, header.host())
                                    .set(EcsField.HOST_HOSTNAME, header.host());
                            SyslogFields.set(event, header);
                        });
        if (nginx) {
            nginx(event, line);
        } else {
            apache(event, bare ? line : line.substring(line.indexOf("] [") + 2));
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
        int asked = text.indexOf(REQUEST, Math.max(0, text.indexOf(CLIENT)));
        int end = asked < 0 ? -1 : endOfRequest(text, asked + REQUEST.length());
        event.set(EcsField.LOG_LEVEL, close < 0 ? null : line.substring(21, close))
                .set(EcsField.MESSAGE, Scan.before(text, CLIENT));
        IpEndpoint.source(event, isClear(text) ? client : null);
        Long port =
                Scan.number(Scan.before(line.substring(Math.min(close + 2, line.length())), "#"));
        event.set(EcsField.PROCESS_PID, port);
        if (end >= 0) {
            WebAccess.host(event, Scan.after(text.substring(end), "\", host: \"", "\""));
            request(event, text.substring(asked + REQUEST.length(), end));
        }
        String mistaken = name(text, "user \"", "\": password mismatch");
        String unknown = name(text, "user \"", "\" was not found in \"");
        refused(event, mistaken, SignInReason.WRONG_PASSWORD);
        refused(event, unknown, SignInReason.NO_SUCH_USER);
    }

    /** The request is written as the client sent it, with quotes in it. */
    private static int endOfRequest(String text, int start) {
        int end = text.lastIndexOf('"');
        for (String next : BEHIND_REQUEST) {
            int at = text.indexOf(next, start);
            end = at >= 0 && at < end ? at : end;
        }
        return Math.max(start, end);
    }

    /** A message that is about a user begins with the name, in which there may be anything but a colon. */
    private static @Nullable String name(String text, String before, String behind) {
        int end = text.startsWith(before) ? text.indexOf(behind, before.length()) : -1;
        return end < 0 ? null : text.substring(before.length(), end);
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

    /** {@code [core:error] [pid 1:tid 2] (13)Permission denied: [client 192.0.2.1:2] AH00132: text}. */
    private static void apache(EcsEvent.Builder event, String line) {
        int close = line.indexOf(']');
        String level = line.substring(1, Math.max(close, 1));
        String text = line.substring(close + 1).strip();
        if (text.startsWith("[pid ")) {
            int end = text.indexOf(']');
            String pid = Scan.before(text.substring("[pid ".length(), Math.max(end, 5)), ":");
            event.set(EcsField.PROCESS_PID, Scan.number(pid));
            text = text.substring(end + 1).strip();
        }
        int system = text.startsWith("(") ? text.indexOf(": ") : -1;
        int number = text.indexOf(')');
        if (system > number && number > 0 && Scan.number(text.substring(1, number)) != null) {
            event.set(EcsField.EVENT_REASON, text.substring(number + 1, system));
            text = text.substring(system + 2);
        }
        // What a program that it runs writes may begin with a bracket, too.
        if (text.startsWith("[client ")) {
            int end = text.indexOf(']');
            IpEndpoint.source(event, text.substring("[client ".length(), Math.max(end, 8)));
            text = text.substring(end + 1).strip();
        }
        int colon = text.indexOf(": ");
        String code =
                text.startsWith("AH") && colon > 0 && colon < 12 ? text.substring(0, colon) : null;
        String message = code == null ? text : text.substring(colon + 2);
        event.set(EcsField.LOG_LEVEL, level.substring(level.indexOf(':') + 1))
                .set(EcsField.EVENT_CODE, code)
                .set(EcsField.MESSAGE, message);
        // Before Apache 2.4, mod_auth_digest says that it is it.
        apacheUser(
                event, message.startsWith(DIGEST) ? message.substring(DIGEST.length()) : message);
    }

    private static void apacheUser(EcsEvent.Builder event, String text) {
        String forbidden = name(text, "user ", ": authorization failure for ");
        if (forbidden != null) {
            Principal.user(event, Escaped.byBackslash(forbidden));
        }
        String wrong = name(text, "user ", ": authentication failure for ");
        // mod_auth_digest's
        wrong = wrong == null ? name(text, "user ", ": password mismatch: ") : wrong;
        String unknown = name(text, "user `", "' in realm `");
        unknown = unknown == null ? name(text, "user ", " not found: ") : unknown;
        refused(
                event,
                wrong == null ? null : Escaped.byBackslash(wrong),
                SignInReason.WRONG_PASSWORD);
        refused(
                event,
                unknown == null ? null : Escaped.byBackslash(unknown),
                SignInReason.NO_SUCH_USER);
    }

    private static void refused(EcsEvent.Builder event, @Nullable String user, String reason) {
        if (user != null) {
            Principal.user(event, user);
            Flow.signIn(event, false);
            event.set(EcsField.EVENT_ACTION, "http-authentication")
                    .set(EcsField.EVENT_REASON, reason);
        }
    }

    private static void request(EcsEvent.Builder event, String request) {
        int first = request.indexOf(' ');
        int last = request.lastIndexOf(" HTTP/");
        boolean old = last < first && request.indexOf(" /") == first;
        if (first > 0 && (last > first || old)) {
            String target = request.substring(first + 1, old ? request.length() : last);
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

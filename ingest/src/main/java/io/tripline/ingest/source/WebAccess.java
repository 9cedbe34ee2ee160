package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The access log of nginx and Apache, in the common and the combined form, with or without the virtual host in front;
 * what a site adds behind is kept. Also nginx's in JSON, see {@link WebAccessJson}.
 *
 * @see <a href="https://httpd.apache.org/docs/2.4/logs.html#accesslog">Apache: access log</a>
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_log_module.html">nginx: ngx_http_log_module</a>
 */
public final class WebAccess implements LogSource {
    /** {@code 02/Mar/2026:08:00:00 +0000}. */
    static final int TIME_LENGTH = 26;

    private static final String NAME = "web.access";

    private static final int LONGEST_HEAD = 8192;

    private static final long LOWEST_STATUS = 100;

    /** A program's name and the host that was asked for. */
    private static final int MOST_WORDS_BEFORE_CLIENT = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isPresent()
                ? WebAccessJson.isOne(raw.json().get())
                : isLine(raw) && !Squid.hasCodes(raw);
    }

    static boolean isLine(RawRecord raw) {
        int time = timeIn(raw.text());
        int start = time < 0 ? 0 : raw.messageStart();
        return time > start
                && raw.header().filter(header -> LinuxAuth.isAuth(header.program())).isEmpty()
                && client(raw.text().substring(start, time - 1).strip().split(" ", 64)) >= 0;
    }

    /**
     * Which word is the client, an address or a name that Apache has looked up; -1 if none. A user may be called like an
     * address, so it is one of the first, before the identity, which hardly any server asks for.
     */
    private static int client(String[] words) {
        for (int i = 0; i + 2 < words.length && i <= MOST_WORDS_BEFORE_CLIENT; i++) {
            // A virtual host that is asked for by its address stands before another address.
            if (words[i + 1].equals("-")
                    || (IpEndpoint.parse(words[i]) != null
                            && isPlain(words[i + 1])
                            && IpEndpoint.parse(words[i + 1]) == null)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isPlain(String word) {
        return word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
    }

    /** Where the time begins: behind a bracket, and before a bracket, a blank and a quote; -1 if nowhere. */
    private static int timeIn(String line) {
        int open = line.indexOf('[');
        while (open > 0 && open < LONGEST_HEAD) {
            int end = open + 1 + TIME_LENGTH;
            if (line.startsWith("] \"", end)
                    && line.charAt(open + 3) == '/'
                    && line.charAt(open + 7) == '/'
                    && line.charAt(open + 12) == ':') {
                return open + 1;
            }
            open = line.indexOf('[', open + 1);
        }
        return -1;
    }

    @Override
    public Glance glance() {
        return new Glance(true, true, WebAccessJson.GLANCE.names());
    }

    @Override
    public boolean isSentBySyslog() {
        return true;
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        return raw.json().isPresent() ? ofJson(raw, raw.json().get()) : ofLine(raw);
    }

    private static Normalized ofJson(RawRecord raw, JsonNode json) {
        Instant time = WebAccessJson.time(json);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "Neither time_iso8601 nor time_local nor msec is a time.");
        }
        EcsEvent.Builder event = event(time, raw);
        WebAccessJson.fill(event, json);
        return new Normalized.Parsed(event);
    }

    private Normalized ofLine(RawRecord raw) {
        return ofLine(raw, raw.text().stripTrailing());
    }

    /** Reads the record's line, or what of it is in this form. */
    static Normalized ofLine(RawRecord raw, String line) {
        int at = timeIn(line);
        if (at < 0) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "The line has no time in brackets before a request.");
        }
        Instant time = time(line.substring(at, at + TIME_LENGTH));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "What stands in brackets is no time.");
        }
        EcsEvent.Builder event = event(time, raw);
        head(event, line.substring(Math.min(raw.messageStart(), at - 1), at - 1).strip());
        // request, status, bytes, referrer, user agent
        Cells rest = new Cells(line, at + TIME_LENGTH + 2);
        request(event, rest.next());
        status(event, Scan.number(rest.next()));
        event.set(EcsField.HTTP_RESPONSE_BODY_BYTES, Scan.number(rest.next()))
                .set(EcsField.HTTP_REQUEST_REFERRER, rest.next())
                .set(EcsField.USER_AGENT_ORIGINAL, rest.next())
                .vendor("web.rest", rest.remaining());
        return new Normalized.Parsed(event);
    }

    /** Where a line goes on behind so many cells that follow its time; its end if it has not so many. */
    static int behindCells(String line, int count) {
        Cells cells = new Cells(line, timeIn(line) + TIME_LENGTH + 2);
        for (int i = 0; i < count; i++) {
            cells.pass();
        }
        return cells.at;
    }

    private static EcsEvent.Builder event(Instant time, RawRecord raw) {
        String host = raw.header().map(SyslogHeader::host).orElse(null);
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, time)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_DATASET, NAME)
                .set(EcsField.EVENT_CATEGORY, "web")
                .set(EcsField.EVENT_TYPE, "access")
                .set(EcsField.EVENT_ACTION, "http-request")
                .set(EcsField.HOST_NAME, host)
                .set(EcsField.HOST_HOSTNAME, host);
    }

    /** nginx writes 000 if there was no answer, and 009 of an upstream's that has no status. */
    static void status(EcsEvent.Builder event, @Nullable Long status) {
        boolean missing = status == null || status < LOWEST_STATUS;
        event.set(EcsField.HTTP_RESPONSE_STATUS_CODE, missing ? null : status)
                .set(
                        EcsField.EVENT_OUTCOME,
                        missing ? "unknown" : Flow.outcome(status != null && status < 400));
    }

    /** The virtual host, with or without its port. */
    static void host(EcsEvent.Builder event, @Nullable String host) {
        if (host != null) {
            // An address of IPv6 stands in brackets.
            int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
            event.set(EcsField.URL_DOMAIN, colon > 0 ? host.substring(0, colon) : host)
                    .set(
                            EcsField.URL_PORT,
                            colon > 0 ? Scan.number(host.substring(colon + 1)) : null);
        }
    }

    /** {@code [program[pid]: ] [host[:port]] address identity user}, from the end, as a name may have blanks. */
    private static void head(EcsEvent.Builder event, String head) {
        String[] words = head.split(" ", 64);
        int client = client(words);
        if (client < 0) {
            client = Math.max(0, words.length - 3);
        }
        IpEndpoint.source(event, words[client]);
        if (client + 2 < words.length) {
            String user = String.join(" ", Arrays.copyOfRange(words, client + 2, words.length));
            Principal.user(
                    event,
                    user.equals("-") || user.equals("\"\"") ? null : Escaped.byBackslash(user));
        }
        // X-Forwarded-For may stand there, too, a list of addresses.
        boolean isList =
                client > 0
                        && (words[client - 1].endsWith(",")
                                || (client > 1 && words[client - 2].endsWith(",")));
        if (client > 0 && !isList && !words[client - 1].endsWith(":")) {
            host(event, words[client - 1]);
        }
    }

    /**
     * {@code GET /path?query HTTP/1.1}, or of HTTP 0.9, and where the server has cut it, without the version; what is no such
     * request is kept as it is.
     */
    static void request(EcsEvent.Builder event, @Nullable String request) {
        int first = request == null ? -1 : request.indexOf(' ');
        if (request == null || first <= 0 || !isMethod(request, first)) {
            event.vendor("web.request", request);
            return;
        }
        int last = request.lastIndexOf(" HTTP/");
        boolean versioned = last > first;
        if (!versioned && (!request.startsWith("/", first + 1) || isBlankBehind(request, first))) {
            event.vendor("web.request", request);
            return;
        }
        String target = request.substring(first + 1, versioned ? last : request.length());
        event.set(EcsField.HTTP_REQUEST_METHOD, request.substring(0, first))
                .set(
                        EcsField.HTTP_VERSION,
                        versioned ? request.substring(last + " HTTP/".length()) : null)
                .set(EcsField.URL_ORIGINAL, target);
        Flow.path(event, target);
    }

    private static boolean isBlankBehind(String request, int first) {
        return request.indexOf(' ', first + 1) >= 0;
    }

    private static boolean isMethod(String request, int end) {
        for (int i = 0; i < end; i++) {
            char c = request.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
                return false;
            }
        }
        return end <= 32;
    }

    static @Nullable Instant time(String text) {
        int month = SyslogTime.month(text, 3);
        Long day = Scan.number(text.substring(0, 2));
        Long year = Scan.number(text.substring(7, 11));
        if (month == 0 || day == null || year == null) {
            return null;
        }
        return Timestamps.iso(
                "%04d-%02d-%02dT%s%s"
                        .formatted(
                                year, month, day, text.substring(12, 20), text.substring(21, 26)));
    }

    /** What stands behind one another, parted by blanks, in double quotes where it may hold blanks; a dash is nothing. */
    private static final class Cells {
        private final String line;
        private int at;

        Cells(String line, int from) {
            this.line = line;
            this.at = from;
        }

        @Nullable String next() {
            if (at >= line.length()) {
                return null;
            }
            int start = line.charAt(at) == '"' ? at + 1 : at;
            String cell = line.substring(start, pass());
            return cell.equals("-") ? null : Escaped.byBackslash(cell);
        }

        /** Where the cell ends that is passed over. */
        private int pass() {
            if (at >= line.length()) {
                return line.length();
            }
            int end;
            if (line.charAt(at) == '"') {
                end = at + 1;
                while (end < line.length() && line.charAt(end) != '"') {
                    end += line.charAt(end) == '\\' ? 2 : 1;
                }
                end = Math.min(end, line.length());
                at = end + 2;
            } else {
                end = line.indexOf(' ', at);
                end = end < 0 ? line.length() : end;
                at = end + 1;
            }
            return end;
        }

        @Nullable String remaining() {
            return at < line.length() ? line.substring(at) : null;
        }
    }
}

package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Squid's access log in its native form, and in its common and combined form, which are Apache's with more behind.
 *
 * @see <a href="https://wiki.squid-cache.org/Features/LogFormat">Squid: log format</a>
 */
public final class Squid implements LogSource {
    /** Eleven days; what says more is no time that a request took. */
    private static final long LONGEST_MILLIS = 1_000_000_000;

    private static final String NAME = "squid.access";
    private static final int WORDS = 8;

    /** Request, status and bytes; then referrer and user agent. */
    private static final int CELLS_OF_COMMON = 3;

    private static final int CELLS_OF_COMBINED = 5;

    /** Which cache had it and how it ended, and where it was sought: {@code TCP_DENIED/403}, {@code HIER_NONE/-}. */
    private static final Pattern CODE =
            Pattern.compile("(?:TCP|UDP|ICP|HTCP|NONE|TAG)[A-Z_]*/\\d{1,3}");

    private static final Pattern PEER = Pattern.compile("[A-Z_]+/\\S+");

    /**
     * Behind the cells of a line of Apache's form: {@code TCP_DENIED:HIER_NONE}. With {@code log_mime_hdrs}, headers in
     * brackets stand behind it.
     */
    private static final Pattern CODES =
            Pattern.compile("((?:TCP|UDP|NONE|TAG)[A-Z_]*):([A-Z_]+)(?= \\[|$)");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isPresent()
                ? SquidJson.isOne(raw.json().get())
                : cells(raw) != null || isOfApachesForm(raw);
    }

    /** Only where it ends tells it from a web server's line. */
    private static boolean isOfApachesForm(RawRecord raw) {
        return WebAccess.isLine(raw) && hasCodes(raw);
    }

    /** The same of what is known to be a line of Apache's form. */
    static boolean hasCodes(RawRecord raw) {
        return codes(raw) != null;
    }

    /** Where they stand, which is where no client writes; null if there are none. */
    private static @Nullable Matcher codes(RawRecord raw) {
        String line = raw.text().stripTrailing();
        for (int cells : List.of(CELLS_OF_COMMON, CELLS_OF_COMBINED)) {
            int end = WebAccess.behindCells(line, cells);
            Matcher codes = CODES.matcher(line).region(Math.min(end, line.length()), line.length());
            if (codes.lookingAt()) {
                return codes;
            }
        }
        return null;
    }

    /**
     * {@code time elapsed client code/status bytes method url user hierarchy/peer type}, perhaps behind a syslog header;
     * null if it is no such line. The user may have blanks. Of a URL that is too long, Squid writes a part, a NUL and nothing
     * more.
     */
    private static String @Nullable [] cells(RawRecord raw) {
        String line = raw.header().map(SyslogHeader::message).orElse(raw.text()).strip();
        // Its children write their name so: (squid-1)[12]:
        String text = line.startsWith("(squid") ? line.substring(line.indexOf(": ") + 2) : line;
        if (text.indexOf('.') != 10 || Scan.number(text.substring(0, 10)) == null) {
            return null;
        }
        String[] words = text.split(" +", WORDS);
        if (words.length < WORDS - 1 || !CODE.matcher(words[3]).matches()) {
            return null;
        }
        String[] cells = Arrays.copyOf(words, WORDS + 2);
        int cut = words[WORDS - 2].indexOf('\0');
        if (cut > 0) {
            cells[WORDS - 2] = words[WORDS - 2].substring(0, cut);
            Arrays.fill(cells, WORDS - 1, WORDS + 2, "-");
            return cells;
        }
        // A bracket in a name is written %5b.
        String[] rest =
                Scan.before(words.length < WORDS ? "" : words[WORDS - 1], " [").split(" ", 64);
        int peer = rest.length - 2;
        if (peer < 1 || !PEER.matcher(rest[peer]).matches()) {
            peer = 1;
            while (peer < rest.length && !PEER.matcher(rest[peer]).matches()) {
                peer++;
            }
        }
        if (peer + 1 >= rest.length) {
            return null;
        }
        cells[WORDS - 1] = String.join(" ", Arrays.copyOf(rest, peer));
        cells[WORDS] = rest[peer];
        cells[WORDS + 1] = rest[peer + 1];
        return cells;
    }

    @Override
    public Glance glance() {
        return new Glance(true, true, Set.of("labels"));
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
        if (raw.json().isPresent()) {
            return SquidJson.normalize(raw.json().get(), raw.shipped());
        }
        String[] cells = cells(raw);
        if (cells == null && isOfApachesForm(raw)) {
            return ofApachesForm(raw);
        }
        if (cells == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE, "The line is not of Squid's native form.");
        }
        Instant time = time(cells[0]);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line does not begin with a time.");
        }
        String code = Scan.before(cells[3], "/");
        Long status = Scan.number(cells[3].substring(cells[3].indexOf('/') + 1));
        Long millis = Scan.number(cells[1]);
        String host = raw.header().map(SyslogHeader::host).orElse(null);
        EcsEvent.Builder event =
                request(time, host, millis, status, Scan.number(cells[4]))
                        .set(EcsField.HTTP_REQUEST_METHOD, unlessNone(cells[5]))
                        .set(EcsField.HTTP_RESPONSE_MIME_TYPE, unlessNone(cells[9]));
        proxied(event, code, unlessNone(Scan.before(cells[8], "/")), status);
        IpEndpoint.source(event, cells[2]);
        Principal.user(event, cells[7].equals("-") ? null : Escaped.byPercent(cells[7]));
        IpEndpoint peer = IpEndpoint.parse(cells[8].substring(cells[8].indexOf('/') + 1));
        if (peer != null) {
            event.set(EcsField.DESTINATION_IP, peer.ip())
                    .set(EcsField.DESTINATION_ADDRESS, peer.ip());
        }
        if (cells[6].startsWith("error:")) {
            event.set(EcsField.EVENT_REASON, cells[6].substring("error:".length()));
        } else {
            url(event, cells[6]);
        }
        return new Normalized.Parsed(event);
    }

    private Normalized ofApachesForm(RawRecord raw) {
        String line = raw.text().stripTrailing();
        Matcher codes = codes(raw);
        if (codes == null
                || !(WebAccess.ofLine(raw, line.substring(0, codes.start() - 1))
                        instanceof Normalized.Parsed(EcsEvent.Builder event))) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "What stands in brackets is no time.");
        }
        Long bytes = (Long) event.value(EcsField.HTTP_RESPONSE_BODY_BYTES);
        String user = event.string(EcsField.USER_NAME);
        String url = event.string(EcsField.URL_ORIGINAL);
        event.clear(EcsField.HTTP_RESPONSE_BODY_BYTES)
                .set(EcsField.HTTP_RESPONSE_BYTES, bytes)
                .set(EcsField.DESTINATION_BYTES, bytes)
                .set(EcsField.USER_NAME, user == null ? null : Escaped.byPercent(user));
        proxied(
                event,
                codes.group(1),
                codes.group(2),
                (Long) event.value(EcsField.HTTP_RESPONSE_STATUS_CODE));
        if (url != null) {
            url(event, url);
        }
        return new Normalized.Parsed(event);
    }

    /** What both of Squid's own forms say of a request. */
    static EcsEvent.Builder request(
            Instant time,
            @Nullable String host,
            @Nullable Long millis,
            @Nullable Long status,
            @Nullable Long bytes) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, time)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.HOST_NAME, host)
                .set(EcsField.HOST_HOSTNAME, host)
                .set(
                        EcsField.EVENT_DURATION,
                        millis == null || millis > LONGEST_MILLIS
                                ? null
                                : (Long) (millis * 1_000_000))
                .set(
                        EcsField.HTTP_RESPONSE_STATUS_CODE,
                        status == null || status == 0 ? null : status)
                .set(EcsField.HTTP_RESPONSE_BYTES, bytes)
                .set(EcsField.DESTINATION_BYTES, bytes);
    }

    /** What was done with a request, by Squid's words for it. */
    static void proxied(
            EcsEvent.Builder event,
            String code,
            @Nullable String hierarchy,
            @Nullable Long status) {
        boolean denied = code.contains("DENIED");
        event.set(EcsField.EVENT_DATASET, NAME)
                .set(EcsField.EVENT_CATEGORY, List.of("web", "network"))
                .set(EcsField.EVENT_TYPE, List.of("access", denied ? "denied" : "allowed"))
                .set(EcsField.EVENT_ACTION, "proxy-request")
                .set(
                        EcsField.EVENT_OUTCOME,
                        Flow.outcome(!denied && status != null && status > 0 && status < 400))
                .set(EcsField.OBSERVER_TYPE, "proxy")
                .set(EcsField.OBSERVER_PRODUCT, "Squid")
                .vendor("squid.code", code)
                .vendor("squid.hierarchy", hierarchy);
    }

    /** {@code http://host:port/path?query}, or of CONNECT {@code host:port}. */
    static void url(EcsEvent.Builder event, String url) {
        int scheme = url.indexOf("://");
        String behind = scheme < 0 ? url : url.substring(scheme + 3);
        int slash = behind.indexOf('/');
        String host = slash < 0 ? behind : behind.substring(0, slash);
        int colon = host.lastIndexOf(':');
        String domain = colon > 0 && host.indexOf(']') < colon ? host.substring(0, colon) : host;
        event.set(EcsField.URL_ORIGINAL, url)
                .set(EcsField.URL_FULL, scheme < 0 ? null : url)
                .set(EcsField.URL_SCHEME, scheme < 0 ? null : url.substring(0, scheme))
                .set(EcsField.URL_DOMAIN, domain)
                .set(EcsField.DESTINATION_DOMAIN, domain)
                .set(
                        EcsField.DESTINATION_PORT,
                        colon > 0 ? Scan.number(host.substring(colon + 1)) : null);
        Flow.path(event, slash < 0 ? null : behind.substring(slash));
        // Of what was denied or cached, no peer is named.
        IpEndpoint literal = IpEndpoint.parse(domain);
        if (literal != null && !event.has(EcsField.DESTINATION_IP)) {
            event.set(EcsField.DESTINATION_IP, literal.ip())
                    .set(EcsField.DESTINATION_ADDRESS, literal.ip());
        }
    }

    private static @Nullable Instant time(String text) {
        if (text.length() > 20 || Scan.number(Scan.before(text, ".")) == null) {
            return null;
        }
        try {
            long millis = new BigDecimal(text).movePointRight(3).longValue();
            return Timestamps.readable(Instant.ofEpochMilli(millis));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable String unlessNone(String cell) {
        return cell.equals("-") ? null : cell;
    }
}

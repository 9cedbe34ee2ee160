package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Squid's access log in its native form.
 *
 * @see <a href="https://wiki.squid-cache.org/Features/LogFormat">Squid: log format</a>
 */
public final class Squid implements LogSource {
    private static final int CELLS = 10;

    @Override
    public String name() {
        return "squid.access";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.json().isEmpty() && cells(raw.text()) != null && beginsWithTime(raw);
    }

    /** Its lines do, behind whatever header. */
    private static boolean beginsWithTime(RawRecord raw) {
        String line = raw.header().map(SyslogHeader::message).orElse(raw.text());
        // Its children write their name so: (squid-1)[12]:
        int start = line.startsWith("(squid") ? line.indexOf(": ") + 2 : 0;
        int point = line.indexOf('.', start);
        return point > start
                && line.chars().skip(start).limit(point - start).allMatch(Character::isDigit);
    }

    /**
     * {@code time elapsed client code/status bytes method url user hierarchy/peer type}, perhaps behind a syslog header;
     * null if it is no such line.
     */
    private static String @Nullable [] cells(String text) {
        int code = text.indexOf("TCP_");
        code = code < 0 ? text.indexOf("NONE") : code;
        code = code < 0 ? text.indexOf("UDP_") : code;
        if (code < 20 || text.indexOf('/', code) < 0) {
            return null;
        }
        // Back over the client and the time it took to the point in the time.
        int client = text.lastIndexOf(' ', code - 2);
        int point = client < 0 ? -1 : text.lastIndexOf('.', client);
        int start = point < 0 ? -1 : text.lastIndexOf(' ', point) + 1;
        if (start < 0 || point - start != 10 || Scan.number(text.substring(start, point)) == null) {
            return null;
        }
        String[] cells = text.substring(start).strip().split(" +", CELLS + 1);
        return cells.length >= CELLS && cells[3].indexOf('/') > 0 && cells[8].indexOf('/') > 0
                ? cells
                : null;
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
        String[] cells = cells(raw.text());
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
        boolean denied = code.contains("DENIED");
        Long millis = Scan.number(cells[1]);
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CATEGORY, List.of("web", "network"))
                        .set(EcsField.EVENT_TYPE, List.of("access", denied ? "denied" : "allowed"))
                        .set(EcsField.EVENT_ACTION, "proxy-request")
                        .set(
                                EcsField.EVENT_OUTCOME,
                                Flow.outcome(
                                        !denied && status != null && status > 0 && status < 400))
                        .set(
                                EcsField.EVENT_DURATION,
                                millis == null || millis > 1_000_000_000
                                        ? null
                                        : (Long) (millis * 1_000_000))
                        .set(EcsField.HTTP_REQUEST_METHOD, unlessNone(cells[5]))
                        .set(
                                EcsField.HTTP_RESPONSE_STATUS_CODE,
                                status == null || status == 0 ? null : status)
                        .set(EcsField.HTTP_RESPONSE_BYTES, Scan.number(cells[4]))
                        .set(EcsField.HTTP_RESPONSE_MIME_TYPE, unlessNone(cells[9]))
                        .set(EcsField.DESTINATION_BYTES, Scan.number(cells[4]))
                        .set(EcsField.OBSERVER_TYPE, "proxy")
                        .set(EcsField.OBSERVER_PRODUCT, "Squid")
                        .vendor("squid.code", code)
                        .vendor("squid.hierarchy", Scan.before(cells[8], "/"));
        IpEndpoint.source(event, cells[2]);
        Principal.user(event, unlessNone(cells[7]));
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

    /** {@code http://host:port/path?query}, or of CONNECT {@code host:port}. */
    private static void url(EcsEvent.Builder event, String url) {
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

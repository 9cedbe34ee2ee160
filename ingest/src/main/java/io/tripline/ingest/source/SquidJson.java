package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;

/**
 * Squid's access log in the JSON that OPNsense has it write, which names most things as ECS does but the status, how long it
 * took and what Squid did.
 *
 * @see <a href="https://docs.opnsense.org/manual/proxy.html">OPNsense: web proxy</a>
 */
final class SquidJson {
    private SquidJson() {}

    static boolean isOne(JsonNode json) {
        return "squid".equals(Json.text(json, "service", "type"))
                && Json.text(json, "labels", "request_status") != null;
    }

    static Normalized normalize(JsonNode json, RawRecord.Shipped shipped) {
        Instant time = Timestamps.iso(Json.text(json, "@timestamp"));
        String code = Json.text(json, "labels", "request_status");
        if (time == null || code == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "@timestamp is an ISO 8601 time.");
        }
        Long status = Json.number(json, "http", "response", "body", "status_code");
        Long bytes = Json.number(json, "http", "response", "bytes");
        Long millis = Scan.number(Json.text(json, "event", "duration"));
        EcsEvent.Builder event =
                Squid.request(time, shipped.host().orElse(null), millis, status, bytes)
                        .set(
                                EcsField.HTTP_REQUEST_METHOD,
                                Json.text(json, "http", "request", "method"))
                        .set(
                                EcsField.HTTP_REQUEST_REFERRER,
                                Json.text(json, "http", "request", "referrer"))
                        .set(EcsField.HTTP_VERSION, Json.text(json, "http", "version"))
                        .set(
                                EcsField.USER_AGENT_ORIGINAL,
                                Json.text(json, "user_agent", "original"));
        Squid.proxied(event, code, Json.text(json, "labels", "hierarchy_status"), status);
        String client = Json.text(json, "source", "ip");
        if (client != null) {
            IpEndpoint.source(event, client);
        }
        String user = Json.text(json, "user", "name");
        Principal.user(event, user == null || user.equals("-") ? null : Escaped.byPercent(user));
        String url = Json.text(json, "url", "original");
        if (url != null) {
            Squid.url(event, url);
        }
        return new Normalized.Parsed(event);
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as nginx logs it where {@code log_format} is told {@code escape=json} and each value stands under its variable's
 * own name: {@code {"time_iso8601":"$time_iso8601","remote_addr":"$remote_addr","request":"$request","status":$status}}.
 *
 * @see <a href="https://nginx.org/en/docs/varindex.html">nginx: the variables</a>
 */
final class WebAccessJson {
    static final Glance GLANCE = Glance.json("remote_addr");

    private static final Set<String> MAPPED =
            Set.of(
                    "body_bytes_sent",
                    "bytes_sent",
                    "host",
                    "http_host",
                    "http_referer",
                    "http_referrer",
                    "http_user_agent",
                    "msec",
                    "remote_addr",
                    "remote_port",
                    "remote_user",
                    "request",
                    "request_length",
                    "request_method",
                    "request_uri",
                    "scheme",
                    "server_port",
                    "server_protocol",
                    "status",
                    "time_iso8601",
                    "time_local");

    private WebAccessJson() {}

    static boolean isOne(JsonNode json) {
        return json.has("remote_addr")
                && json.has("status")
                && (json.has("request") || json.has("request_uri"))
                && (json.has("time_iso8601") || json.has("time_local") || json.has("msec"));
    }

    static @Nullable Instant time(JsonNode json) {
        Instant time = Timestamps.iso(Json.text(json, "time_iso8601"));
        String local = Json.text(json, "time_local");
        if (time == null && local != null && local.length() == WebAccess.TIME_LENGTH) {
            time = WebAccess.time(local);
        }
        return time == null ? Timestamps.of(json.path("msec")) : time;
    }

    /** What a proxy in front says, as X-Forwarded-For, the client may have written, too: it stays beside. */
    static void fill(EcsEvent.Builder event, JsonNode json) {
        IpEndpoint.source(event, Json.text(json, "remote_addr"));
        String user = Json.text(json, "remote_user");
        Principal.user(event, "-".equals(user) ? null : user);
        WebAccess.host(event, first(json, "http_host", "host", "server_name"));
        String method = Json.text(json, "request_method");
        String target = Json.text(json, "request_uri");
        String protocol = Json.text(json, "server_protocol");
        String request = Json.text(json, "request");
        if (request == null && method != null && target != null) {
            request = method + " " + target + " " + (protocol == null ? "HTTP/" : protocol);
        }
        WebAccess.request(event, request);
        WebAccess.status(event, Json.number(json, "status"));
        event.set(EcsField.SOURCE_PORT, Json.number(json, "remote_port"))
                .setIfAbsent(EcsField.URL_PORT, Json.number(json, "server_port"))
                .set(EcsField.URL_SCHEME, Json.text(json, "scheme"))
                .set(EcsField.HTTP_REQUEST_BYTES, Json.number(json, "request_length"))
                .set(EcsField.HTTP_REQUEST_REFERRER, first(json, "http_referer", "http_referrer"))
                .set(EcsField.HTTP_RESPONSE_BYTES, Json.number(json, "bytes_sent"))
                .set(EcsField.HTTP_RESPONSE_BODY_BYTES, Json.number(json, "body_bytes_sent"))
                .set(EcsField.USER_AGENT_ORIGINAL, first(json, "http_user_agent"));
        VendorFields.add(event, "web", json, MAPPED);
    }

    private static @Nullable String first(JsonNode json, String... names) {
        for (String name : names) {
            String text = Json.text(json, name);
            if (text != null && !text.equals("-")) {
                return text;
            }
        }
        return null;
    }
}

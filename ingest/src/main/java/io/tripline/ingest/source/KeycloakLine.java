package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keycloak's events as its own log has them, with nothing configured: {@code 2026-03-02 08:00:00,123 WARN
 * [org.keycloak.events] (executor-thread-1) type="LOGIN_ERROR", realmId="..."}, or as the message of its log in JSON.
 *
 * @see <a href="https://www.keycloak.org/docs/latest/server_admin/#the-logging-event-listener">Keycloak: the logging event
 *     listener</a>
 */
final class KeycloakLine implements Reshaped.Form {
    private static final String LOGGER = "org.keycloak.events";
    private static final int LENGTH_OF_TIME = 23;
    private static final int LONGEST_HEAD = 64;

    /** What is an event's own; all else is of its details. */
    private static final Set<String> OWN =
            Set.of(
                    "clientId",
                    "error",
                    "ipAddress",
                    "operationType",
                    "realmId",
                    "realmName",
                    "resourcePath",
                    "resourceType",
                    "sessionId",
                    "type",
                    "userId");

    @Override
    public Glance glance() {
        return new Glance(true, true, Set.of("loggerName", "log.logger"));
    }

    @Override
    public boolean fits(RawRecord raw) {
        if (raw.json().isEmpty()) {
            return raw.text().contains("[" + LOGGER + "]")
                    && isOfLogger(raw)
                    && start(raw.text()) > 0;
        }
        JsonNode log = raw.json().get();
        return start(String.valueOf(Json.text(log, "message"))) >= 0 && isOfLogger(log);
    }

    /** A time, a level and the logger; strangers' text comes later in any line. */
    private static boolean isOfLogger(RawRecord raw) {
        String line = raw.header().map(SyslogHeader::message).orElse(raw.text());
        int logger = line.indexOf("[" + LOGGER + "]");
        return logger > 0
                && logger == line.indexOf('[')
                && logger <= LONGEST_HEAD
                && Character.isDigit(line.charAt(0));
    }

    private static boolean isOfLogger(JsonNode log) {
        return LOGGER.equals(Json.text(log, "loggerName"))
                || LOGGER.equals(Json.text(log, "log.logger"));
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        String text =
                raw.json().isPresent()
                        ? String.valueOf(Json.text(log, "message"))
                        : SyslogHeader.ofDevice(raw).message();
        int start = start(text);
        if (start < 0) {
            return Optional.empty();
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        Instant time = raw.json().isPresent() ? time(log) : time(raw, text);
        if (time != null) {
            event.put("time", time.toEpochMilli());
        }
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, String> each :
                KeyValues.of(text.substring(start)).values().entrySet()) {
            String value = each.getValue();
            value = value.endsWith(",") ? value.substring(0, value.length() - 1) : value;
            if (!value.equals("null")) {
                (OWN.contains(each.getKey()) ? event : details).put(each.getKey(), value);
            }
        }
        event.set("details", details);
        return Optional.of(event);
    }

    private static int start(String text) {
        int logger = Math.max(text.indexOf(LOGGER + "]"), 0);
        int type = text.indexOf("type=", logger);
        int operation = text.indexOf("operationType=", logger);
        return type < 0 || (operation >= 0 && operation < type) ? operation : type;
    }

    private static @Nullable Instant time(JsonNode log) {
        Instant time = Timestamps.iso(Json.text(log, "timestamp"));
        return time == null ? Timestamps.iso(Json.text(log, "@timestamp")) : time;
    }

    /** The line's own time, which is local; of a line without one the header's. */
    private static @Nullable Instant time(RawRecord raw, String text) {
        return text.length() > LENGTH_OF_TIME && text.charAt(10) == ' ' && text.charAt(4) == '-'
                ? SyslogTime.iso(
                        text.substring(0, LENGTH_OF_TIME).replace(' ', 'T').replace(',', '.'),
                        raw.zone())
                : SyslogHeader.ofDevice(raw).time();
    }
}

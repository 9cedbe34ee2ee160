package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines of Jamf Pro's own logs, brought into the form of its webhooks: who signs in (JSSAccess) and who changes what
 * (JAMFChangeManagement). Jamf Cloud streams both with the log's name before the line.
 *
 * @see <a href="https://learn.jamf.com/en-US/bundle/jamf-pro-documentation-current/page/Change_Management.html">Jamf Pro:
 *     change management</a>
 */
final class JamfLog implements Reshaped.Form {
    private static final String ACCESS = "[JSSACCESSLOG] ";
    private static final String CHANGES = "[CHANGEMANAGEMENT] ";
    private static final int LENGTH_OF_TIME = "2026-03-02T08:00:00,123".length();

    private static final String USER = "username=";
    private static final String STATUS = ", status=";
    private static final String ADDRESS = ", ipAddress=";
    private static final String ENTRY = ", entryPoint=";

    /** Between who changes something and what is before it in the line. */
    private static final String ACTOR = "] - [";

    private static final String ID = " (ID: ";

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public boolean fits(RawRecord raw) {
        if (raw.json().isPresent()) {
            return false;
        }
        String text = raw.text();
        return text.startsWith(CHANGES)
                ? text.indexOf(ACTOR) > 0
                : userAt(text) > 0 && text.contains(ENTRY);
    }

    /** Where the account of a sign-in begins, right behind the time; -1 if the line is of none. */
    private static int userAt(String text) {
        int time = text.startsWith(ACCESS) ? ACCESS.length() : 0;
        int behind = time + LENGTH_OF_TIME;
        if (text.length() <= behind
                || text.charAt(time + 10) != 'T'
                || text.charAt(time + 19) != ',') {
            return -1;
        }
        for (String between : new String[] {" - ", ": "}) {
            if (text.startsWith(between + USER, behind)) {
                return behind + between.length() + USER.length();
            }
        }
        return -1;
    }

    @Override
    public Optional<JsonNode> reshape(RawRecord raw) {
        String text = raw.text().strip();
        return Optional.ofNullable(text.startsWith(CHANGES) ? change(text) : access(raw, text));
    }

    /** An account may be whatever somebody typed, so that the rest is looked for from the line's end, which Jamf writes. */
    private static @Nullable JsonNode access(RawRecord raw, String text) {
        int user = userAt(text);
        int entry = text.lastIndexOf(ENTRY);
        int address = text.lastIndexOf(ADDRESS, entry);
        int status = text.lastIndexOf(STATUS, address);
        if (user < 0) {
            return null;
        }
        int time = text.startsWith(ACCESS) ? ACCESS.length() : 0;
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        if (status < user) {
            event.put("details", text.substring(user - USER.length()));
        } else {
            String name = text.substring(user, status);
            if (!name.isBlank() && !name.equals("Unknown")) {
                event.put("username", name);
            }
            event.put("status", text.substring(status + STATUS.length(), address))
                    .put("ipAddress", text.substring(address + ADDRESS.length(), entry))
                    .put("entryPoint", text.substring(entry + ENTRY.length()));
        }
        Instant instant =
                SyslogTime.iso(
                        text.substring(time, time + LENGTH_OF_TIME).replace(',', '.'), raw.zone());
        return webhook("JSSAccess", instant, event);
    }

    /** {@code - [alice (ID: 7)] [UPDATE] [Policy] [2026-03-02T08:00:00.123+0000]}, and then what it is like now. */
    private static @Nullable JsonNode change(String text) {
        int user = text.indexOf(ACTOR) + ACTOR.length();
        int id = text.indexOf(ID, user);
        int end = id < 0 ? -1 : text.indexOf("] [", id);
        String[] parts = end < 0 ? new String[0] : text.substring(end + 3).split("]", 4);
        if (parts.length < 3) {
            return null;
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("username", text.substring(user, id))
                .put("operation", parts[0])
                .put("object", inBrackets(parts[1]));
        if (parts.length > 3 && !parts[3].isBlank()) {
            event.put("details", parts[3].strip());
        }
        return webhook("ChangeManagement", Timestamps.iso(inBrackets(parts[2])), event);
    }

    private static String inBrackets(String part) {
        return part.substring(part.indexOf('[') + 1);
    }

    private static JsonNode webhook(String name, @Nullable Instant time, ObjectNode event) {
        ObjectNode webhook = JsonNodeFactory.instance.objectNode();
        webhook.put("webhookEvent", name);
        if (time != null) {
            webhook.put("eventTimestamp", time.toEpochMilli());
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.set("webhook", webhook);
        whole.set("event", event);
        return whole;
    }
}

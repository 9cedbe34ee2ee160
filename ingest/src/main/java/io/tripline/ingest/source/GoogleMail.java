package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * A message as Gmail's log tells of it: parameters within a parameter. Who it comes from, its header says, which whoever sent
 * it has written.
 *
 * @see <a href="https://developers.google.com/workspace/admin/reports/v1/appendix/activity/gmail">Gmail activity events</a>
 */
final class GoogleMail {
    private static final int MOST_PARAMETERS = 64;
    private static final int MOST_RECIPIENTS = 64;

    /** The number of no family of malware. */
    private static final String NONE = "0";

    private GoogleMail() {}

    static void message(EcsEvent.Builder event, JsonNode parameter) {
        JsonNode message = within(parameter);
        JsonNode source = within(named(message, "source"));
        JsonNode connection = within(named(message, "connection_info"));
        String from = value(source, "from_header_address");
        String sender = value(source, "address");
        event.set(EcsField.EMAIL_SUBJECT, value(message, "subject"))
                .set(EcsField.EMAIL_MESSAGE_ID, value(message, "rfc2822_message_id"))
                .set(EcsField.EMAIL_SENDER_ADDRESS, sender)
                .add(EcsField.EMAIL_FROM_ADDRESS, from == null ? sender : from);
        int recipients = 0;
        for (JsonNode each : named(message, "destination").path("multiMessageValue")) {
            if (++recipients > MOST_RECIPIENTS) {
                break;
            }
            event.add(EcsField.EMAIL_TO_ADDRESS, value(each.path("parameter"), "address"));
        }
        IpEndpoint.source(event, value(connection, "client_ip"));
        for (JsonNode each : named(message, "attachment").path("multiMessageValue")) {
            JsonNode attachment = each.path("parameter");
            event.setIfAbsent(EcsField.FILE_NAME, value(attachment, "file_name"))
                    .setIfAbsent(EcsField.FILE_HASH_SHA256, value(attachment, "sha256"));
            String family = value(attachment, "malware_family");
            if (family != null && !family.equals(NONE)) {
                event.set(EcsField.EVENT_KIND, "alert");
            }
        }
    }

    private static JsonNode within(JsonNode parameter) {
        return parameter.path("messageValue").path("parameter");
    }

    private static JsonNode named(JsonNode parameters, String name) {
        int count = 0;
        for (JsonNode parameter : parameters) {
            if (name.equals(Json.text(parameter, "name"))) {
                return parameter;
            }
            if (++count >= MOST_PARAMETERS) {
                break;
            }
        }
        return MissingNode.getInstance();
    }

    private static @Nullable String value(JsonNode parameters, String name) {
        JsonNode parameter = named(parameters, name);
        String value = Json.text(parameter, "value");
        return value == null ? Json.text(parameter, "intValue") : value;
    }
}

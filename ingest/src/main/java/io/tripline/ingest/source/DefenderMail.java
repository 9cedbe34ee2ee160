package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/**
 * The tables of Defender for Office 365: a row for each recipient of a mail, each file and link in it, and what was done to
 * it after it had come; and the same of Teams' messages, which have no category of their own.
 *
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-emailevents-table">EmailEvents</a>
 */
final class DefenderMail {
    private DefenderMail() {}

    static boolean has(String table) {
        return table.startsWith("Email") || table.startsWith("Message");
    }

    static void describe(EcsEvent.Builder event, JsonNode row) {
        String url = Json.text(row, "Url");
        event.set(EcsField.EVENT_CATEGORY, "email")
                .set(EcsField.EVENT_TYPE, "info")
                .set(EcsField.EMAIL_SENDER_ADDRESS, Json.text(row, "SenderMailFromAddress"))
                .add(EcsField.EMAIL_FROM_ADDRESS, Json.text(row, "SenderFromAddress"))
                .add(EcsField.EMAIL_TO_ADDRESS, Json.text(row, "RecipientEmailAddress"))
                .set(EcsField.EMAIL_SUBJECT, Json.text(row, "Subject"))
                .set(EcsField.EMAIL_MESSAGE_ID, Json.text(row, "InternetMessageId"))
                .set(EcsField.FILE_NAME, Json.text(row, "FileName"))
                .set(EcsField.FILE_SIZE, Json.number(row, "FileSize"))
                .set(EcsField.FILE_HASH_SHA256, Json.text(row, "SHA256"))
                .set(EcsField.URL_ORIGINAL, url)
                .set(EcsField.URL_DOMAIN, url == null ? null : Json.text(row, "UrlDomain"))
                .setIfAbsent(EcsField.EVENT_ACTION, Json.text(row, "Action"))
                .setIfAbsent(EcsField.EVENT_ACTION, Json.text(row, "DeliveryAction"));
        String sender = Json.text(row, "SenderEmailAddress");
        event.setIfAbsent(EcsField.EMAIL_SENDER_ADDRESS, sender)
                .add(EcsField.EMAIL_FROM_ADDRESS, sender)
                .setIfAbsent(EcsField.EMAIL_SUBJECT, Json.text(row, "MessageSubject"))
                .set(EcsField.GROUP_NAME, Json.text(row, "GroupName"))
                .set(EcsField.GROUP_ID, Json.text(row, "GroupId"));
        for (JsonNode each : row.path("RecipientDetails")) {
            event.add(EcsField.EMAIL_TO_ADDRESS, Json.text(each, "RecipientSmtpAddress"));
        }
        IpEndpoint.source(event, Json.text(row, "SenderIPv6"));
        IpEndpoint.source(event, Json.text(row, "SenderIPv4"));
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Microsoft 365's records of alerts and of Defender for Office 365 say beside the others: the policy, the mail, the
 * link that was clicked, the file that was found.
 *
 * @see <a
 *     href="https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema">Management
 *     Activity API schema</a>
 */
final class Microsoft365Threats {
    private static final int SHA256_IN_BASE64 = 44;

    private Microsoft365Threats() {}

    /** Sets what this operation alone has. */
    static void describe(EcsEvent.Builder event, JsonNode audit, String operation) {
        switch (operation) {
            case "AlertTriggered", "AlertEntityGenerated" ->
                    event.set(EcsField.RULE_NAME, Json.text(audit, "Name"))
                            .set(EcsField.RULE_ID, Json.text(audit, "PolicyId"))
                            .set(EcsField.RULE_CATEGORY, Json.text(audit, "Category"))
                            .set(EcsField.EVENT_SEVERITY, severity(Json.text(audit, "Severity")));
            case "TIMailData" ->
                    event.set(EcsField.EMAIL_SENDER_ADDRESS, Json.text(audit, "P1Sender"))
                            .add(EcsField.EMAIL_FROM_ADDRESS, Json.text(audit, "P2Sender"))
                            .set(EcsField.EMAIL_TO_ADDRESS, Json.texts(audit, "Recipients"))
                            .set(EcsField.EMAIL_SUBJECT, Json.text(audit, "Subject"))
                            .set(EcsField.EMAIL_MESSAGE_ID, Json.text(audit, "InternetMessageId"));
            case "TIUrlClickData" -> url(event, Json.text(audit, "Url"));
            case "AtpDetection" -> {
                JsonNode file = audit.path("FileData");
                event.set(EcsField.FILE_NAME, Json.text(file, "FileName"))
                        .set(EcsField.FILE_SIZE, Json.number(file, "FileSize"))
                        .set(EcsField.FILE_HASH_SHA256, hexadecimal(Json.text(file, "SHA256")))
                        .set(EcsField.URL_ORIGINAL, Json.text(file, "FilePath"));
            }
            default -> {}
        }
    }

    /** By the numbers that the same alerts have in Graph. */
    private static @Nullable Long severity(@Nullable String name) {
        return switch (String.valueOf(name).toLowerCase(Locale.ROOT)) {
            case "informational" -> 1L;
            case "low" -> 21L;
            case "medium" -> 47L;
            case "high" -> 73L;
            default -> null;
        };
    }

    private static void url(EcsEvent.Builder event, @Nullable String url) {
        event.set(EcsField.URL_ORIGINAL, url);
        int scheme = url == null ? -1 : url.indexOf("://");
        if (url == null || scheme < 0) {
            return;
        }
        int from = scheme + "://".length();
        int to = from;
        while (to < url.length() && "/?#".indexOf(url.charAt(to)) < 0) {
            to++;
        }
        // Behind a name and a password, and before a port.
        String host = url.substring(Math.max(from, url.lastIndexOf('@', to - 1) + 1), to);
        int colon = host.startsWith("[") ? -1 : host.indexOf(':');
        event.set(EcsField.URL_SCHEME, url.substring(0, scheme).toLowerCase(Locale.ROOT))
                .set(
                        EcsField.URL_DOMAIN,
                        (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT));
        Flow.path(event, url.substring(to));
    }

    /** Written in Base64, or in hexadecimal as elsewhere. */
    private static @Nullable String hexadecimal(@Nullable String digest) {
        if (digest == null || digest.length() != SHA256_IN_BASE64) {
            return digest == null ? null : digest.toLowerCase(Locale.ROOT);
        }
        try {
            return HexFormat.of().formatHex(Base64.getDecoder().decode(digest));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

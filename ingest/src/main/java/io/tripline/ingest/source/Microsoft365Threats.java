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
            case "AlertTriggered", "AlertEntityGenerated", "AlertUpdated" ->
                    event.set(EcsField.RULE_NAME, Json.text(audit, "Name"))
                            .set(EcsField.RULE_ID, Json.text(audit, "PolicyId"))
                            .set(EcsField.RULE_CATEGORY, Json.text(audit, "Category"))
                            .set(EcsField.EVENT_SEVERITY, severity(Json.text(audit, "Severity")))
                            .set(EcsField.USER_TARGET_NAME, user(audit))
                            .set(EcsField.USER_TARGET_DOMAIN, Principal.domain(user(audit)));
            case "DlpRuleMatch", "DLPRuleMatch", "DlpRuleUndo" -> dataLoss(event, audit);
            case "TIMailData", "UserSubmission", "AdminSubmission" ->
                    event.set(EcsField.EMAIL_SENDER_ADDRESS, Json.text(audit, "P1Sender"))
                            .add(EcsField.EMAIL_FROM_ADDRESS, address(Json.text(audit, "P2Sender")))
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

    /** Whether somebody shows Microsoft a mail that it judged wrongly, or that nobody judged. */
    static boolean isSubmission(String operation) {
        return operation.equals("UserSubmission") || operation.equals("AdminSubmission");
    }

    /** {@code bob@example.com} of {@code Bob <bob@example.com>}; people choose what stands before it. */
    private static @Nullable String address(@Nullable String sender) {
        int open = sender == null || !sender.endsWith(">") ? -1 : sender.lastIndexOf('<');
        return sender == null || open < 0
                ? sender
                : sender.substring(open + 1, sender.length() - 1);
    }

    /** Whom an alert is about, if it is about somebody. */
    private static @Nullable String user(JsonNode audit) {
        String entity = Json.text(audit, "AlertEntityId");
        return "User".equals(Json.text(audit, "EntityType"))
                        && entity != null
                        && entity.indexOf('@') > 0
                ? entity
                : null;
    }

    /** The first rule that fits, and the mail or the file that it fits. */
    private static void dataLoss(EcsEvent.Builder event, JsonNode audit) {
        JsonNode policy = audit.path("PolicyDetails").path(0);
        JsonNode rule = policy.path("Rules").path(0);
        event.set(EcsField.RULE_NAME, Json.text(rule, "RuleName"))
                .set(EcsField.RULE_ID, Json.text(rule, "RuleId"))
                .set(EcsField.RULE_RULESET, Json.text(policy, "PolicyName"))
                .set(EcsField.EVENT_SEVERITY, severity(Json.text(rule, "Severity")));
        JsonNode mail = audit.path("ExchangeMetaData");
        String from = Json.text(mail, "From");
        event.add(EcsField.EMAIL_FROM_ADDRESS, from)
                .add(EcsField.RELATED_USER, from)
                .set(EcsField.EMAIL_TO_ADDRESS, Json.texts(mail, "To"))
                .set(EcsField.EMAIL_SUBJECT, Json.text(mail, "Subject"))
                .set(EcsField.EMAIL_MESSAGE_ID, Json.text(mail, "MessageID"));
        JsonNode file = audit.path("SharePointMetaData");
        event.add(EcsField.RELATED_USER, Json.text(file, "From"))
                .set(EcsField.FILE_NAME, Json.text(file, "FileName"))
                .set(EcsField.FILE_OWNER, Json.text(file, "FileOwner"))
                .set(EcsField.URL_ORIGINAL, Json.text(file, "FilePathUrl"));
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

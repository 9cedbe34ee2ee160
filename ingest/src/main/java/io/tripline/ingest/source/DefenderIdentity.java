package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The tables of Defender XDR that are about people, not devices: who acts is in {@code Account*} and the address in
 * {@code IPAddress}.
 *
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-cloudappevents-table">CloudAppEvents</a>
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-identitydirectoryevents-table">
 *     IdentityDirectoryEvents</a>
 */
final class DefenderIdentity {
    /** What actions upon accounts and groups begin with: "Account Password changed", "Group Membership changed". */
    private static final List<String> ACCOUNTS =
            List.of(
                    "account ",
                    "device account ",
                    "group ",
                    "sam ",
                    "security principal ",
                    "sid-history ",
                    "user ");

    private DefenderIdentity() {}

    /** Says what a row of a table other than of devices is about. */
    static void describe(EcsEvent.Builder event, String table, String action, JsonNode row) {
        places(event, row);
        named(event, table, row);
        event.set(EcsField.EVENT_KIND, "event").set(EcsField.EVENT_TYPE, "info");
        DefenderFinding.techniques(event, DefenderDevice.additional(row, "AttackTechniques"));
        if (DefenderCloud.describe(event, table, action, row)) {
            return;
        }
        switch (table) {
            case "IdentityInfo" ->
                    event.set(EcsField.EVENT_KIND, "state")
                            .set(EcsField.EVENT_CATEGORY, "iam")
                            .set(EcsField.EVENT_TYPE, List.of("user", "info"));
            case "CloudAppEvents" ->
                    event.set(EcsField.EVENT_CATEGORY, "api")
                            .set(EcsField.CLOUD_SERVICE_NAME, Json.text(row, "Application"))
                            .set(EcsField.USER_AGENT_ORIGINAL, Json.text(row, "UserAgent"));
            case "IdentityDirectoryEvents" -> {
                event.set(EcsField.USER_TARGET_NAME, Json.text(row, "TargetAccountUpn"))
                        .set(
                                EcsField.USER_TARGET_FULL_NAME,
                                Json.text(row, "TargetAccountDisplayName"));
                directory(event, action.toLowerCase(Locale.ROOT), row);
            }
            case "IdentityQueryEvents" -> {
                event.set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("protocol", "info"));
                if ("Dns".equalsIgnoreCase(Json.text(row, "Protocol"))) {
                    event.set(EcsField.NETWORK_PROTOCOL, "dns")
                            .set(EcsField.DNS_QUESTION_NAME, Json.text(row, "QueryTarget"));
                }
            }
            case "UrlClickEvents" ->
                    event.set(EcsField.EVENT_CATEGORY, "web")
                            .set(EcsField.EVENT_TYPE, "access")
                            .set(EcsField.URL_ORIGINAL, Json.text(row, "Url"))
                            .set(
                                    EcsField.EVENT_OUTCOME,
                                    switch (action) {
                                        case "ClickAllowed" -> "success";
                                        case "ClickBlocked" -> "failure";
                                        default -> null;
                                    });
            default -> event.set(EcsField.EVENT_CATEGORY, "host");
        }
    }

    /** What was done in the directory, by whom and to whom is known; other services of the controller stand there too. */
    private static void directory(EcsEvent.Builder event, String action, JsonNode row) {
        if (ACCOUNTS.stream().noneMatch(action::startsWith)) {
            // That somebody asks for all that a controller knows is told as Windows' 4662 is.
            event.set(
                    EcsField.EVENT_CATEGORY,
                    action.equals("directory services replication") ? "iam" : "host");
            return;
        }
        boolean isMembership = action.startsWith("group membership");
        event.set(EcsField.EVENT_CATEGORY, "iam")
                .set(
                        EcsField.EVENT_TYPE,
                        List.of(
                                action.startsWith("group ") ? "group" : "user",
                                action.endsWith(" created")
                                        ? "creation"
                                        : action.endsWith(" deleted") ? "deletion" : "change"));
        if (isMembership) {
            String to = DefenderDevice.additional(row, "TO.GROUP");
            event.set(
                    EcsField.GROUP_NAME,
                    to == null ? DefenderDevice.additional(row, "FROM.GROUP") : to);
        }
    }

    /** From where, and to which server, as Defender for Identity saw it at a domain controller. */
    static void places(EcsEvent.Builder event, JsonNode row) {
        IpEndpoint.source(event, Json.text(row, "IPAddress"));
        Long port = Json.number(row, "Port");
        event.set(EcsField.SOURCE_PORT, port != null && port > 0 ? port : null);
        String server = Json.text(row, "DestinationIPAddress");
        IpEndpoint to = IpEndpoint.parse(server);
        if (to != null) {
            event.set(EcsField.DESTINATION_IP, to.ip())
                    .set(EcsField.DESTINATION_PORT, Json.number(row, "DestinationPort"));
        }
        event.set(EcsField.DESTINATION_ADDRESS, server)
                .set(EcsField.DESTINATION_DOMAIN, lower(Json.text(row, "DestinationDeviceName")));
    }

    /** Cloud apps name an account by what they have: the record that it is made from may have the address of mail. */
    private static void named(EcsEvent.Builder event, String table, JsonNode row) {
        String shown = Json.text(row, "AccountDisplayName");
        event.set(EcsField.USER_FULL_NAME, shown);
        // A computer's account has no other name at a domain controller. Elsewhere people choose
        // theirs.
        if (shown != null && shown.endsWith("$") && table.startsWith("Identity")) {
            event.setIfAbsent(EcsField.USER_NAME, shown);
        }
        if (!event.has(EcsField.USER_NAME)) {
            Principal.user(event, mail(Json.text(row, "AccountId")));
        }
        if (!event.has(EcsField.USER_NAME)) {
            Principal.user(event, mail(DefenderDevice.within(row.path("RawEventData"), "UserId")));
        }
    }

    private static @Nullable String mail(@Nullable String account) {
        return account != null && account.indexOf('@') > 0 ? account : null;
    }

    private static @Nullable String lower(@Nullable String name) {
        return name == null ? null : name.toLowerCase(Locale.ROOT);
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Duo's logs, as its Admin API returns them: authentications, what administrators do (in the administrator log, and in the
 * activity log that follows it), telephony, and what Trust Monitor finds.
 *
 * @see <a href="https://duo.com/docs/adminapi#logs">Duo Admin API: logs</a>
 */
public final class DuoSecurity implements LogSource {
    private static final int MOST_WORDS = 16;
    private static final Pattern COUNTRY_CODE = Pattern.compile("[A-Z]{2}");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()-]{5,30}[0-9]");

    /** What people prove themselves with: actions begin with it. */
    private static final Set<String> FACTORS =
            Set.of(
                    "bypass",
                    "deregister_devices",
                    "hardtoken",
                    "o2fa_",
                    "phone",
                    "regen_",
                    "regenerate_mobile",
                    "resend_enroll",
                    "send_enroll",
                    "u2ftoken",
                    "webauthncredential");

    /** Beginnings of what happens to accounts that stays the account's: links, locks, the way to the wastebasket. */
    private static final Set<String> ACCOUNTS =
            Set.of(
                    "activation_",
                    "ad_sync_by_user",
                    "azure_sync_by_user",
                    "device_change_",
                    "openldap_sync_by_user");

    /** Words of what was done, or has begun: of other words nobody knows whether it was. */
    private static final Set<String> DONE =
            Set.of(
                    "activate",
                    "activates",
                    "activation",
                    "active",
                    "add",
                    "answered",
                    "assign",
                    "associate",
                    "begin",
                    "bulk",
                    "change",
                    "cleared",
                    "complete",
                    "create",
                    "delete",
                    "deprovisioned",
                    "deregister",
                    "disassociate",
                    "download",
                    "enroll",
                    "enrollment",
                    "finish",
                    "import",
                    "lockout",
                    "new",
                    "pause",
                    "provisioned",
                    "reactivates",
                    "rectivates",
                    "regen",
                    "regenerated",
                    "remove",
                    "rename",
                    "resend",
                    "reset",
                    "restore",
                    "restrictions",
                    "resume",
                    "resync",
                    "send",
                    "start",
                    "success",
                    "switch",
                    "unassign",
                    "update",
                    "view");

    private static final Set<String> MAPPED = Set.of("isotimestamp", "timestamp", "ts");

    @Override
    public String name() {
        return "duo.log";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        return isAuthentication(log)
                || isFirstAuthentication(log)
                || isAdministration(log)
                || isActivity(log)
                || isTelephony(log)
                || DuoTrust.fits(log);
    }

    private static boolean isAuthentication(JsonNode log) {
        return log.has("txid")
                && log.has("factor")
                && log.has("result")
                && (log.has("access_device") || log.has("application"));
    }

    /** As the first version of the interface has it. */
    private static boolean isFirstAuthentication(JsonNode log) {
        return log.has("integration")
                && log.has("factor")
                && log.has("result")
                && log.has("username")
                && log.has("timestamp");
    }

    private static boolean isAdministration(JsonNode log) {
        return log.has("isotimestamp")
                && log.has("action")
                && log.has("username")
                // Where it is about nothing, some shippers leave that out.
                && (log.has("object") || log.has("description"));
    }

    private static boolean isActivity(JsonNode log) {
        return log.has("activity_id")
                && log.has("ts")
                && log.path("action").has("name")
                && log.has("actor");
    }

    private static boolean isTelephony(JsonNode log) {
        return log.has("telephony_id") || (log.has("credits") && log.has("phone"));
    }

    @Override
    public Glance glance() {
        return Glance.json(
                "txid",
                "integration",
                "isotimestamp",
                "telephony_id",
                "credits",
                "activity_id",
                "sekey");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        Instant time = time(log);
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "A record has its time as isotimestamp, ts or timestamp.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name());
        JsonNode action = log.path("action");
        if (DuoTrust.fits(log)) {
            event.set(EcsField.EVENT_ID, id(log, "sekey"));
            DuoTrust.describe(event, log);
        } else if (!log.has("factor")
                && (isTelephony(log) || log.has("credits") || log.has("phone"))) {
            event.set(EcsField.EVENT_CATEGORY, "authentication")
                    .set(EcsField.EVENT_TYPE, "info")
                    .set(EcsField.EVENT_ACTION, "telephony")
                    .set(EcsField.EVENT_ID, id(log, "telephony_id"));
        } else if (log.has("factor") || log.has("txid")) {
            authentication(event, log);
        } else if (action.isObject() || log.has("actor") || log.has("activity_id")) {
            activity(event, log);
        } else {
            administrationLog(event, log);
        }
        VendorFields.add(event, "duo", log, MAPPED);
        return new Normalized.Parsed(event);
    }

    private static void administrationLog(EcsEvent.Builder event, JsonNode log) {
        String action = Json.text(log, "action");
        event.set(EcsField.EVENT_ACTION, action == null ? "administration" : action);
        Principal.user(event, Json.text(log, "username"));
        administration(event, String.valueOf(action), Json.text(log, "object"));
        // What is said of a sign-in is JSON, written as a text.
        String said = Json.text(log, "description");
        IpEndpoint.source(
                event, said == null ? null : Scan.after(said, "\"ip_address\": \"", "\""));
        String named = said == null ? null : Scan.after(said, "\"email\": \"", "\"");
        event.add(EcsField.RELATED_USER, named);
        String email = action != null && action.startsWith("admin_login") ? named : null;
        // Who is refused before Duo knows whom it has to do with is told by nothing else.
        event.setIfAbsent(EcsField.USER_NAME, email).set(EcsField.USER_EMAIL, email);
    }

    private @Nullable String id(JsonNode log, String field) {
        String id = Json.text(log, field);
        return id == null ? null : StableId.of(name(), id);
    }

    private static @Nullable Instant time(JsonNode log) {
        for (String name : List.of("isotimestamp", "ts")) {
            Instant iso = Timestamps.iso(Json.text(log, name));
            if (iso != null) {
                return iso;
            }
        }
        Instant written = Timestamps.of(log.path("timestamp"));
        return written == null ? Timestamps.of(log.path("surfaced_timestamp")) : written;
    }

    private void authentication(EcsEvent.Builder event, JsonNode log) {
        String result = String.valueOf(Json.text(log, "result")).toLowerCase(Locale.ROOT);
        boolean enrols =
                "enrollment".equals(Json.text(log, "event_type"))
                        || Boolean.TRUE.equals(Json.flag(log, "new_enrollment"));
        event.set(EcsField.EVENT_ID, id(log, "txid"))
                .set(EcsField.EVENT_CATEGORY, enrols ? "iam" : "authentication")
                .set(EcsField.EVENT_TYPE, enrols ? List.of("user", "change") : List.of("start"))
                .set(
                        EcsField.EVENT_ACTION,
                        enrols
                                ? "enrollment"
                                : result.equals("fraud") ? "fraud_reported" : "authentication")
                .set(EcsField.EVENT_OUTCOME, outcome(result))
                .set(EcsField.EVENT_REASON, Json.text(log, "reason"));
        JsonNode device = log.path("access_device");
        String email = Json.text(log, "email");
        String name = Json.text(log, "user", "name");
        Principal.user(event, name == null ? Json.text(log, "username") : name);
        event.set(EcsField.USER_ID, Json.text(log, "user", "key"))
                .set(EcsField.USER_EMAIL, email)
                .set(EcsField.SOURCE_DOMAIN, Json.text(device, "hostname"));
        accessDevice(event, device);
        place(event, log.path("location"));
        String address = Json.text(device, "ip");
        IpEndpoint.source(event, address == null ? Json.text(log, "ip") : address);
    }

    private static String outcome(String result) {
        return switch (result) {
            case "success" -> "success";
            case "denied", "failure", "fraud", "error" -> "failure";
            default -> "unknown";
        };
    }

    private static void accessDevice(EcsEvent.Builder event, JsonNode device) {
        place(event, device.path("location"));
        event.set(EcsField.USER_AGENT_NAME, Json.text(device, "browser"))
                .set(EcsField.USER_AGENT_VERSION, Json.text(device, "browser_version"))
                .set(EcsField.USER_AGENT_OS_NAME, Json.text(device, "os"))
                .set(EcsField.USER_AGENT_OS_VERSION, Json.text(device, "os_version"));
    }

    private static void place(EcsEvent.Builder event, JsonNode location) {
        String country = Json.text(location, "country");
        boolean isCode = country != null && COUNTRY_CODE.matcher(country).matches();
        event.set(EcsField.SOURCE_GEO_CITY_NAME, Json.text(location, "city"))
                .set(EcsField.SOURCE_GEO_REGION_NAME, Json.text(location, "state"))
                .set(
                        isCode
                                ? EcsField.SOURCE_GEO_COUNTRY_ISO_CODE
                                : EcsField.SOURCE_GEO_COUNTRY_NAME,
                        country);
    }

    /** Who did what to whom, in objects of one form. */
    private void activity(EcsEvent.Builder event, JsonNode log) {
        String action = String.valueOf(Json.text(log, "action", "name"));
        event.set(EcsField.EVENT_ID, id(log, "activity_id"))
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.USER_ID, Json.text(log, "actor", "key"));
        Principal.user(event, Json.text(log, "actor", "name"));
        administration(event, action, Json.text(log, "target", "name"));
        String target = String.valueOf(Json.text(log, "target", "type"));
        if (target.startsWith("user") || target.startsWith("admin")) {
            event.set(EcsField.USER_TARGET_NAME, Json.text(log, "target", "name"))
                    .set(EcsField.USER_TARGET_ID, Json.text(log, "target", "key"));
        }
        String result = Json.text(log, "outcome", "result");
        if (result != null) {
            event.set(EcsField.EVENT_OUTCOME, outcome(result.toLowerCase(Locale.ROOT)));
        }
        JsonNode device = log.path("access_device");
        accessDevice(event, device);
        IpEndpoint.source(event, Json.text(device, "ip", "address"));
    }

    /** The verb stands last: {@code user_create}, {@code admin_login}. */
    private static void administration(
            EcsEvent.Builder event, String action, @Nullable String object) {
        String text = action.toLowerCase(Locale.ROOT);
        boolean failed = text.contains("error") || text.contains("fail") || text.contains("denied");
        if (text.startsWith("admin_login") || text.startsWith("admin_2fa")) {
            boolean isRefused = failed || text.contains("lock");
            event.set(EcsField.EVENT_OUTCOME, "unknown");
            if (isRefused || text.equals("admin_login")) {
                Flow.signIn(event, !isRefused);
            } else {
                event.set(EcsField.EVENT_CATEGORY, "authentication")
                        .set(EcsField.EVENT_TYPE, "info");
            }
            return;
        }
        boolean isFactor = begins(text, FACTORS);
        boolean isUser = text.startsWith("user_") || isFactor || begins(text, ACCOUNTS);
        boolean isGroup = text.startsWith("group");
        boolean isAdmin = text.startsWith("admin_");
        boolean isWhole =
                text.equals("user_create")
                        || text.equals("user_delete")
                        || text.equals("admin_create")
                        || text.equals("admin_delete")
                        || isGroup;
        boolean isDone = Stream.of(text.split("_", MOST_WORDS)).anyMatch(DONE::contains);
        String change = isDone || failed ? change(text) : "info";
        if (text.equals("user_import") || text.equals("user_bulk_enroll")) {
            change = "creation";
        } else if (change.equals("access") && (isUser || isGroup || isAdmin)) {
            change = "info";
        } else if ((isUser || isAdmin) && !isWhole && !change.equals("info")) {
            // A phone or a code comes or goes; the account stays.
            change = "change";
        }
        if (text.startsWith("adminapi_request")) {
            event.set(EcsField.EVENT_CATEGORY, "api").set(EcsField.EVENT_TYPE, "denied");
        } else {
            event.set(
                            EcsField.EVENT_CATEGORY,
                            isUser || isGroup || isAdmin ? "iam" : "configuration")
                    .set(
                            EcsField.EVENT_TYPE,
                            isUser
                                    ? List.of("user", change)
                                    : isGroup
                                            ? List.of("group", change)
                                            : isAdmin ? List.of("admin", change) : List.of(change));
        }
        event.set(EcsField.EVENT_OUTCOME, failed ? "failure" : isDone ? "success" : "unknown")
                .set(
                        isGroup ? EcsField.GROUP_NAME : EcsField.USER_TARGET_NAME,
                        ((isUser && !isFactor) || isGroup || isAdmin || text.startsWith("bypass"))
                                        && !(isAdmin && isPhone(object))
                                ? object
                                : null);
    }

    /** The object of an administrator's new phone is its number, not the administrator. */
    private static boolean isPhone(@Nullable String object) {
        return object != null && PHONE.matcher(object).matches();
    }

    private static boolean begins(String text, Set<String> beginnings) {
        return beginnings.stream().anyMatch(text::startsWith);
    }

    private static String change(String action) {
        if (action.contains("_view") || action.contains("download") || action.contains("export")) {
            return "access";
        }
        boolean isPaused = action.endsWith("_sync_pause") || action.endsWith("_sync_resume");
        if ((action.contains("_sync_") && !isPaused) || action.startsWith("device_change_")) {
            return "info";
        }
        if (action.contains("_policy_") && !action.startsWith("policy_")) {
            return "change";
        }
        if (action.endsWith("_create") || action.endsWith("_add") || action.startsWith("create_")) {
            return "creation";
        }
        return action.endsWith("_delete") || action.startsWith("delete_") ? "deletion" : "change";
    }
}

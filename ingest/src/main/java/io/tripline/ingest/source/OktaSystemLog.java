package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Okta's System Log, as its API returns it and as its log streaming to Amazon EventBridge wraps it (in {@code detail}).
 *
 * @see <a href="https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/">System Log
 *     API</a>
 */
public final class OktaSystemLog implements LogSource {
    private static final Set<String> MAPPED_IN_EVENT =
            Set.of("published", "displayMessage", "client", "request", "device", "version");
    private static final Set<String> MAPPED_IN_CLIENT =
            Set.of("ipAddress", "userAgent", "geographicalContext");

    @Override
    public String name() {
        return "okta.system";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode log = event(raw);
        return log.has("eventType")
                && log.has("actor")
                && (log.has("published") || log.has("uuid"));
    }

    @Override
    public Glance glance() {
        return Glance.json("eventType", "detail");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode log = event(raw);
        if (!log.isObject()) {
            return new Normalized.Rejected(
                    RejectedReason.MALFORMED_JSON, "An Okta event is a JSON object.");
        }
        String type = Json.text(log, "eventType");
        String eventType = type == null ? "" : type;
        if (type != null && !log.path("eventType").isTextual()) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_FIELD, "eventType is a text, e.g. user.session.start.");
        }
        Instant published = Timestamps.iso(Json.text(log, "published"));
        if (published == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "published is an ISO 8601 time.");
        }

        // That the user refused is its event, whatever became of it.
        String outcome =
                eventType.equals("user.mfa.okta_verify.deny_push")
                        ? "failure"
                        : outcome(Json.text(log, "outcome", "result"));
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, published)
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, type)
                        .set(EcsField.EVENT_OUTCOME, outcome)
                        .set(EcsField.EVENT_REASON, Json.text(log, "outcome", "reason"))
                        .set(EcsField.MESSAGE, Json.text(log, "displayMessage"));
        String uuid = Json.text(log, "uuid");
        if (uuid != null) {
            event.set(EcsField.EVENT_ID, StableId.of(name(), uuid));
        }
        OktaCategory.categorize(event, eventType);
        if (eventType.equals("user.authentication.auth") && "failure".equals(outcome)) {
            // No session's start need stand beside it.
            event.set(EcsField.EVENT_TYPE, "start");
        }
        severity(event, Json.text(log, "severity"));
        actor(event, log.path("actor"));
        targets(event, log.path("target"));
        client(event, log);
        device(event, log.path("device"));
        VendorFields.add(event, "okta", log, MAPPED_IN_EVENT);
        return new Normalized.Parsed(event);
    }

    private static JsonNode event(RawRecord raw) {
        JsonNode root = raw.json().orElse(MissingNode.getInstance());
        JsonNode detail = root.path("detail");
        boolean isWrapped =
                !root.has("eventType") && (detail.has("eventType") || detail.has("published"));
        return isWrapped ? detail : root;
    }

    /** A challenge is not over, a skipped step was not tried: neither succeeded nor failed. */
    private static @Nullable String outcome(@Nullable String result) {
        return result == null
                ? null
                : switch (result.toUpperCase(Locale.ROOT)) {
                    case "SUCCESS", "ALLOW" -> "success";
                    case "FAILURE", "DENY" -> "failure";
                    default -> "unknown";
                };
    }

    /** Okta names four levels; the numbers keep their order, higher is worse. */
    private static void severity(EcsEvent.Builder event, @Nullable String severity) {
        Long number =
                severity == null
                        ? null
                        : switch (severity.toUpperCase(Locale.ROOT)) {
                            case "DEBUG" -> (Long) 1L;
                            case "INFO" -> (Long) 2L;
                            case "WARN" -> (Long) 3L;
                            case "ERROR" -> (Long) 4L;
                            default -> null;
                        };
        if (number != null && severity != null) {
            event.set(EcsField.EVENT_SEVERITY, number)
                    .set(EcsField.LOG_LEVEL, severity.toLowerCase(Locale.ROOT));
        }
    }

    /** Only people are users; agents, API clients and Okta itself stay in {@code okta.actor}. */
    private static void actor(EcsEvent.Builder event, JsonNode actor) {
        String type = Json.text(actor, "type");
        if ("User".equalsIgnoreCase(type)) {
            String name = known(actor, "alternateId");
            event.set(EcsField.USER_ID, known(actor, "id"))
                    .set(EcsField.USER_NAME, name)
                    .set(EcsField.USER_EMAIL, email(name))
                    .set(EcsField.USER_FULL_NAME, known(actor, "displayName"));
            if (isOfDomain(name)) {
                Principal.user(event, name);
            }
        } else if (!"SystemPrincipal".equalsIgnoreCase(type)) {
            String name = known(actor, "alternateId");
            event.add(
                    EcsField.RELATED_USER,
                    name != null && isOfDomain(name)
                            ? name.substring(name.indexOf('\\') + 1)
                            : email(name));
        }
    }

    /** As agents of Active Directory name people: {@code CORP\ann}. */
    private static boolean isOfDomain(@Nullable String name) {
        return name != null && name.indexOf('\\') > 0;
    }

    /** The first user and the first group among the targets; {@code okta.target} has them all. */
    private static void targets(EcsEvent.Builder event, JsonNode targets) {
        for (JsonNode target : targets) {
            String type = Json.text(target, "type");
            if ("User".equalsIgnoreCase(type) && !event.has(EcsField.USER_TARGET_ID)) {
                String name = known(target, "alternateId");
                event.set(EcsField.USER_TARGET_ID, known(target, "id"))
                        .setIfAbsent(EcsField.USER_TARGET_NAME, name)
                        .setIfAbsent(EcsField.USER_TARGET_EMAIL, email(name))
                        .setIfAbsent(EcsField.USER_TARGET_FULL_NAME, known(target, "displayName"));
            } else if ("UserGroup".equalsIgnoreCase(type) && !event.has(EcsField.GROUP_ID)) {
                event.set(EcsField.GROUP_ID, known(target, "id"))
                        .setIfAbsent(EcsField.GROUP_NAME, known(target, "displayName"));
            }
        }
    }

    private static void client(EcsEvent.Builder event, JsonNode log) {
        JsonNode client = log.path("client");
        String address = Json.text(client, "ipAddress");
        if (address == null) {
            address = Json.text(log.path("request").path("ipChain").path(0), "ip");
        }
        IpEndpoint endpoint = IpEndpoint.parse(address);
        if (endpoint == null) {
            event.set(EcsField.SOURCE_ADDRESS, address);
        } else {
            event.set(EcsField.SOURCE_IP, endpoint.ip()).set(EcsField.SOURCE_PORT, endpoint.port());
        }

        JsonNode geo = client.path("geographicalContext");
        event.set(EcsField.SOURCE_GEO_CITY_NAME, Json.text(geo, "city"))
                .set(EcsField.SOURCE_GEO_REGION_NAME, Json.text(geo, "state"))
                .set(EcsField.SOURCE_GEO_COUNTRY_NAME, Json.text(geo, "country"))
                .set(
                        EcsField.SOURCE_GEO_LOCATION,
                        VendorFields.place(
                                Json.decimal(geo, "geolocation", "lat"),
                                Json.decimal(geo, "geolocation", "lon")))
                .set(EcsField.SOURCE_AS_NUMBER, Json.number(log, "securityContext", "asNumber"))
                .set(
                        EcsField.SOURCE_AS_ORGANIZATION_NAME,
                        Json.text(log, "securityContext", "asOrg"))
                .set(EcsField.USER_AGENT_ORIGINAL, Json.text(client, "userAgent", "rawUserAgent"))
                .set(EcsField.USER_AGENT_NAME, known(client.path("userAgent"), "browser"))
                .set(EcsField.USER_AGENT_OS_NAME, known(client.path("userAgent"), "os"))
                .set(EcsField.USER_AGENT_DEVICE_NAME, known(client, "device"))
                .vendor(
                        "okta.client.geographical_context.postal_code",
                        Json.text(geo, "postalCode"))
                .vendor("okta.request.ip_chain", ipChain(log));
        VendorFields.add(event, "okta.client", client, MAPPED_IN_CLIENT);
    }

    /** The addresses of the client and of the proxies it came through, without their geography. */
    private static @Nullable List<String> ipChain(JsonNode log) {
        List<String> chain = new ArrayList<>();
        for (JsonNode hop : log.path("request").path("ipChain")) {
            String ip = Json.text(hop, "ip");
            if (ip != null) {
                chain.add(ip);
            }
        }
        return chain.isEmpty() ? null : chain;
    }

    private static void device(EcsEvent.Builder event, JsonNode device) {
        event.set(EcsField.DEVICE_ID, Json.text(device, "id"));
        VendorFields.add(event, "okta.device", device, Set.of("id"));
    }

    /** Okta writes "unknown" where it has no value; as a user's name it would join strangers to one person. */
    private static @Nullable String known(JsonNode node, String field) {
        String text = Json.text(node, field);
        return "unknown".equalsIgnoreCase(text) ? null : text;
    }

    private static @Nullable String email(@Nullable String name) {
        return name != null && name.indexOf('@') > 0 && name.indexOf('@') == name.lastIndexOf('@')
                ? name
                : null;
    }
}

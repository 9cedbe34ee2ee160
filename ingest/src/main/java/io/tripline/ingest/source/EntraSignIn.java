package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Entra ID sign-ins, as Azure Monitor ships them (a record with {@code properties}) and as Microsoft Graph
 * returns them (the properties alone).
 *
 * @see <a href="https://learn.microsoft.com/graph/api/resources/signin">signIn in Microsoft Graph</a>
 * @see <a href="https://learn.microsoft.com/entra/identity/monitoring-health/concept-activity-log-schemas">Activity log
 *     schemas in Azure Monitor</a>
 */
public final class EntraSignIn implements LogSource {
    private static final Set<String> MAPPED =
            Set.of(
                    "createdDateTime",
                    "ipAddress",
                    "location",
                    "userAgent",
                    "userDisplayName",
                    "userId",
                    "userPrincipalName");

    /** What stands for "nobody" where a user's id belongs. */
    private static final String NO_GUID = "00000000-0000-0000-0000-000000000000";

    /** What stands for a user name that Microsoft withholds. */
    private static final String WITHHELD = "{PII Removed}";

    /** What knows no tokens and hands over the password each time ("legacy authentication clients" in the portal). */
    private static final Set<String> LEGACY_CLIENTS =
            Set.of(
                    "Authenticated SMTP",
                    "Autodiscover",
                    "Exchange ActiveSync",
                    "Exchange Online PowerShell",
                    "Exchange Web Services",
                    "IMAP4",
                    "MAPI Over HTTP",
                    "Offline Address Book",
                    "Other clients",
                    "Outlook Anywhere (RPC over HTTP)",
                    "POP3",
                    "Reporting Web Services");

    /** The kinds of sign-in, by the category of Azure Monitor and by the event type of Graph. */
    private enum Kind {
        INTERACTIVE("SignInLogs", "interactiveUser", "interactive-sign-in"),
        NON_INTERACTIVE(
                "NonInteractiveUserSignInLogs", "nonInteractiveUser", "non-interactive-sign-in"),
        SERVICE_PRINCIPAL(
                "ServicePrincipalSignInLogs", "servicePrincipal", "service-principal-sign-in"),
        MANAGED_IDENTITY(
                "ManagedIdentitySignInLogs", "managedIdentity", "managed-identity-sign-in"),
        /** At the company's own AD FS, as Connect Health reports it; Graph has no event type for it. */
        FEDERATED("ADFSSignInLogs", "", "federated-sign-in");

        private final String category;
        private final String eventType;
        private final String action;

        Kind(String category, String eventType, String action) {
            this.category = category;
            this.eventType = eventType;
            this.action = action;
        }

        private static @Nullable Kind ofCategory(@Nullable String category) {
            for (Kind kind : values()) {
                if (kind.category.equalsIgnoreCase(category)) {
                    return kind;
                }
            }
            // Those of Microsoft's own applications have a category of their own.
            return "MicrosoftServicePrincipalSignInLogs".equalsIgnoreCase(category)
                    ? SERVICE_PRINCIPAL
                    : null;
        }

        private static Kind of(JsonNode record, JsonNode signIn) {
            Kind byCategory = ofCategory(Json.text(record, "category"));
            if (byCategory != null) {
                return byCategory;
            }
            List<String> eventTypes = Json.texts(signIn, "signInEventTypes");
            for (Kind kind : values()) {
                if (eventTypes.contains(kind.eventType)) {
                    return kind;
                }
            }
            if (Json.text(signIn, "userPrincipalName") == null
                    && (Json.text(signIn, "servicePrincipalId") != null
                            || Json.text(signIn, "servicePrincipalName") != null)) {
                return SERVICE_PRINCIPAL;
            }
            return Boolean.FALSE.equals(Json.flag(signIn, "isInteractive"))
                    ? NON_INTERACTIVE
                    : INTERACTIVE;
        }

        /**
         * A client that renews its token comes of a sign-in; one that hands over a password signs in, where nobody sees it.
         * Workloads have no other sign-in than theirs.
         */
        private String type(JsonNode signIn, @Nullable Long errorCode) {
            return this == NON_INTERACTIVE
                            && !EntraStatus.isAboutPassword(errorCode)
                            && !"ropc".equalsIgnoreCase(Json.text(signIn, "authenticationProtocol"))
                            && !LEGACY_CLIENTS.contains(
                                    String.valueOf(Json.text(signIn, "clientAppUsed")))
                    ? "info"
                    : "start";
        }

        private boolean isPerson() {
            return this == INTERACTIVE || this == NON_INTERACTIVE || this == FEDERATED;
        }
    }

    @Override
    public String name() {
        return "entra.signin";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode record = raw.json().orElse(MissingNode.getInstance());
        if (record.has("properties")) {
            return Kind.ofCategory(Json.text(record, "category")) != null;
        }
        return record.has("createdDateTime")
                && record.path("status").has("errorCode")
                && (record.has("appId")
                        || record.has("appDisplayName")
                        || record.has("servicePrincipalId")
                        || record.has("servicePrincipalName"));
    }

    @Override
    public Glance glance() {
        return Glance.json("properties", "createdDateTime");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode record = raw.json().orElse(MissingNode.getInstance());
        JsonNode signIn = record.has("properties") ? record.path("properties") : record;
        if (!signIn.isObject()) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_FIELD, "A sign-in's properties are a JSON object.");
        }
        Instant time = EntraRecord.instant(Json.text(signIn, "createdDateTime"));
        if (time == null) {
            time = EntraRecord.instant(Json.text(record, "time"));
        }
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "A sign-in has an ISO 8601 time as createdDateTime or time.");
        }
        if (record.has("properties")
                && Kind.ofCategory(Json.text(record, "category")) == null
                && !signIn.has("status")) {
            return new Normalized.Rejected(
                    RejectedReason.MISSING_FIELD,
                    "A record of no category of sign-ins has a status as they do.");
        }
        Kind kind = Kind.of(record, signIn);
        Long code = errorCode(record, signIn);
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_CATEGORY, "authentication")
                        .set(EcsField.EVENT_TYPE, kind.type(signIn, code))
                        .set(EcsField.EVENT_ACTION, kind.action);
        String id = Json.text(signIn, "id");
        if (id != null) {
            // Each step of a sign-in is a record of its own under the sign-in's id: interrupted,
            // then ended.
            event.set(
                    EcsField.EVENT_ID,
                    StableId.of(name(), id, code == null ? "" : code.toString()));
        }
        VendorFields.add(event, "entra", signIn, MAPPED);
        status(event, record, signIn, code);
        if (kind.isPerson()) {
            person(event, signIn);
        }
        source(event, record, signIn);
        device(event, signIn);
        flags(event, kind, signIn);
        event.vendor("entra.category", kind.category)
                .set(
                        EcsField.ORGANIZATION_ID,
                        Scan.first(
                                Json.text(record, "tenantId"),
                                Json.text(signIn, "resourceTenantId")));
        return new Normalized.Parsed(event);
    }

    private static void status(
            EcsEvent.Builder event, JsonNode record, JsonNode signIn, @Nullable Long errorCode) {
        String description = Json.text(record, "resultDescription");
        String reason =
                EntraStatus.reason(
                        errorCode,
                        Scan.first(Json.text(signIn, "status", "failureReason"), description));
        event.set(EcsField.EVENT_OUTCOME, EntraStatus.outcome(errorCode))
                .set(EcsField.EVENT_REASON, reason);
        if (errorCode != null && errorCode != 0) {
            event.set(EcsField.ERROR_CODE, errorCode.toString())
                    .vendor("entra.result_description", description)
                    .vendor("entra.is_interrupted", EntraStatus.isInterrupt(errorCode));
        }
    }

    private static @Nullable Long errorCode(JsonNode record, JsonNode signIn) {
        Long errorCode = Json.number(signIn, "status", "errorCode");
        return errorCode == null ? Json.number(record, "resultType") : errorCode;
    }

    /** Workloads stay in {@code entra.service_principal_*}: rules about people must not meet them. */
    private static void person(EcsEvent.Builder event, JsonNode signIn) {
        String userId = Json.text(signIn, "userId");
        event.set(EcsField.USER_ID, NO_GUID.equals(userId) ? null : userId)
                .set(EcsField.USER_FULL_NAME, Json.text(signIn, "userDisplayName"));
        String principal = Json.text(signIn, "userPrincipalName");
        if (principal != null && !principal.equals(WITHHELD)) {
            // A guest's is made of the address at home.
            boolean isMail = principal.indexOf('@') > 0 && !principal.contains("#EXT#");
            event.set(EcsField.USER_NAME, principal)
                    .set(EcsField.USER_EMAIL, isMail ? principal : null)
                    .set(
                            EcsField.USER_DOMAIN,
                            principal.substring(
                                    principal.contains("@")
                                            ? principal.lastIndexOf('@') + 1
                                            : principal.length()));
        }
    }

    private static void source(EcsEvent.Builder event, JsonNode record, JsonNode signIn) {
        String address =
                Scan.first(Json.text(signIn, "ipAddress"), Json.text(record, "callerIpAddress"));
        IpEndpoint endpoint = IpEndpoint.parse(address);
        if (endpoint == null) {
            event.set(EcsField.SOURCE_ADDRESS, address);
        } else {
            event.set(EcsField.SOURCE_IP, endpoint.ip()).set(EcsField.SOURCE_PORT, endpoint.port());
        }
        JsonNode location = signIn.path("location");
        String country =
                Scan.first(
                        Json.text(location, "countryOrRegion"), Json.text(record.path("location")));
        boolean isCode = country != null && country.matches("[A-Z]{2}");
        event.set(
                        isCode
                                ? EcsField.SOURCE_GEO_COUNTRY_ISO_CODE
                                : EcsField.SOURCE_GEO_COUNTRY_NAME,
                        country)
                .set(EcsField.SOURCE_GEO_CITY_NAME, Json.text(location, "city"))
                .set(EcsField.SOURCE_GEO_REGION_NAME, Json.text(location, "state"))
                .set(
                        EcsField.SOURCE_GEO_LOCATION,
                        VendorFields.place(
                                Json.decimal(location, "geoCoordinates", "latitude"),
                                Json.decimal(location, "geoCoordinates", "longitude")))
                .set(EcsField.SOURCE_AS_NUMBER, Json.number(signIn, "autonomousSystemNumber"));
    }

    /** The browser comes as one text, name and version: "Chrome 72.0.3626". */
    private static void device(EcsEvent.Builder event, JsonNode signIn) {
        JsonNode device = signIn.path("deviceDetail");
        event.set(EcsField.DEVICE_ID, Json.text(device, "deviceId"))
                .set(EcsField.USER_AGENT_ORIGINAL, Json.text(signIn, "userAgent"))
                .set(EcsField.USER_AGENT_OS_NAME, Json.text(device, "operatingSystem"));
        String browser = Json.text(device, "browser");
        if (browser != null) {
            int space = browser.lastIndexOf(' ');
            boolean hasVersion =
                    space > 0
                            && space + 1 < browser.length()
                            && Character.isDigit(browser.charAt(space + 1));
            event.set(EcsField.USER_AGENT_NAME, hasVersion ? browser.substring(0, space) : browser)
                    .set(
                            EcsField.USER_AGENT_VERSION,
                            hasVersion ? browser.substring(space + 1) : null);
        }
    }

    /** Truth values as such, also where a shipper made texts of them, so that rules can ask for them. */
    private static void flags(EcsEvent.Builder event, Kind kind, JsonNode signIn) {
        JsonNode device = signIn.path("deviceDetail");
        Boolean isInteractive = Json.flag(signIn, "isInteractive");
        event.vendor(
                        "entra.is_interactive",
                        isInteractive == null ? kind == Kind.INTERACTIVE : isInteractive)
                .vendor("entra.flagged_for_review", Json.flag(signIn, "flaggedForReview"));
        if (device.isObject()) {
            event.vendor("entra.device_detail.is_compliant", Json.flag(device, "isCompliant"))
                    .vendor("entra.device_detail.is_managed", Json.flag(device, "isManaged"));
        }
    }
}

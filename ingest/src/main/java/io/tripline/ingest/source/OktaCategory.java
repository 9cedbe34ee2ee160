package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What ECS calls each family of Okta's event types. The pairs of category and type are those ECS expects.
 *
 * @see <a href="https://developer.okta.com/docs/reference/api/event-types/">Okta event types</a>
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category">ECS categories</a>
 */
final class OktaCategory {
    private static final List<String> NONE = List.of();
    private static final List<String> AUTHENTICATION = List.of("authentication");
    private static final List<String> CONFIGURATION = List.of("configuration");
    private static final List<String> IAM = List.of("iam");
    private static final List<String> INTRUSION = List.of("intrusion_detection");
    private static final List<String> LOGON = List.of("authentication", "session");
    private static final List<String> SESSION = List.of("session");

    private static final List<String> CHANGE = List.of("change");
    private static final List<String> END = List.of("end");
    private static final List<String> INFO = List.of("info");
    private static final List<String> START = List.of("start");

    /** The first family whose prefix fits counts, so the narrower ones stand before the wider. */
    private static final List<Family> FAMILIES =
            List.of(
                    fixed("user.session.start", LOGON, START),
                    fixed("user.session.end", LOGON, END),
                    fixed("user.session.clear", SESSION, END),
                    fixed("user.session.expire", SESSION, END),
                    fixed("user.session.impersonation.initiate", SESSION, START),
                    fixed("user.session.impersonation.end", SESSION, END),
                    fixed("user.session.impersonation.", IAM, List.of("admin", "change")),
                    fixed("user.session.", SESSION, INFO),
                    fixed("user.authentication.slo", AUTHENTICATION, END),
                    fixed("user.authentication.universal_logout", AUTHENTICATION, END),
                    // These open no session of Okta's that would tell of the sign-in; the others
                    // come before one or of one.
                    fixed("user.authentication.auth_via_iwa", AUTHENTICATION, START),
                    fixed("user.authentication.auth_via_radius", AUTHENTICATION, START),
                    fixed("user.authentication.auth_via_richclient", AUTHENTICATION, START),
                    fixed("user.authentication.", AUTHENTICATION, INFO),
                    fixed("user.mfa.factor.", IAM, List.of("user", "change")),
                    fixed("user.mfa.", AUTHENTICATION, INFO),
                    byVerb("user.lifecycle.", IAM, "user"),
                    detection("user.account.report_suspicious_activity"),
                    fixed("user.account.", IAM, List.of("user", "change")),
                    detection("user.risk."),
                    fixed("group.user_membership.", IAM, List.of("group", "change")),
                    fixed("group.application_assignment.", IAM, List.of("group", "change")),
                    // What a group may goes, and the group stays.
                    fixed("group.privilege.", IAM, List.of("group", "change")),
                    byVerb("group.", IAM, "group"),
                    // A password that an application has is looked at.
                    fixed(
                            "application.user_membership.show_password",
                            IAM,
                            List.of("user", "info")),
                    fixed("application.user_membership.", IAM, List.of("user", "change")),
                    fixed("application.provision.user.", IAM, List.of("user", "change")),
                    fixed("application.policy.sign_on.deny_access", AUTHENTICATION, INFO),
                    byVerb("application.lifecycle.", IAM, "admin"),
                    byVerb("application.", CONFIGURATION),
                    // What is asked for changes nothing until it is granted, and goes as a request.
                    fixed("app.access_request.grant", IAM, List.of("user", "change")),
                    fixed("app.access_request.", IAM, List.of("user", "info")),
                    byVerb("app.keys.", CONFIGURATION),
                    byVerb("app.app_instance.csr.", CONFIGURATION),
                    fixed("app.inbound_del_auth.", AUTHENTICATION, START),
                    fixed("app.kerberos_rich_client.", AUTHENTICATION, START),
                    byVerb("app.oauth2.client.lifecycle.", CONFIGURATION),
                    // Who lets an application do something gives rights away.
                    fixed("app.oauth2.admin.consent.", IAM, List.of("user", "change")),
                    fixed("app.oauth2.as.consent.", IAM, List.of("user", "change")),
                    fixed("app.oauth2.consent.", IAM, List.of("user", "change")),
                    fixed("app.oauth2.", AUTHENTICATION, INFO),
                    fixed("app.ad.api.user_import", IAM, List.of("user", "info")),
                    fixed("app.radius.", AUTHENTICATION, INFO),
                    fixed("app.saml.", AUTHENTICATION, INFO),
                    byVerb("app.user_management", IAM, "user"),
                    fixed("app.generic.unauth_app_access_attempt", AUTHENTICATION, INFO),
                    fixed("policy.evaluate_sign_on", AUTHENTICATION, INFO),
                    fixed("policy.auth_reevaluate", AUTHENTICATION, INFO),
                    byVerb("policy.", CONFIGURATION),
                    byVerb("zone.", CONFIGURATION),
                    byVerb("iam.", IAM, "admin"),
                    byVerb("system.api_token.", IAM, "admin"),
                    byVerb("system.idp.", IAM, "admin"),
                    byVerb("system.log_stream.", CONFIGURATION),
                    byVerb("system.mfa.", CONFIGURATION),
                    fixed("system.agent.ad.reset_user_password", IAM, List.of("user", "change")),
                    fixed("system.agent.ad.unlock_user_account", IAM, List.of("user", "change")),
                    byVerb("system.agent.", CONFIGURATION),
                    // A code or a question that the user is to answer.
                    fixed("system.email.", AUTHENTICATION, INFO),
                    fixed("system.push.", AUTHENTICATION, INFO),
                    fixed("system.sms.", AUTHENTICATION, INFO),
                    fixed("system.voice.", AUTHENTICATION, INFO),
                    fixed("system.import.user", IAM, List.of("user", "info")),
                    fixed("system.import.group", IAM, List.of("group", "info")),
                    fixed("system.org.rate_limit.", List.of("api"), INFO),
                    fixed("system.operation.rate_limit.", List.of("api"), INFO),
                    fixed("system.client.", List.of("api"), INFO),
                    // Features, brands, mails, the scheme of profiles.
                    byVerb("system.", CONFIGURATION),
                    byVerb("security.authenticator.", CONFIGURATION),
                    fixed("security.request.blocked", INTRUSION, List.of("denied")),
                    detection("security.threat."),
                    detection("security.attack."),
                    detection("security.breached_credential."),
                    fixed("security.", INTRUSION, INFO),
                    byVerb("device.", CONFIGURATION),
                    byVerb("access.request.condition.", CONFIGURATION),
                    byVerb("access.request.sequence.", CONFIGURATION),
                    byVerb("access.request.settings.", CONFIGURATION),
                    fixed("access.request.", IAM, List.of("user", "info")),
                    byVerb("certification.", IAM, "user"),
                    fixed("credential.", IAM, List.of("user", "change")),
                    fixed("user.credential.", IAM, List.of("user", "change")),
                    fixed("user.import.", IAM, List.of("user", "change")),
                    fixed("user.registration.", IAM, List.of("user", "creation")),
                    byVerb("pam.", IAM, "admin"),
                    byVerb("account.org.", CONFIGURATION),
                    byVerb("event_hook.", CONFIGURATION),
                    byVerb("inline_hook.", CONFIGURATION),
                    byVerb("oauth2.", CONFIGURATION),
                    byVerb("org.", CONFIGURATION),
                    byVerb("support.org.", CONFIGURATION),
                    fixed("workflows.user.role.", IAM, List.of("admin", "change")),
                    byVerb("workflows.", CONFIGURATION),
                    byVerb("analytics.", CONFIGURATION),
                    fixed("user.identity_verification", AUTHENTICATION, INFO),
                    fixed("core.concurrency.org.limit.", List.of("api"), INFO));

    private static final Family OTHER = fixed("", NONE, INFO);

    private static final Set<String> CREATION = Set.of("agent_instance_added", "create", "created");
    private static final Set<String> DELETION =
            Set.of("agent_instance_deleted", "delete", "deleted", "revoke");
    private static final Set<String> CHANGES =
            Set.of(
                    "activate",
                    "add",
                    "assign",
                    "blocklist",
                    "config_change_detected",
                    "deactivate",
                    "deny",
                    "disable",
                    "enable",
                    "enroll",
                    "grant",
                    "override",
                    "reactivate",
                    "remove",
                    "suspend",
                    "publish",
                    "register",
                    "resolve",
                    "unassign",
                    "unsuspend",
                    "update",
                    "updated");

    private OktaCategory() {}

    /** Sets kind, category and type. */
    static void categorize(EcsEvent.Builder event, String eventType) {
        Family family =
                FAMILIES.stream()
                        .filter(each -> eventType.startsWith(each.prefix))
                        .findFirst()
                        .orElse(OTHER);
        List<String> types = new ArrayList<>(family.types);
        if (family.verbDecides) {
            types.addAll(typesOfVerb(eventType));
        }
        event.set(EcsField.EVENT_KIND, family.detection ? "alert" : "event")
                .set(EcsField.EVENT_CATEGORY, family.categories)
                .set(EcsField.EVENT_TYPE, types);
    }

    /** The verb stands last, or before a qualifier: {@code user.lifecycle.delete.initiated}. */
    private static List<String> typesOfVerb(String eventType) {
        List<String> words = List.of(eventType.split("\\."));
        for (String word : words.reversed()) {
            if (CREATION.contains(word)) {
                return List.of("creation");
            }
            if (DELETION.contains(word)) {
                return List.of("deletion");
            }
            if (CHANGES.contains(word)) {
                return CHANGE;
            }
        }
        return INFO;
    }

    private static Family fixed(String prefix, List<String> categories, List<String> types) {
        return new Family(prefix, categories, types, false, false);
    }

    private static Family byVerb(String prefix, List<String> categories, String... types) {
        return new Family(prefix, categories, List.of(types), true, false);
    }

    /** What Okta's own detection found is an alert of an outside system in ECS's words. */
    private static Family detection(String prefix) {
        return new Family(prefix, INTRUSION, INFO, false, true);
    }

    private record Family(
            String prefix,
            List<String> categories,
            List<String> types,
            boolean verbDecides,
            boolean detection) {}
}

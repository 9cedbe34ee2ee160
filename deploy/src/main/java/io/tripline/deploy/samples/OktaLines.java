package io.tripline.deploy.samples;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Okta System Log events as its API returns them. */
final class OktaLines {
    private static final String USER_AGENT =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/131.0.0.0 Safari/537.36";
    private static final List<String> APPLICATIONS =
            List.of("Wiki", "Payroll", "Tickets", "Chat", "Source Control", "Travel");

    private final Diary diary;

    OktaLines(Diary diary) {
        this.diary = diary;
    }

    /** Password, second factor, session. */
    void signIn(Person person, Site site, Instant time) {
        String session = "102" + diary.token(16);
        event(
                person,
                site,
                time,
                session,
                "policy.evaluate_sign_on",
                "Evaluation of sign-on policy",
                "CHALLENGE",
                "null",
                "[]");
        event(
                person,
                site,
                diary.after(time, Duration.ofSeconds(9)),
                session,
                "user.authentication.auth_via_mfa",
                "Authentication of user via MFA",
                "SUCCESS",
                "null",
                "[]");
        event(
                person,
                site,
                diary.after(time, Duration.ofSeconds(20)),
                session,
                "user.session.start",
                "User login to Okta",
                "SUCCESS",
                "null",
                "[]");
    }

    void wrongPassword(Person person, Site site, Instant time) {
        event(
                person,
                site,
                time,
                "unknown",
                "user.session.start",
                "User login to Okta",
                "FAILURE",
                "\"INVALID_CREDENTIALS\"",
                "[]");
    }

    /** Opens an application with the session there is. */
    void open(Person person, Site site, Instant time) {
        String application = diary.oneOf(APPLICATIONS);
        String id = application.toLowerCase(Locale.ROOT).replace(' ', '-');
        String target =
                """
                [{"id":"0oa-%s-EXAMPLE","type":"AppInstance","alternateId":"%s","displayName":"%s","detailEntry":{"signOnModeType":"SAML_2_0"}}]"""
                        .formatted(id, application, application);
        event(
                person,
                site,
                time,
                "102" + diary.token(16),
                "user.authentication.sso",
                "User single sign on to app",
                "SUCCESS",
                "null",
                target);
    }

    void signOut(Person person, Site site, Instant time) {
        event(
                person,
                site,
                time,
                "102" + diary.token(16),
                "user.session.end",
                "User logout from Okta",
                "SUCCESS",
                "null",
                "[]");
    }

    /** A push to the person's phone, and what became of it: SUCCESS or FAILURE. */
    void push(Person person, Site site, String result, Instant time) {
        event(
                person,
                site,
                time,
                "102" + diary.token(16),
                "user.authentication.auth_via_mfa",
                "Authentication of user via MFA",
                result,
                result.equals("SUCCESS") ? "null" : "\"INVALID_CREDENTIALS\"",
                "[]",
                ",\"factor\":\"OKTA_VERIFY_PUSH\"");
    }

    /** A person enrols a second factor. */
    void factorActivated(Person person, Site site, Instant time) {
        event(
                person,
                site,
                time,
                "102" + diary.token(16),
                "user.mfa.factor.activate",
                "Activate factor or authenticator enrollment method for user",
                "SUCCESS",
                "\"User set up OKTA_VERIFY_PUSH factor\"",
                userTarget(person));
    }

    /** An administrator takes all second factors of a person away, as after a lost phone. */
    void factorsReset(Person administrator, Person person, Instant time) {
        event(
                administrator,
                administrator.site(),
                time,
                "102" + diary.token(16),
                "user.mfa.factor.reset_all",
                "Reset all factors for user",
                "SUCCESS",
                "\"User reset all factors\"",
                userTarget(person));
    }

    private static String userTarget(Person person) {
        return """
               [{"id":"%s","type":"User","alternateId":"%s","displayName":"%s","detailEntry":null}]"""
                .formatted(person.oktaId(), person.mail(), person.fullName());
    }

    /** An administrator lets a person into a group. */
    void addToGroup(Person administrator, Person person, String group, Instant time) {
        String target =
                """
                [{"id":"%s","type":"User","alternateId":"%s","displayName":"%s","detailEntry":null},{"id":"00g-%s-EXAMPLE","type":"UserGroup","alternateId":"unknown","displayName":"%s","detailEntry":null}]"""
                        .formatted(person.oktaId(), person.mail(), person.fullName(), group, group);
        event(
                administrator,
                administrator.site(),
                time,
                "102" + diary.token(16),
                "group.user_membership.add",
                "Add user to group membership",
                "SUCCESS",
                "null",
                target);
    }

    private void event(
            Person person,
            Site site,
            Instant time,
            String session,
            String type,
            String message,
            String result,
            String reason,
            String target) {
        event(person, site, time, session, type, message, result, reason, target, "");
    }

    /**
     * Writes an event.
     *
     * @param debug more members of its debug data, each with a comma before it
     */
    private void event(
            Person person,
            Site site,
            Instant time,
            String session,
            String type,
            String message,
            String result,
            String reason,
            String target,
            String debug) {
        String place =
                """
                {"city":"%s","state":"%s","country":"%s","postalCode":null,"geolocation":{"lat":%s,"lon":%s}}"""
                        .formatted(
                                site.city(),
                                site.region(),
                                site.country(),
                                site.latitude(),
                                site.longitude());
        diary.write(
                Feed.OKTA,
                time,
                """
                {"actor":{"id":"%s","type":"User","alternateId":"%s","displayName":"%s","detailEntry":null},\
                "client":{"userAgent":{"rawUserAgent":"%s","os":"Windows 10","browser":"CHROME"},"zone":"null","device":"Computer","id":null,"ipAddress":"%s","geographicalContext":%s},\
                "device":null,"authenticationContext":{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,"externalSessionId":"%s"},\
                "displayMessage":"%s","eventType":"%s","outcome":{"result":"%s","reason":%s},"published":"%s",\
                "securityContext":{"asNumber":%d,"asOrg":"%s","isp":"%s","domain":"example.net","isProxy":%s},\
                "severity":"%s","debugContext":{"debugData":{"requestId":"%s","requestUri":"/api/v1/authn","threatSuspected":"false"%s}},\
                "legacyEventType":null,"transaction":{"type":"WEB","id":"%s","detail":{}},"uuid":"%s","version":"0",\
                "request":{"ipChain":[{"ip":"%s","geographicalContext":%s,"version":"V4","source":null}]},"target":%s}"""
                        .formatted(
                                person.oktaId(),
                                person.mail(),
                                person.fullName(),
                                USER_AGENT,
                                site.ip(),
                                place,
                                session,
                                message,
                                type,
                                result,
                                reason,
                                Stamp.MILLIS.of(time),
                                site.asNumber(),
                                site.asOrganization(),
                                site.asOrganization(),
                                site.isProxy(),
                                result.equals("FAILURE") ? "WARN" : "INFO",
                                diary.token(20),
                                debug,
                                diary.token(20),
                                diary.uuid(),
                                site.ip(),
                                place,
                                target));
    }
}

package io.tripline.deploy.samples;

import java.time.Instant;
import java.util.List;

/** Microsoft Entra ID sign-ins as Azure Monitor ships them. */
final class EntraLines {
    private static final String TENANT = "11111111-2222-4333-8444-555555555555";
    private static final List<String> APPLICATIONS =
            List.of(
                    "Office 365 Exchange Online",
                    "Microsoft Teams",
                    "SharePoint Online",
                    "Azure Portal");

    private final Diary diary;

    EntraLines(Diary diary) {
        this.diary = diary;
    }

    void signIn(Person person, Site site, Instant time) {
        person("SignInLogs", true, person, site, time, 0, "Other.");
    }

    void wrongPassword(Person person, Site site, Instant time) {
        person(
                "SignInLogs",
                true,
                person,
                site,
                time,
                50126,
                "Error validating credentials due to invalid username or password.");
    }

    /** The phone of somebody who left goes on trying. */
    void disabled(Person person, Site site, Instant time) {
        person("SignInLogs", true, person, site, time, 50057, "The user account is disabled.");
    }

    /** "Stay signed in?", which Microsoft logs with an error code. */
    void interrupted(Person person, Site site, Instant time) {
        person(
                "SignInLogs",
                true,
                person,
                site,
                time,
                50140,
                "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.");
    }

    /** An application on the person's laptop gets a new token. */
    void refresh(Person person, Site site, Instant time) {
        person("NonInteractiveUserSignInLogs", false, person, site, time, 0, "Other.");
    }

    /** A service signs in with its secret. */
    void service(String name, int number, String ip, Instant time) {
        workload("ServicePrincipalSignInLogs", name, number, ip, time);
    }

    /** A virtual machine signs in; Microsoft says not from where. */
    void managedIdentity(String name, int number, Instant time) {
        workload("ManagedIdentitySignInLogs", name, number, "", time);
    }

    private void person(
            String category,
            boolean isInteractive,
            Person person,
            Site site,
            Instant time,
            int errorCode,
            String reason) {
        String application = diary.oneOf(APPLICATIONS);
        String properties =
                """
                {"id":"%s","createdDateTime":"%s","userDisplayName":"%s","userPrincipalName":"%s","userId":"%s",\
                "appId":"00000003-0000-0ff1-ce00-000000000000","appDisplayName":"%s","ipAddress":"%s",\
                "status":{"errorCode":%d,"failureReason":"%s","additionalDetails":null},"clientAppUsed":"%s",\
                "deviceDetail":{"deviceId":"%s","displayName":"%s","operatingSystem":"Windows 10","browser":"Chrome 131.0.0","isCompliant":true,"isManaged":true,"trustType":"Hybrid Azure AD joined"},\
                "location":{"city":"%s","state":"%s","countryOrRegion":"%s","geoCoordinates":{"latitude":%s,"longitude":%s}},\
                "correlationId":"%s","conditionalAccessStatus":"success","appliedConditionalAccessPolicies":[],\
                "authenticationRequirement":"%s","isInteractive":%s,"tokenIssuerType":"AzureAD","riskDetail":"none","riskLevelDuringSignIn":"none","riskState":"none",\
                "resourceDisplayName":"%s","resourceTenantId":"%s","uniqueTokenIdentifier":"%s","autonomousSystemNumber":%d,"userType":"Member"}"""
                        .formatted(
                                diary.uuid(),
                                Stamp.TICKS.of(time),
                                person.fullName(),
                                person.mail(),
                                person.entraId(),
                                application,
                                site.ip(),
                                errorCode,
                                reason,
                                isInteractive ? "Browser" : "Mobile Apps and Desktop clients",
                                person.deviceId(),
                                person.laptop(),
                                site.city(),
                                site.region(),
                                site.countryCode(),
                                site.latitude(),
                                site.longitude(),
                                diary.uuid(),
                                isInteractive
                                        ? "multiFactorAuthentication"
                                        : "singleFactorAuthentication",
                                isInteractive,
                                application,
                                TENANT,
                                diary.token(22),
                                site.asNumber());
        record(category, time, errorCode, site.ip(), person.fullName(), properties);
    }

    private void workload(String category, String name, int number, String ip, Instant time) {
        String properties =
                """
                {"id":"%s","createdDateTime":"%s","userId":"","appId":"bbbbbbbb-0000-4000-8000-%012d","appDisplayName":"%s",\
                "servicePrincipalId":"bbbbbbbb-0000-4000-9000-%012d","servicePrincipalName":"%s","ipAddress":"%s",\
                "status":{"errorCode":0,"failureReason":"Other."},"location":{"geoCoordinates":{}},\
                "resourceDisplayName":"Microsoft Graph","resourceTenantId":"%s","correlationId":"%s","uniqueTokenIdentifier":"%s"}"""
                        .formatted(
                                diary.uuid(),
                                Stamp.TICKS.of(time),
                                number,
                                name,
                                number,
                                name,
                                ip,
                                TENANT,
                                diary.uuid(),
                                diary.token(22));
        record(category, time, 0, ip, name, properties);
    }

    private void record(
            String category,
            Instant time,
            int errorCode,
            String ip,
            String identity,
            String properties) {
        diary.write(
                Feed.ENTRA,
                time,
                """
                {"time":"%s","resourceId":"/tenants/%s/providers/Microsoft.aadiam","operationName":"Sign-in activity","operationVersion":"1.0",\
                "category":"%s","tenantId":"%s","resultType":"%d","resultSignature":"None","durationMs":0,"callerIpAddress":"%s",\
                "identity":"%s","Level":4,"properties":%s}"""
                        .formatted(
                                Stamp.TICKS.of(time),
                                TENANT,
                                category,
                                TENANT,
                                errorCode,
                                ip,
                                identity,
                                properties));
    }
}

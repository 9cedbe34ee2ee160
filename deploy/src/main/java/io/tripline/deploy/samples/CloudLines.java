package io.tripline.deploy.samples;

import java.time.Instant;

/** Logs of services beside the identity providers': Duo's, and what Entra and Microsoft 365 tell of changes and sign-ins. */
final class CloudLines {
    private final Diary diary;

    CloudLines(Diary diary) {
        this.diary = diary;
    }

    /** A prompt on the phone, as Duo's own log tells it. */
    void duo(Person person, String ip, String result, String reason, Instant time) {
        diary.write(
                Feed.DUO,
                time,
                """
                {"event_type":"authentication","factor":"duo_push","isotimestamp":"%s","txid":"%s","result":"%s","reason":"%s",\
                "user":{"name":"%s","key":"DU%08d"},"application":{"name":"VPN","key":"DINORDLYSEXAMPLE"},"access_device":{"ip":"%s","os":"Windows"}}"""
                        .formatted(
                                Stamp.MICROS.of(time),
                                diary.uuid(),
                                result,
                                reason,
                                person.account(),
                                person.number(),
                                ip));
    }

    /** Somebody lets an application act for them. */
    void consent(Person person, String ip, String application, String scopes, Instant time) {
        diary.write(
                Feed.ENTRA_AUDIT,
                time,
                """
                {"time":"%1$s","operationName":"Consent to application","category":"AuditLogs","callerIpAddress":"%2$s","properties":{"id":"Directory_%3$s","category":"ApplicationManagement",\
                "result":"success","activityDisplayName":"Consent to application","activityDateTime":"%1$s","loggedByService":"Core Directory","operationType":"Assign",\
                "initiatedBy":{"user":{"id":"%4$s","userPrincipalName":"%5$s","ipAddress":"%2$s"}},"targetResources":[{"id":"%6$s","displayName":"%7$s","type":"ServicePrincipal",\
                "modifiedProperties":[{"displayName":"ConsentContext.IsAdminConsent","newValue":"\\"False\\""},{"displayName":"ConsentAction.Permissions","newValue":"\\"[] => [[Id: x, Scope: %8$s, CreatedDateTime: ]]; \\""}]}]}}"""
                        .formatted(
                                Stamp.TICKS.of(time),
                                ip,
                                diary.uuid(),
                                person.entraId(),
                                person.mail(),
                                diary.uuid(),
                                application,
                                scopes));
    }

    /** An administrator resets a password. */
    void passwordReset(Person administrator, Person person, Instant time) {
        diary.write(
                Feed.ENTRA_AUDIT,
                time,
                """
                {"time":"%1$s","operationName":"Reset user password","category":"AuditLogs","callerIpAddress":"%2$s","properties":{"id":"Directory_%3$s","category":"UserManagement",\
                "result":"success","activityDisplayName":"Reset user password","activityDateTime":"%1$s","loggedByService":"Core Directory","operationType":"Update",\
                "initiatedBy":{"user":{"id":"%4$s","userPrincipalName":"%5$s","ipAddress":"%2$s"}},"targetResources":[{"id":"%6$s","displayName":"%7$s","type":"User","userPrincipalName":"%8$s"}]}}"""
                        .formatted(
                                Stamp.TICKS.of(time),
                                administrator.site().ip(),
                                diary.uuid(),
                                administrator.entraId(),
                                administrator.mail(),
                                person.entraId(),
                                person.fullName(),
                                person.mail()));
    }

    /** Somebody changes what only an administrator may, as Entra's audit log calls it. */
    void changed(String activity, String actor, String ip, Instant time) {
        diary.write(
                Feed.ENTRA_AUDIT,
                time,
                """
                {"time":"%1$s","operationName":"%2$s","category":"AuditLogs","callerIpAddress":"%3$s","properties":{"id":"Directory_%4$s","category":"Policy",\
                "result":"success","activityDisplayName":"%2$s","activityDateTime":"%1$s","loggedByService":"Core Directory","operationType":"Update",\
                "initiatedBy":{"user":{"id":"%5$s","userPrincipalName":"%6$s","ipAddress":"%3$s"}},"targetResources":[{"id":"%7$s","displayName":"All people","type":"Policy"}]}}"""
                        .formatted(
                                Stamp.TICKS.of(time),
                                activity,
                                ip,
                                diary.uuid(),
                                diary.uuid(),
                                actor,
                                diary.uuid()));
    }

    /** A sign-in to Entra, told by Microsoft 365 too. */
    void microsoft365(Person person, String ip, boolean isSuccess, Instant time) {
        diary.write(
                Feed.MICROSOFT365,
                time,
                """
                {"CreationTime":"%s","Id":"%s","Operation":"%s","OrganizationId":"11111111-aaaa-4bbb-8ccc-222222222222","RecordType":15,"ResultStatus":"%s",\
                "UserKey":"%s","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","ClientIP":"%s","ActorIpAddress":"%s","UserId":"%s","ObjectId":"00000003-0000-0000-c000-000000000000"}"""
                        .formatted(
                                Stamp.MILLIS.of(time).substring(0, 19),
                                diary.uuid(),
                                isSuccess ? "UserLoggedIn" : "UserLoginFailed",
                                isSuccess ? "Success" : "Failed",
                                person.entraId(),
                                ip,
                                ip,
                                person.mail()));
    }
}

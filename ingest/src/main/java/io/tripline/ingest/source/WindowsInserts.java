package io.tripline.ingest.source;

import static java.util.Map.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the values of a Windows event are called where they come without names, in their order. Later versions of an event
 * add names at its end, so a list that is too short leaves the rest unnamed.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/security-auditing-overview">Security
 *     auditing: the events, each with its XML</a>
 */
final class WindowsInserts {
    private static final String SUBJECT =
            "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId ";
    private static final String TARGET_OF_ACCOUNT = "TargetUserName TargetDomainName TargetSid ";
    private static final String ACCOUNT = TARGET_OF_ACCOUNT + SUBJECT;
    private static final String MEMBER = "MemberName MemberSid " + ACCOUNT + "PrivilegeList";
    private static final String SESSION =
            "AccountName AccountDomain LogonID SessionName ClientName ClientAddress";

    private static final Map<String, List<String>> NAMES =
            Map.ofEntries(
                    names("security 1102", SUBJECT),
                    names(
                            "security 4624",
                            SUBJECT
                                    + "TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType"
                                    + " LogonProcessName AuthenticationPackageName WorkstationName LogonGuid"
                                    + " TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress"
                                    + " IpPort ImpersonationLevel"),
                    names(
                            "security 4625",
                            SUBJECT
                                    + "TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus"
                                    + " LogonType LogonProcessName AuthenticationPackageName WorkstationName"
                                    + " TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress"
                                    + " IpPort"),
                    names(
                            "security 4634",
                            "TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType"),
                    names(
                            "security 4647",
                            "TargetUserSid TargetUserName TargetDomainName TargetLogonId"),
                    names(
                            "security 4648",
                            SUBJECT
                                    + "LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName"
                                    + " TargetInfo ProcessId ProcessName IpAddress IpPort"),
                    names("security 4672", SUBJECT + "PrivilegeList"),
                    names(
                            "security 4688",
                            SUBJECT
                                    + "NewProcessId NewProcessName TokenElevationType ProcessId CommandLine"
                                    + " TargetUserSid TargetUserName TargetDomainName TargetLogonId ParentProcessName"
                                    + " MandatoryLabel"),
                    names(
                            "security 4697",
                            SUBJECT
                                    + "ServiceName ServiceFileName ServiceType ServiceStartType ServiceAccount"),
                    names("security 4698", SUBJECT + "TaskName TaskContent"),
                    names("security 4720", ACCOUNT + "PrivilegeList SamAccountName"),
                    names("security 4722", ACCOUNT),
                    names("security 4723", ACCOUNT + "PrivilegeList"),
                    names("security 4724", ACCOUNT),
                    names("security 4725", ACCOUNT),
                    names("security 4726", ACCOUNT + "PrivilegeList"),
                    names("security 4728", MEMBER),
                    names("security 4729", MEMBER),
                    names("security 4732", MEMBER),
                    names("security 4733", MEMBER),
                    names("security 4740", ACCOUNT),
                    names("security 4756", MEMBER),
                    names("security 4757", MEMBER),
                    names("security 4767", ACCOUNT),
                    names(
                            "security 4768",
                            TARGET_OF_ACCOUNT
                                    + "ServiceName ServiceSid TicketOptions Status TicketEncryptionType PreAuthType"
                                    + " IpAddress IpPort CertIssuerName CertSerialNumber CertThumbprint"),
                    names(
                            "security 4769",
                            "TargetUserName TargetDomainName ServiceName ServiceSid TicketOptions"
                                    + " TicketEncryptionType IpAddress IpPort Status LogonGuid TransmittedServices"),
                    names(
                            "security 4771",
                            "TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress"
                                    + " IpPort CertIssuerName CertSerialNumber CertThumbprint"),
                    names("security 4776", "PackageName TargetUserName Workstation Status"),
                    names("security 4778", SESSION),
                    names("security 4779", SESSION),
                    names(
                            "security 5140",
                            SUBJECT
                                    + "ObjectType IpAddress IpPort ShareName ShareLocalPath AccessMask AccessList"),
                    names(
                            "system 7045",
                            "ServiceName ImagePath ServiceType StartType AccountName"));

    private WindowsInserts() {}

    /** The names of the event's values from the first on; empty for an event that is not known. */
    static List<String> names(String channel, long id) {
        return NAMES.getOrDefault(channel.toLowerCase(Locale.ROOT) + " " + id, List.of());
    }

    private static Map.Entry<String, List<String>> names(String event, String names) {
        return entry(event, List.of(names.strip().split(" ")));
    }
}

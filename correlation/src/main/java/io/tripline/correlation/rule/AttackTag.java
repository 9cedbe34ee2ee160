package io.tripline.correlation.rule;

import java.util.Map;
import java.util.Optional;

/** The MITRE ATT&amp;CK names behind Sigma's tags: every tactic, and the techniques the core rules use. */
final class AttackTag {
    /** A tactic's id and name. */
    record Tactic(String id, String name) {}

    private static final Map<String, Tactic> TACTICS =
            Map.ofEntries(
                    Map.entry("reconnaissance", new Tactic("TA0043", "Reconnaissance")),
                    Map.entry("resource-development", new Tactic("TA0042", "Resource Development")),
                    Map.entry("initial-access", new Tactic("TA0001", "Initial Access")),
                    Map.entry("execution", new Tactic("TA0002", "Execution")),
                    Map.entry("persistence", new Tactic("TA0003", "Persistence")),
                    Map.entry("privilege-escalation", new Tactic("TA0004", "Privilege Escalation")),
                    Map.entry("defense-evasion", new Tactic("TA0005", "Defense Evasion")),
                    Map.entry("credential-access", new Tactic("TA0006", "Credential Access")),
                    Map.entry("discovery", new Tactic("TA0007", "Discovery")),
                    Map.entry("lateral-movement", new Tactic("TA0008", "Lateral Movement")),
                    Map.entry("collection", new Tactic("TA0009", "Collection")),
                    Map.entry("command-and-control", new Tactic("TA0011", "Command and Control")),
                    Map.entry("exfiltration", new Tactic("TA0010", "Exfiltration")),
                    Map.entry("impact", new Tactic("TA0040", "Impact")));

    private static final Map<String, String> TECHNIQUES =
            Map.of(
                    "T1021", "Remote Services",
                    "T1021.001", "Remote Desktop Protocol",
                    "T1021.002", "SMB/Windows Admin Shares",
                    "T1021.004", "SSH",
                    "T1078", "Valid Accounts",
                    "T1078.004", "Cloud Accounts",
                    "T1110", "Brute Force",
                    "T1110.001", "Password Guessing",
                    "T1110.003", "Password Spraying",
                    "T1133", "External Remote Services");

    private AttackTag() {}

    static Optional<Tactic> tactic(String name) {
        return Optional.ofNullable(TACTICS.get(name.replace('_', '-')));
    }

    static Iterable<String> tactics() {
        return TACTICS.keySet();
    }

    static Optional<String> technique(String id) {
        return Optional.ofNullable(TECHNIQUES.get(id));
    }

    static Iterable<String> techniques() {
        return TECHNIQUES.keySet();
    }
}

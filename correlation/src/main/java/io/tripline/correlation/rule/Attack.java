package io.tripline.correlation.rule;

import io.tripline.contracts.Alert.Tactic;
import io.tripline.contracts.Alert.Technique;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * MITRE ATT&amp;CK as Sigma's tags name it: {@code attack.credential-access}, {@code attack.t1110.001}.
 *
 * @see <a href="https://attack.mitre.org/tactics/enterprise/">Enterprise tactics</a>
 */
final class Attack {
    static final String PREFIX = "attack.";
    private static final Pattern TECHNIQUE = Pattern.compile("t\\d{4}(\\.\\d{3})?");

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

    /** The names of techniques that rules use; another one is shown by its id. */
    private static final Map<String, String> TECHNIQUES =
            Map.ofEntries(
                    Map.entry("T1003", "OS Credential Dumping"),
                    Map.entry("T1003.001", "OS Credential Dumping: LSASS Memory"),
                    Map.entry("T1018", "Remote System Discovery"),
                    Map.entry("T1021", "Remote Services"),
                    Map.entry("T1021.001", "Remote Services: Remote Desktop Protocol"),
                    Map.entry("T1021.002", "Remote Services: SMB/Windows Admin Shares"),
                    Map.entry("T1021.003", "Remote Services: Distributed Component Object Model"),
                    Map.entry("T1021.004", "Remote Services: SSH"),
                    Map.entry("T1021.006", "Remote Services: Windows Remote Management"),
                    Map.entry("T1046", "Network Service Discovery"),
                    Map.entry("T1047", "Windows Management Instrumentation"),
                    Map.entry("T1048", "Exfiltration Over Alternative Protocol"),
                    Map.entry("T1053.005", "Scheduled Task/Job: Scheduled Task"),
                    Map.entry("T1070.001", "Indicator Removal: Clear Windows Event Logs"),
                    Map.entry("T1071.001", "Application Layer Protocol: Web Protocols"),
                    Map.entry("T1078", "Valid Accounts"),
                    Map.entry("T1078.002", "Valid Accounts: Domain Accounts"),
                    Map.entry("T1078.004", "Valid Accounts: Cloud Accounts"),
                    Map.entry("T1098", "Account Manipulation"),
                    Map.entry("T1098.003", "Account Manipulation: Additional Cloud Roles"),
                    Map.entry("T1098.005", "Account Manipulation: Device Registration"),
                    Map.entry(
                            "T1098.007", "Account Manipulation: Additional Local or Domain Groups"),
                    Map.entry("T1110", "Brute Force"),
                    Map.entry("T1110.001", "Brute Force: Password Guessing"),
                    Map.entry("T1110.003", "Brute Force: Password Spraying"),
                    Map.entry("T1110.004", "Brute Force: Credential Stuffing"),
                    Map.entry("T1133", "External Remote Services"),
                    Map.entry("T1135", "Network Share Discovery"),
                    Map.entry("T1136", "Create Account"),
                    Map.entry("T1528", "Steal Application Access Token"),
                    Map.entry("T1543.003", "Create or Modify System Process: Windows Service"),
                    Map.entry(
                            "T1550.001",
                            "Use Alternate Authentication Material: Application Access Token"),
                    Map.entry("T1550.002", "Use Alternate Authentication Material: Pass the Hash"),
                    Map.entry(
                            "T1550.003", "Use Alternate Authentication Material: Pass the Ticket"),
                    Map.entry(
                            "T1556.006",
                            "Modify Authentication Process: Multi-Factor Authentication"),
                    Map.entry("T1558.003", "Steal or Forge Kerberos Tickets: Kerberoasting"),
                    Map.entry("T1558.004", "Steal or Forge Kerberos Tickets: AS-REP Roasting"),
                    Map.entry("T1562.001", "Impair Defenses: Disable or Modify Tools"),
                    Map.entry("T1562.002", "Impair Defenses: Disable Windows Event Logging"),
                    Map.entry("T1562.004", "Impair Defenses: Disable or Modify System Firewall"),
                    Map.entry("T1567", "Exfiltration Over Web Service"),
                    Map.entry(
                            "T1567.002",
                            "Exfiltration Over Web Service: Exfiltration to Cloud Storage"),
                    Map.entry("T1569.002", "System Services: Service Execution"),
                    Map.entry("T1570", "Lateral Tool Transfer"),
                    Map.entry("T1599", "Network Boundary Bridging"),
                    Map.entry("T1621", "Multi-Factor Authentication Request Generation"));

    private Attack() {}

    /** What is wrong with a tag, or nothing. Tags of other name spaces are free. */
    static String problemWith(String tag) {
        if (!tag.startsWith(PREFIX)) {
            return "";
        }
        String name = tag.substring(PREFIX.length());
        if (TACTICS.containsKey(name)) {
            return "";
        }
        if (TECHNIQUE.matcher(name).matches()) {
            String problem = AttackTechniques.problemWith(name);
            return problem.isEmpty() ? "" : "The tag " + tag + " " + problem;
        }
        return "The tag "
                + tag
                + " is neither a technique like attack.t1110.001 nor a tactic like attack.credential-access."
                + Suggestion.of(name, TACTICS.keySet()).replace("mean ", "mean " + PREFIX);
    }

    /** The tactics of good tags, in their order. */
    static List<Tactic> tactics(List<String> tags) {
        return tags.stream()
                .filter(tag -> tag.startsWith(PREFIX))
                .map(tag -> TACTICS.get(tag.substring(PREFIX.length())))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The techniques of good tags, in their order. */
    static List<Technique> techniques(List<String> tags) {
        List<Technique> techniques = new ArrayList<>();
        for (String tag : tags) {
            if (tag.startsWith(PREFIX)
                    && TECHNIQUE.matcher(tag.substring(PREFIX.length())).matches()) {
                String id = tag.substring(PREFIX.length()).toUpperCase(Locale.ROOT);
                techniques.add(new Technique(id, TECHNIQUES.getOrDefault(id, id)));
            }
        }
        return techniques;
    }
}

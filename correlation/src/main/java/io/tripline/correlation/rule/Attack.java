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
                techniques.add(new Technique(id, AttackNames.of(id)));
            }
        }
        return techniques;
    }
}

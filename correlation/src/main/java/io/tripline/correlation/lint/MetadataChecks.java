package io.tripline.correlation.lint;

import io.tripline.contracts.Alert;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a rule says of itself. */
final class MetadataChecks {
    private static final int LONGEST_TITLE = 90;
    private static final int SHORTEST_DESCRIPTION = 60;
    private static final int SHORTEST_SENTENCE = 20;
    private static final Pattern MISSES = Pattern.compile("(?i)\\bmiss(es)?\\b");
    private static final Pattern HAVING = Pattern.compile("(?i)\\bhaving\\b");
    private static final Pattern STEP = Pattern.compile("(?m)^\\s*\\d+\\.\\s+\\S");
    private static final Set<String> NOBODY = Set.of("unknown", "none", "unlikely", "n/a", "todo");

    private MetadataChecks() {}

    static List<Problem> idIsFileName(Subject subject) {
        String wanted = String.valueOf(subject.path().getFileName()).replaceAll("\\.ya?ml$", "");
        return subject.rule().id().equals(wanted)
                ? List.of()
                : List.of(
                        subject.at(
                                "id",
                                "The id is "
                                        + subject.rule().id()
                                        + " and the file "
                                        + wanted
                                        + ".yml. Rename one of them."));
    }

    static List<Problem> folderIsTactic(Subject subject) {
        String tactic =
                subject.rule().metadata().tactics().stream()
                        .map(Alert.Tactic::name)
                        .findFirst()
                        .map(each -> each.toLowerCase(Locale.ROOT).replace(' ', '-'))
                        .orElse("");
        if (tactic.isEmpty()) {
            return List.of(
                    subject.at(
                            "tags",
                            "The tags name no tactic. Add the one the rule looks for, like attack.credential-access."));
        }
        Path folder = subject.path().toAbsolutePath().normalize().getParent();
        String name = folder == null ? "" : String.valueOf(folder.getFileName());
        return name.equals(tactic)
                ? List.of()
                : List.of(
                        subject.at(
                                "tags",
                                "The first tactic is "
                                        + tactic
                                        + ", and the file lies in the folder "
                                        + name
                                        + ". Move it to "
                                        + tactic
                                        + "/, or put the other tactic first."));
    }

    static List<Problem> titleForPeople(Subject subject) {
        String title = subject.rule().metadata().title();
        List<Problem> problems = new ArrayList<>();
        if (title.length() > LONGEST_TITLE) {
            problems.add(
                    subject.at(
                            "title",
                            "The title has "
                                    + title.length()
                                    + " characters. Shorten it to "
                                    + LONGEST_TITLE
                                    + "; the rest goes into the description."));
        }
        if (!title.isEmpty() && Character.isLowerCase(title.codePointAt(0))) {
            problems.add(
                    subject.at("title", "The title begins in lower case. Begin with a capital."));
        }
        if (title.endsWith(".")) {
            problems.add(subject.at("title", "The title ends with a full stop. Leave it out."));
        }
        return problems;
    }

    static List<Problem> saysWhatItDetects(Subject subject) {
        return subject.rule().metadata().description().length() >= SHORTEST_DESCRIPTION
                ? List.of()
                : List.of(
                        subject.at(
                                "description",
                                "The description is too short to say what is detected. Say who does what, how often and within which time."));
    }

    static List<Problem> saysWhatItMisses(Subject subject) {
        return MISSES.matcher(subject.rule().metadata().description()).find()
                ? List.of()
                : List.of(
                        subject.at(
                                "description",
                                "The description does not say what the rule misses. Add a sentence like: Misses guessing that is slower than five tries in ten minutes."));
    }

    static List<Problem> namesTheInnocent(Subject subject) {
        return subject.rule().metadata().falsepositives().stream()
                .filter(
                        each ->
                                each.length() < SHORTEST_SENTENCE
                                        || NOBODY.contains(each.toLowerCase(Locale.ROOT)))
                .map(
                        each ->
                                subject.at(
                                        "falsepositives",
                                        "\""
                                                + each
                                                + "\" does not say who triggers the rule innocently. Name them, like: A service that keeps trying an old password."))
                .toList();
    }

    static List<Problem> referencesAreLinks(Subject subject) {
        return subject.rule().metadata().references().stream()
                .filter(each -> !each.startsWith("https://"))
                .map(
                        each ->
                                subject.at(
                                        "references",
                                        "The reference " + each + " is no https:// link."))
                .toList();
    }

    static List<Problem> messageNamesEntity(Subject subject) {
        Rule rule = subject.rule();
        return rule.entity().stream()
                .map(each -> each.field().fieldName())
                .filter(each -> !rule.message().contains("{" + each + "}"))
                .map(
                        each ->
                                subject.at(
                                        "message",
                                        "The message does not say whom the alert is about. Put {"
                                                + each
                                                + "} into it."))
                .toList();
    }

    static List<Problem> showsThresholds(Subject subject) {
        Rule rule = subject.rule();
        if (!HAVING.matcher(rule.epl().text()).find()) {
            return List.of();
        }
        boolean actual =
                rule.values().values().stream().anyMatch(Rule.Value.Column.class::isInstance);
        boolean constant =
                rule.values().values().stream().anyMatch(Rule.Value.Constant.class::isInstance);
        return actual && constant
                ? List.of()
                : List.of(
                        subject.at(
                                "values",
                                "The EPL has a threshold that the alert does not show. Say values: {failures: failures, threshold: 5}, a column of the select beside the constant."));
    }

    static List<Problem> runbookHasSteps(Subject subject) {
        return STEP.matcher(subject.rule().runbook()).results().count() >= 2
                ? List.of()
                : List.of(
                        subject.at(
                                "runbook",
                                "The runbook is no list of steps. Write 1. what to look at first, 2. what to do then."));
    }
}

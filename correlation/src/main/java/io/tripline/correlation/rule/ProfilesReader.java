package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Reads what a rule remembers of an entity beyond its window. */
final class ProfilesReader {
    private static final Duration MAX_WITHIN = Duration.ofDays(90);

    /** {@code profile.is_first('host')}. */
    private static final Pattern QUESTION =
            Pattern.compile("profile\\.\\w+\\s*\\(\\s*['\"]([^'\"]+)['\"]");

    private ProfilesReader() {}

    static Map<String, Rule.Profile> read(Section rule) {
        Map<String, Rule.Profile> profiles = new LinkedHashMap<>();
        rule.node("profiles")
                .map(node -> rule.inner(node, "The key profiles"))
                .ifPresent(
                        section -> {
                            for (String name : section.keys()) {
                                section.node(name)
                                        .flatMap(each -> profile(section, name, each))
                                        .ifPresent(profile -> profiles.put(name, profile));
                            }
                        });
        return profiles;
    }

    /** Where not all could be read: with something for each that the rule asks, so that it is not missed. */
    static Map<String, Rule.Profile> asked(
            Map<String, Rule.Profile> read, Rule.Epl epl, List<Rule.NotEvaluated> notEvaluated) {
        Map<String, Rule.Profile> asked = new LinkedHashMap<>(read);
        Stream.concat(Stream.of(epl), notEvaluated.stream().map(Rule.NotEvaluated::condition))
                .flatMap(each -> QUESTION.matcher(each.text()).results())
                .forEach(
                        each ->
                                asked.putIfAbsent(
                                        each.group(1), new Rule.Profile(EcsField.HOST_NAME, 1)));
        return asked;
    }

    private static Optional<Rule.Profile> profile(Section section, String name, Node node) {
        if (!RuleReader.COLUMN.matcher(name).matches()) {
            section.problem(
                    section.placeOf(name), "A profile's name is in lower case, like new_host.");
            return Optional.empty();
        }
        Section each = section.inner(node, "The key profiles." + name);
        each.allow("The key profiles." + name, List.of("of", "within"));
        Optional<EcsField> of =
                each.node("of").flatMap(value -> EntityReader.field(each, value, Rule.Over.EVENTS));
        if (each.isMissing("of")) {
            each.problem(each.place(), "The key of is missing; it is a field.");
        }
        Duration within = each.duration("within", Duration.ofDays(30));
        if (within.compareTo(MAX_WITHIN) > 0 || !within.equals(Duration.ofDays(within.toDays()))) {
            each.problem(each.placeOf("within"), "A profile remembers whole days, from 1d to 90d.");
        }
        return of.map(field -> new Rule.Profile(field, Math.toIntExact(within.toDays())));
    }
}

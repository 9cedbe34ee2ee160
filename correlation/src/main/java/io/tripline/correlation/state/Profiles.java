package io.tripline.correlation.state;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.ProfileAnswer;
import io.tripline.correlation.engine.ProfileFacts;
import io.tripline.correlation.engine.ProfileQuestion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All profiles of an entity that its rule asks. What they say of an event is a function of the events before it, however
 * these came and whether they are still kept.
 */
final class Profiles {
    /** Before the names under which an alert shows what its profiles said. No column of an EPL has a dot. */
    static final String PREFIX = "profile.";

    /** A kept event takes about as much memory as so many remembered values or days. */
    private static final int LIGHTER_THAN_EVENTS = 4;

    private final Map<String, ProfileIndex> indexes = new TreeMap<>();

    Profiles(CompiledRule rule, Map<String, ProfileMemory> memory) {
        rule.rule()
                .profiles()
                .forEach(
                        (name, profile) -> {
                            Set<ProfileQuestion> asked = rule.questions(name);
                            if (!asked.isEmpty()) {
                                indexes.put(
                                        name, new ProfileIndex(profile, asked, memory.get(name)));
                            }
                        });
    }

    /** Whether the rule asks none. */
    boolean isEmpty() {
        return indexes.isEmpty();
    }

    /** Adds an event; the later events of which the rule is told something else now, in order. */
    Collection<KeptEvent> add(KeptEvent event) {
        if (indexes.isEmpty()) {
            return List.of();
        }
        TreeSet<KeptEvent> changed = new TreeSet<>();
        indexes.values().forEach(each -> changed.addAll(each.add(event)));
        return changed;
    }

    /** An event is no longer kept; it is older than all that are. */
    void fold(KeptEvent event) {
        indexes.values().forEach(each -> each.fold(event));
    }

    /** What all of them say of a kept event. */
    ProfileFacts of(KeptEvent event) {
        if (indexes.isEmpty()) {
            return ProfileFacts.NONE;
        }
        Map<String, ProfileAnswer> answers = new HashMap<>();
        indexes.forEach((name, each) -> answers.put(name, each.of(event)));
        return new ProfileFacts(answers);
    }

    /** What the rule was told of an event, as people read it: by {@code profile.NAME.QUESTION}. */
    SortedMap<String, Object> shown(KeptEvent event) {
        SortedMap<String, Object> shown = new TreeMap<>();
        indexes.forEach((name, each) -> each.show(event, PREFIX + name + ".", shown));
        return shown;
    }

    /**
     * What must be remembered beside the kept events.
     *
     * @param oldest no event before this time, in milliseconds, is asked about any more
     * @param forgotten called for each value that is forgotten before its time
     */
    Map<String, ProfileMemory> remembered(long oldest, Runnable forgotten) {
        Map<String, ProfileMemory> remembered = new HashMap<>();
        indexes.forEach((name, each) -> remembered.put(name, each.remembered(oldest, forgotten)));
        return remembered;
    }

    /** How much it holds in memory, in kept events. */
    int size() {
        if (indexes.isEmpty()) {
            return 0;
        }
        return indexes.values().stream().mapToInt(ProfileIndex::size).sum() / LIGHTER_THAN_EVENTS;
    }
}

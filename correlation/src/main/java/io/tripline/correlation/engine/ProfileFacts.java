package io.tripline.correlation.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an entity's profiles say of an event, as EPL sees it: {@code profile.is_first('new_host')}.
 *
 * @param answers by the profile's name
 */
public record ProfileFacts(Map<String, ProfileAnswer> answers) {
    /** At the first stage nothing is remembered. */
    public static final ProfileFacts NONE = new ProfileFacts(Map.of());

    public ProfileFacts {
        answers = Map.copyOf(answers);
    }

    /** Whether the event is the entity's first with its value of the profile's field. */
    public Boolean isFirst(String name) {
        return of(name).isFirst();
    }

    public @Nullable Long firstSeen(String name) {
        return of(name).firstSeen();
    }

    public @Nullable Long lastSeen(String name) {
        return of(name).lastSeen();
    }

    public Long count(String name) {
        return of(name).count();
    }

    public Long distinctCount(String name) {
        return of(name).distinctCount();
    }

    private ProfileAnswer of(String name) {
        return answers.getOrDefault(name, ProfileAnswer.UNKNOWN);
    }
}

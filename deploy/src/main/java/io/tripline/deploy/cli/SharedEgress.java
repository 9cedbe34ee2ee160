package io.tripline.deploy.cli;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses many people sign in from day after day, so that the address says nothing of where a person is. A person
 * counts who signed in from it on two days or more: somebody who tries many accounts once does not make their address a
 * shared one.
 */
final class SharedEgress {
    private static final int DAYS_OF_A_PERSON = 2;

    /** More addresses than that are not counted: an attacker has as many as they like. */
    private static final int MOST_ADDRESSES = 200_000;

    private static final int MOST_PEOPLE = 1_000;

    /** By address and person, the days. */
    private final Map<String, Map<String, Set<LocalDate>>> seen = new HashMap<>();

    private @Nullable Instant oldest;

    /**
     * An address that many share.
     *
     * @param people how many signed in from it on two days or more
     * @param days on how many days somebody did
     */
    record Shared(String address, int people, int days) {}

    void accept(EcsEvent event) {
        if (!event.string(EcsField.EVENT_OUTCOME).filter("success"::equals).isPresent()
                || !event.strings(EcsField.EVENT_CATEGORY).contains("authentication")
                || !event.strings(EcsField.EVENT_TYPE).contains("start")) {
            return;
        }
        Optional<String> address = event.string(EcsField.SOURCE_IP);
        Optional<String> person =
                event.string(EcsField.TRIPLINE_IDENTITY)
                        .or(() -> event.string(EcsField.USER_NAME))
                        .or(() -> event.string(EcsField.USER_EMAIL))
                        .map(name -> name.toLowerCase(Locale.ROOT));
        if (address.isEmpty()
                || person.isEmpty()
                || (seen.size() >= MOST_ADDRESSES && !seen.containsKey(address.get()))) {
            return;
        }
        oldest = oldest == null || event.timestamp().isBefore(oldest) ? event.timestamp() : oldest;
        Map<String, Set<LocalDate>> people =
                seen.computeIfAbsent(address.get(), _ -> new HashMap<>());
        if (people.size() < MOST_PEOPLE || people.containsKey(person.get())) {
            people.computeIfAbsent(person.get(), _ -> new HashSet<>())
                    .add(LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC));
        }
    }

    /** When the first of the sign-ins was; empty if there was none. */
    Optional<Instant> oldest() {
        return Optional.ofNullable(oldest);
    }

    /** The addresses that at least so many people share, by address. */
    List<Shared> of(int people) {
        List<Shared> shared = new ArrayList<>();
        new TreeMap<>(seen)
                .forEach(
                        (address, byPerson) -> {
                            int regular = 0;
                            Set<LocalDate> days = new HashSet<>();
                            for (Set<LocalDate> own : byPerson.values()) {
                                if (own.size() >= DAYS_OF_A_PERSON) {
                                    regular++;
                                    days.addAll(own);
                                }
                            }
                            if (regular >= people) {
                                shared.add(new Shared(address, regular, days.size()));
                            }
                        });
        return shared;
    }
}

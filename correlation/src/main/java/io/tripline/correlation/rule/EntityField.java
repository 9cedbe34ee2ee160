package io.tripline.correlation.rule;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A field of a rule's entity, and the event's fields its value is taken from: the first that is present. */
public record EntityField(EcsField field, List<EcsField> from) {
    public EntityField {
        from = List.copyOf(from);
    }

    /** Whether an event may have several values of it. */
    public boolean mayBeMany() {
        return from.stream().anyMatch(EcsField::isArray);
    }

    /** All values in this event, of the first field that is present; several only of a list. */
    public Set<String> all(EcsEvent event) {
        for (EcsField each : from) {
            Set<String> values = new TreeSet<>();
            if (each.isArray()) {
                event.strings(each).forEach(text -> values.add(plain(text)));
            } else if (event.value(each) instanceof String text) {
                values.add(plain(text));
            }
            values.remove("");
            if (!values.isEmpty()) {
                return values;
            }
        }
        return Set.of();
    }

    /** The value in this event, in lower case: providers disagree about the case of one account. */
    public Optional<String> of(EcsEvent event) {
        for (EcsField each : from) {
            if (event.value(each) instanceof String text && !text.isBlank()) {
                return Optional.of(plain(text));
            }
        }
        return Optional.empty();
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}

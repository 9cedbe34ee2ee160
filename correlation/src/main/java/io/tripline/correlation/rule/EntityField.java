package io.tripline.correlation.rule;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A field of a rule's entity, and the event's fields its value is taken from: the first that is present. */
public record EntityField(EcsField field, List<EcsField> from) {
    public EntityField {
        from = List.copyOf(from);
    }

    /** The value in this event, in lower case: providers disagree about the case of one account. */
    public Optional<String> of(EcsEvent event) {
        for (EcsField each : from) {
            if (event.value(each) instanceof String text && !text.isBlank()) {
                return Optional.of(text.strip().toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }
}

package io.tripline.alerting.triage;

import java.util.Optional;

/** What an edit does to a field that may be empty. */
public sealed interface FieldEdit<T> {
    /** Leaves it as it is. */
    record Keep<T>() implements FieldEdit<T> {}

    /** Gives it a value. */
    record Set<T>(T value) implements FieldEdit<T> {}

    /** Takes its value away. */
    record Clear<T>() implements FieldEdit<T> {}

    /** The field after the edit. */
    default Optional<T> after(Optional<T> before) {
        return switch (this) {
            case Keep<T> _ -> before;
            case Set<T> set -> Optional.of(set.value());
            case Clear<T> _ -> Optional.empty();
        };
    }
}

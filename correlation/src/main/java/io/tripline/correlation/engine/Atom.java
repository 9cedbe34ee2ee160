package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one field's text that {@link AtomIndex} finds: an event that does not meet it is
 * not wanted by the filter that it was taken from. One that meets it may still not be.
 *
 * @param text folded by {@link Folding}; of {@link Kind#NETWORK} as written
 */
record Atom(Operand operand, Kind kind, String text) {

    /** How the field's text must be, without regard to case. */
    enum Kind {
        SAME,
        BEGINS,
        ENDS,
        HOLDS,
        /** One of the values is the same. */
        ELEMENT,
        NETWORK
    }

    /** Whose text it is. */
    sealed interface Operand {
        record Field(EcsField field) implements Operand {}

        record Vendor(String name) implements Operand {}

        /**
         * What rules are shown of it: a text, a list of texts, or null.
         *
         * @param cut told of it if that is not the whole
         */
        default @Nullable Object of(EcsEvent event, Consumer<String> cut) {
            return switch (this) {
                case Field(EcsField field) -> {
                    Object value = event.value(field);
                    yield value instanceof String || value instanceof List<?>
                            ? Shown.value(value, field.fieldName(), cut)
                            : null;
                }
                case Vendor(String name) -> VendorFields.text(event, name, cut);
            };
        }
    }

    /** How few events meet it, roughly: a text of so many characters. */
    int selectivity() {
        return switch (kind) {
            // As good as the longest of texts.
            case SAME -> 100 + text.length();
            case BEGINS, ENDS, HOLDS -> text.length();
            case ELEMENT -> 1;
            case NETWORK -> Network.parse(text).length() / 4;
        };
    }
}

package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An event's vendor fields as EPL sees them: {@code vendor.field('winlog.logon.type')}, always text. */
public final class VendorFields {
    private final Map<String, Object> fields;
    private final Consumer<String> cut;

    /**
     * Those of an event.
     *
     * @param cut told of each that is asked for and not shown whole
     */
    VendorFields(EcsEvent event, Consumer<String> cut) {
        this.fields = event.vendor();
        this.cut = cut;
    }

    /** The value at a dotted name, or null. */
    public @Nullable String getField(String name) {
        return text(fields, name, cut);
    }

    /** An event's vendor field as rules are shown it. */
    static @Nullable String text(EcsEvent event, String name) {
        return text(event, name, _ -> {});
    }

    /** The same, where it is told if that is not the whole. */
    static @Nullable String text(EcsEvent event, String name, Consumer<String> cut) {
        return text(event.vendor(), name, cut);
    }

    private static @Nullable String text(
            Map<String, Object> fields, String name, Consumer<String> cut) {
        Object value = find(fields, name);
        if (value == null) {
            return null;
        }
        boolean isWhole = Shown.isWhole(value);
        String text = String.valueOf(isWhole ? value : Shown.value(value));
        if (isWhole && text.length() <= Shown.LONGEST_TEXT) {
            return text;
        }
        cut.accept(EventSchema.VENDOR + "." + name);
        return Shortened.text(text, Shown.LONGEST_TEXT);
    }

    /** However deep the objects go; a name's parts may also be one dotted key. */
    static @Nullable Object find(Map<?, ?> object, String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (object.get(name.substring(0, dot)) instanceof Map<?, ?> inner) {
                Object value = find(inner, name.substring(dot + 1));
                if (value != null) {
                    return value;
                }
            }
        }
        Object value = object.get(name);
        return value instanceof Map<?, ?> ? null : value;
    }
}

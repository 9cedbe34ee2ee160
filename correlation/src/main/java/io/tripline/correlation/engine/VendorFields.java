package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event's vendor fields as EPL sees them: {@code vendor.field('winlog.logon.type')}, always text. */
public final class VendorFields {
    private final Map<String, Object> fields;

    VendorFields(EcsEvent event) {
        this.fields = event.vendor();
    }

    /** The value at a dotted name, or null. */
    public @Nullable String getField(String name) {
        return text(fields, name);
    }

    /** An event's vendor field as rules are shown it. */
    static @Nullable String text(EcsEvent event, String name) {
        return text(event.vendor(), name);
    }

    private static @Nullable String text(Map<String, Object> fields, String name) {
        Object value = Shown.value(find(fields, name));
        return value == null ? null : Shortened.text(value.toString(), Shown.LONGEST_TEXT);
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

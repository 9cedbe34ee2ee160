package io.tripline.deploy.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One configuration key.
 *
 * @param name dotted, as in the file
 * @param defaultText as it would stand in the file; empty where there is no value
 * @param doc one line for the reference
 * @param secret never printed, and also read from the file that {@code <ENV>_FILE} names
 */
public record Key<T>(
        String name, ValueType<T> type, String defaultText, String doc, boolean secret) {

    static <T> Key<T> of(String name, ValueType<T> type, String defaultText, String doc) {
        return new Key<>(name, type, defaultText, doc, false);
    }

    static Key<String> secret(String name, String doc) {
        return new Key<>(name, ValueType.TEXT, "", doc, true);
    }

    /** What holds where nothing is set; empty where there is no value. */
    public Optional<T> defaultValue() {
        return defaultText.isEmpty()
                ? Optional.empty()
                : Optional.of(type.parser().apply(defaultText));
    }

    /** The environment variable that sets it. */
    public String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return "TRIPLINE_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}

package io.tripline.deploy.service;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import io.tripline.contracts.EcsField;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes a line's keys and values too, which Elastic's encoder passes over: a field of ECS under its name, any other as one of
 * ECS's labels.
 */
final class KeyValueEncoder extends EcsEncoder {
    private static final String LABELS = "labels.";

    @Override
    protected void addCustomFields(ILoggingEvent event, StringBuilder line) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs == null) {
            return;
        }
        for (KeyValuePair pair : pairs) {
            line.append('"');
            if (EcsField.byName(pair.key).isEmpty()) {
                line.append(LABELS);
            }
            JsonUtils.quoteAsString(pair.key, line);
            line.append("\":");
            append(pair.value, line);
            line.append(',');
        }
    }

    /** Not a number and the infinite ones have no form in JSON. */
    private static boolean isJson(Object value) {
        return value instanceof Boolean
                || (value instanceof Number number
                        && !((number instanceof Double || number instanceof Float)
                                && !Double.isFinite(number.doubleValue())));
    }

    private static void append(@Nullable Object value, StringBuilder line) {
        if (value == null || isJson(value)) {
            line.append(value);
        } else {
            line.append('"');
            JsonUtils.quoteAsString(value.toString(), line);
            line.append('"');
        }
    }
}

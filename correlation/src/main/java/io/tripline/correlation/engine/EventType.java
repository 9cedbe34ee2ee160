package io.tripline.correlation.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event type of EPL: nested object arrays with the names of ECS, so that a rule says {@code source.ip}. Beside these
 * {@code event_time} is the time in milliseconds and {@code whole} the event itself, for {@code vendor()}.
 */
final class EventType {
    static final String NAME = "Event";
    static final String TIME = "event_time";
    static final String WHOLE = "whole";

    private static final Node ROOT = tree();

    /** An object of the document: either a field, or parts by name. */
    private static final class Node {
        private final String path;
        private final Map<String, Node> parts = new LinkedHashMap<>();
        private @Nullable EcsField field;

        Node(String path) {
            this.path = path;
        }
    }

    private EventType() {}

    static void addTo(Configuration configuration) {
        add(configuration, ROOT);
    }

    /** The event as Esper takes it. */
    static Object[] underlying(EcsEvent event) {
        Object[] values = new Object[ROOT.parts.size() + 2];
        int i = 0;
        for (Node part : ROOT.parts.values()) {
            values[i++] = value(part, event);
        }
        values[i++] = event.timestamp().toEpochMilli();
        values[i] = event;
        return values;
    }

    /** The events in a column of a result: one, many or none. */
    static List<EcsEvent> eventsIn(@Nullable Object column) {
        List<EcsEvent> events = new ArrayList<>();
        collect(column, events);
        return events;
    }

    private static void collect(@Nullable Object column, List<EcsEvent> events) {
        if (column instanceof com.espertech.esper.common.client.EventBean bean) {
            collect(bean.getUnderlying(), events);
        } else if (column instanceof Object[] array) {
            if (array.length == ROOT.parts.size() + 2
                    && array[array.length - 1] instanceof EcsEvent event) {
                events.add(event);
            } else {
                for (Object each : array) {
                    if (each instanceof Object[]
                            || each instanceof com.espertech.esper.common.client.EventBean) {
                        collect(each, events);
                    }
                }
            }
        }
    }

    private static @Nullable Object value(Node node, EcsEvent event) {
        EcsField field = node.field;
        if (field != null) {
            Object value = event.value(field);
            return value instanceof List<?> list
                    ? list.toArray((Object[]) Array.newInstance(field.type().javaType(), 0))
                    : value;
        }
        Object[] values = new Object[node.parts.size()];
        int i = 0;
        for (Node part : node.parts.values()) {
            values[i++] = value(part, event);
        }
        return values;
    }

    private static void add(Configuration configuration, Node node) {
        List<String> names = new ArrayList<>();
        List<Object> types = new ArrayList<>();
        for (Map.Entry<String, Node> part : node.parts.entrySet()) {
            names.add(part.getKey());
            EcsField field = part.getValue().field;
            if (field == null) {
                add(configuration, part.getValue());
                types.add(part.getValue().path);
            } else {
                types.add(
                        field.isArray()
                                ? field.type().javaType().arrayType()
                                : field.type().javaType());
            }
        }
        if (node == ROOT) {
            names.add(TIME);
            types.add(Long.class);
            names.add(WHOLE);
            types.add(EcsEvent.class);
        }
        configuration
                .getCommon()
                .addEventType(node.path, names.toArray(String[]::new), types.toArray());
    }

    private static Node tree() {
        Node root = new Node(NAME);
        for (EcsField field : EcsField.values()) {
            if (field == EcsField.TIMESTAMP) {
                continue;
            }
            Node node = root;
            for (String segment : field.segments()) {
                String path = node.path + "_" + segment;
                node = node.parts.computeIfAbsent(segment, _ -> new Node(path));
            }
            node.field = field;
        }
        return root;
    }
}

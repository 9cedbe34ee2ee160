package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.re2j.Pattern;
import io.tripline.contracts.EcsField;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A log source as a file describes it: how its records are taken apart, how they are known, and what of them is which of
 * ECS's fields.
 *
 * @param vendor the name space of what has no field in ECS
 * @param time the places of the event's time, of which the first that is there counts
 * @param timeForm how it is written; empty for ISO 8601, seconds or milliseconds since 1970
 * @param zone of times that name none, where the vendor writes all of them in one; empty for the record's
 * @param id the places that together name an event; empty if the source has no ids
 * @param user the places of who acted, an account's name with or without its domain
 * @param client the places of the address it came from, with or without a port
 * @param fields the places of ECS's fields, of which the first that is there counts
 * @param constants what every event has
 * @param lookups what a field is by what the record says
 * @param cases what an event has by what the record says; the first that fits counts
 * @param ignored which records hold no event
 */
record Mapping(
        String name,
        Format format,
        String vendor,
        Optional<Recognition> recognition,
        List<Place> time,
        Optional<DateTimeFormatter> timeForm,
        Optional<ZoneId> zone,
        List<Place> id,
        List<Place> user,
        List<Place> client,
        Map<EcsField, List<Place>> fields,
        Map<EcsField, Object> constants,
        Map<EcsField, Lookup> lookups,
        List<Case> cases,
        List<Condition> ignored) {

    /** By the first of the places that must be there; a name may itself hold dots, so each beginning of a place counts. */
    Glance glance() {
        if (!(format instanceof Format.JsonObject)) {
            return Glance.LINES;
        }
        if (recognition.isEmpty()) {
            return new Glance(true, false, Set.of());
        }
        List<Place> certain =
                recognition.get().fields().isEmpty()
                        ? recognition.get().any()
                        : List.of(recognition.get().fields().getFirst());
        return new Glance(
                true,
                false,
                certain.stream().flatMap(Place::beginnings).collect(Collectors.toSet()));
    }

    /** How a record is taken apart. */
    sealed interface Format {
        /** A JSON object. */
        record JsonObject() implements Format {}

        /** {@code key=value} behind a syslog header, if there is one. */
        record Pairs(char separator) implements Format {}

        /** Values in the order of these columns, behind a syslog header, if there is one. */
        record Columns(List<String> names) implements Format {
            String[] array() {
                return names.toArray(String[]::new);
            }
        }

        /** A pattern with named groups, found in the line or in what stands behind its syslog header. */
        record Line(Pattern pattern) implements Format {}
    }

    /** Where in a record a value stands: names that lead there, and what they are joined to where a name holds dots. */
    record Place(String dotted, List<String> path) {
        static Place of(String dotted) {
            return new Place(dotted, List.of(dotted.split("\\.", -1)));
        }

        /** {@code a}, {@code a.b} and {@code a.b.c}: one of them is a name at the top. */
        Stream<String> beginnings() {
            return IntStream.rangeClosed(1, path.size())
                    .mapToObj(length -> String.join(".", path.subList(0, length)));
        }

        JsonNode in(JsonNode record) {
            return in(record, 0);
        }

        /** A name may itself hold dots, so at each level the longest that is there counts. */
        private JsonNode in(JsonNode node, int from) {
            if (from == path.size()) {
                return node;
            }
            if (node.isArray()) {
                Long index = Scan.number(path.get(from));
                return index == null
                        ? MissingNode.getInstance()
                        : in(node.path(index.intValue()), from + 1);
            }
            for (int to = path.size(); to > from; to--) {
                JsonNode inner =
                        node.path(
                                to == from + 1
                                        ? path.get(from)
                                        : String.join(".", path.subList(from, to)));
                if (!inner.isMissingNode()) {
                    return in(inner, to);
                }
            }
            return MissingNode.getInstance();
        }

        static JsonNode first(List<Place> places, JsonNode record) {
            JsonNode found = MissingNode.getInstance();
            for (Place place : places) {
                found = place.in(record);
                if (found.isContainerNode() ? !found.isEmpty() : !found.asText().isEmpty()) {
                    return found;
                }
            }
            return found;
        }
    }

    /** What all places must hold: one of these texts each, which may begin or end with a star; a star alone is anything. */
    record Condition(Map<Place, List<String>> wanted) {
        boolean holds(JsonNode record) {
            for (Map.Entry<Place, List<String>> each : wanted.entrySet()) {
                // Of a list, one that fits is enough.
                List<String> texts = Json.texts(each.getKey().in(record));
                if (texts.stream().noneMatch(text -> fits(each.getValue(), text))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean fits(List<String> wanted, String text) {
            return wanted.stream().anyMatch(each -> fits(each, text));
        }

        static boolean fits(String wanted, String text) {
            boolean open = wanted.startsWith("*");
            boolean ended = wanted.length() > 1 && wanted.endsWith("*");
            String core = wanted.substring(open ? 1 : 0, wanted.length() - (ended ? 1 : 0));
            if (open && ended) {
                return text.contains(core);
            }
            return open ? text.endsWith(core) : (ended ? text.startsWith(core) : text.equals(core));
        }
    }

    /**
     * A field's value by a value of the record.
     *
     * @param values by what the record's value must be, in this order; see {@link Condition}
     * @param otherwise null if the field then has no value
     */
    record Lookup(List<Place> from, Map<String, Object> values, @Nullable Object otherwise) {
        @Nullable Object in(JsonNode record) {
            String text = Json.text(Place.first(from, record));
            if (text != null) {
                for (Map.Entry<String, Object> each : values.entrySet()) {
                    if (Condition.fits(each.getKey(), text)) {
                        return each.getValue();
                    }
                }
            }
            return otherwise;
        }
    }

    /**
     * What an event has if a condition holds.
     *
     * @param fields as those of the mapping, before which they go
     */
    record Case(
            Condition condition, Map<EcsField, Object> values, Map<EcsField, List<Place>> fields) {}

    /** How a record is known: by fields that are all there, by others of which one is, and by what
     * some hold; or by texts in a line. */
    record Recognition(
            List<Place> fields, List<Place> any, Condition condition, List<String> texts) {
        boolean fits(RawRecord raw, boolean json) {
            if (json) {
                return raw.json().filter(this::fits).isPresent();
            }
            return raw.json().isEmpty() && texts.stream().allMatch(raw.text()::contains);
        }

        private boolean fits(JsonNode record) {
            return fields.stream().noneMatch(place -> place.in(record).isMissingNode())
                    && (any.isEmpty()
                            || any.stream().anyMatch(place -> !place.in(record).isMissingNode()))
                    && condition.holds(record);
        }
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.re2j.Pattern;
import io.tripline.contracts.EcsField;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * @param isSentBySyslog see {@link LogSource#isSentBySyslog}
 * @param isWrittenOnItsHost see {@link LogSource#isWrittenOnItsHost}
 * @param places how many there are
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
        List<Condition> ignored,
        boolean isSentBySyslog,
        boolean isWrittenOnItsHost,
        int places) {

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
    static final class Place {
        private final String dotted;
        private final List<String> path;

        /** The names from each one on, the longest first: {@code b.c} and {@code b} of the second. */
        private final String[][] namesFrom;

        /** Among the places of one mapping. */
        private final int number;

        private Place(String dotted, int number) {
            this.dotted = dotted;
            this.number = number;
            path = List.of(dotted.split("\\.", -1));
            namesFrom = new String[path.size()][];
            for (int from = 0; from < path.size(); from++) {
                namesFrom[from] = new String[path.size() - from];
                for (int to = path.size(); to > from; to--) {
                    namesFrom[from][path.size() - to] =
                            String.join(".", path.subList(from, to)).intern();
                }
            }
        }

        static Place of(String dotted) {
            return new Place(dotted, 0);
        }

        /** One of several places of a mapping, which are numbered from zero. */
        static Place of(String dotted, int number) {
            return new Place(dotted, number);
        }

        String dotted() {
            return dotted;
        }

        List<String> path() {
            return path;
        }

        /** {@code a}, {@code a.b} and {@code a.b.c}: one of them is a name at the top. */
        Stream<String> beginnings() {
            return Arrays.stream(namesFrom[0]);
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
                return in(element(node, path.get(from)), from + 1);
            }
            String[] names = namesFrom[from];
            for (int i = 0; i < names.length; i++) {
                JsonNode inner = node.get(names[i]);
                if (inner != null) {
                    return in(inner, path.size() - i);
                }
            }
            return MissingNode.getInstance();
        }
    }

    /** By its number, or by what it has in a field of its own, {@code Key=target_name}. */
    private static JsonNode element(JsonNode array, String word) {
        int equals = word.indexOf('=');
        if (equals > 0) {
            String name = word.substring(0, equals);
            String wanted = word.substring(equals + 1);
            for (JsonNode each : array) {
                if (each.path(name).asText().equals(wanted)) {
                    return each;
                }
            }
            return MissingNode.getInstance();
        }
        Long index = Scan.number(word);
        return index == null ? MissingNode.getInstance() : array.path(index.intValue());
    }

    /** A record whose places are looked up once each, as several of a mapping's parts ask for the same. */
    static final class Reading {
        private final JsonNode record;
        private final @Nullable JsonNode[] found;

        Reading(JsonNode record, int places) {
            this.record = record;
            found = new JsonNode[places];
        }

        JsonNode at(Place place) {
            JsonNode node = found[place.number];
            if (node == null) {
                node = place.in(record);
                found[place.number] = node;
            }
            return node;
        }

        /** What stands at the first of these places that is not empty. */
        JsonNode first(List<Place> places) {
            JsonNode node = MissingNode.getInstance();
            for (int i = 0; i < places.size(); i++) {
                node = at(places.get(i));
                if (node.isContainerNode()
                        ? !node.isEmpty()
                        : !node.isNull() && !node.asText().isEmpty()) {
                    return node;
                }
            }
            return node;
        }
    }

    /**
     * A text that is wanted; it may begin or end with a star, and a star alone is anything.
     *
     * @param ignoresCase whether small letters and capitals are the same
     */
    record Wanted(String core, boolean open, boolean ended, boolean ignoresCase) {
        static Wanted of(String text, boolean ignoresCase) {
            boolean open = text.startsWith("*");
            boolean ended = text.length() > 1 && text.endsWith("*");
            return new Wanted(
                    text.substring(open ? 1 : 0, text.length() - (ended ? 1 : 0)),
                    open,
                    ended,
                    ignoresCase);
        }

        /** As it was written. */
        String text() {
            return (open ? "*" : "") + core + (ended ? "*" : "");
        }

        boolean fits(String text) {
            int last = text.length() - core.length();
            if (open && ended) {
                return ignoresCase ? contains(text, last) : text.contains(core);
            }
            return last >= 0 && (open || ended || last == 0) && isAt(text, open ? last : 0);
        }

        private boolean contains(String text, int last) {
            for (int at = 0; at <= last; at++) {
                if (isAt(text, at)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAt(String text, int at) {
            return ignoresCase
                    ? text.regionMatches(true, at, core, 0, core.length())
                    : text.startsWith(core, at);
        }
    }

    /** What all places must hold: one of these texts each. */
    record Condition(Map<Place, List<Wanted>> wanted) {
        boolean holds(Reading record) {
            for (Map.Entry<Place, List<Wanted>> each : wanted.entrySet()) {
                if (!holds(record.at(each.getKey()), each.getValue())) {
                    return false;
                }
            }
            return true;
        }

        /** Of a list, one that fits is enough. */
        private static boolean holds(JsonNode node, List<Wanted> wanted) {
            if (!node.isArray()) {
                String text = Json.text(node);
                return text != null && fits(text, wanted);
            }
            for (String text : Json.texts(node)) {
                if (fits(text, wanted)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean fits(String text, List<Wanted> wanted) {
            for (int i = 0; i < wanted.size(); i++) {
                if (wanted.get(i).fits(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * A field's value by a value of the record.
     *
     * @param values by what the record's value must be, in this order
     * @param otherwise null if the field then has no value
     */
    record Lookup(List<Place> from, Map<Wanted, Object> values, @Nullable Object otherwise) {
        @Nullable Object in(Reading record) {
            String text = Json.text(record.first(from));
            if (text != null) {
                for (Map.Entry<Wanted, Object> each : values.entrySet()) {
                    if (each.getKey().fits(text)) {
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
     * @param user instead of the mapping's; an empty list if the record does not say who acted
     * @param fields as those of the mapping, before which they go
     */
    record Case(
            Condition condition,
            Map<EcsField, Object> values,
            Optional<List<Place>> user,
            Map<EcsField, List<Place>> fields) {}

    /** How a record is known: by fields that are all there, by others of which one is, and by what
     * some hold; or by texts in a line. */
    record Recognition(
            List<Place> fields, List<Place> any, Condition condition, List<String> texts) {
        boolean fits(RawRecord raw, boolean json, int places) {
            if (json) {
                return raw.json().isPresent() && fits(new Reading(raw.json().get(), places));
            }
            return raw.json().isEmpty() && texts.stream().allMatch(raw.text()::contains);
        }

        private boolean fits(Reading record) {
            for (int i = 0; i < fields.size(); i++) {
                if (record.at(fields.get(i)).isMissingNode()) {
                    return false;
                }
            }
            return (any.isEmpty()
                            || any.stream().anyMatch(place -> !record.at(place).isMissingNode()))
                    && condition.holds(record);
        }
    }
}

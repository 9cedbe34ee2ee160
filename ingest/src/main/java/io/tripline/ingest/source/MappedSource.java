package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAccessor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A log source that a mapping file describes. */
final class MappedSource implements LogSource {
    private final Mapping mapping;

    /** The first names of places that are mapped whole: they are not kept a second time. */
    private final Set<String> mapped = new HashSet<>();

    MappedSource(Mapping mapping) {
        this.mapping = mapping;
        mapping.fields().values().forEach(this::remember);
        remember(mapping.time());
        remember(mapping.user());
        remember(mapping.client());
    }

    private void remember(List<Mapping.Place> places) {
        places.stream()
                .filter(place -> place.path().size() == 1)
                .map(Mapping.Place::dotted)
                .forEach(mapped::add);
    }

    @Override
    public String name() {
        return mapping.name();
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        boolean json = mapping.format() instanceof Mapping.Format.JsonObject;
        return mapping.recognition().filter(each -> each.fits(raw, json)).isPresent();
    }

    @Override
    public Glance glance() {
        return mapping.glance();
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        JsonNode record = read(raw, header);
        if (record == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "The record is not of the form that the mapping says.");
        }
        if (mapping.ignored().stream().anyMatch(each -> each.holds(record))) {
            return new Normalized.Ignored(IgnoredReason.HOUSEKEEPING);
        }
        Instant time =
                mapping.time().isEmpty()
                        ? header.time()
                        : time(
                                Mapping.Place.first(mapping.time(), record),
                                mapping.zone().orElse(raw.zone()));
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The time is missing, or not of the form that the mapping says.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.HOST_NAME, raw.json().isPresent() ? null : header.host());
        mapping.constants().forEach(event::set);
        Optional<Mapping.Case> fitting =
                mapping.cases().stream().filter(each -> each.condition().holds(record)).findFirst();
        fitting.ifPresent(each -> each.values().forEach(event::set));
        Principal.user(event, Json.text(Mapping.Place.first(mapping.user(), record)));
        IpEndpoint.source(event, Json.text(Mapping.Place.first(mapping.client(), record)));
        mapping.lookups().forEach((field, lookup) -> event.set(field, lookup.in(record)));
        mapping.fields().forEach((field, places) -> fill(event, field, places, record));
        fitting.ifPresent(
                each ->
                        each.fields()
                                .forEach((field, places) -> fill(event, field, places, record)));
        String id = id(record);
        if (id != null) {
            event.set(EcsField.EVENT_ID, id);
        }
        VendorFields.add(event, mapping.vendor(), record, mapped);
        return new Normalized.Parsed(event);
    }

    private void fill(
            EcsEvent.Builder event, EcsField field, List<Mapping.Place> places, JsonNode record) {
        JsonNode node = Mapping.Place.first(places, record);
        Object value = FieldValue.of(field, node);
        if (value != null) {
            event.set(field, value);
        } else if (node.isValueNode() && !node.isNull()) {
            // What the field cannot hold is kept all the same.
            VendorFields.add(event, mapping.vendor(), places.getFirst().dotted(), node);
        }
    }

    /** By all the parts that are there; null if none is. */
    private @Nullable String id(JsonNode record) {
        List<String> parts =
                mapping.id().stream()
                        .map(place -> Optional.ofNullable(Json.text(place.in(record))).orElse(""))
                        .toList();
        if (parts.stream().allMatch(String::isEmpty)) {
            return null;
        }
        return StableId.of(name(), parts.stream().collect(Collectors.joining("\u0000")));
    }

    private @Nullable JsonNode read(RawRecord raw, SyslogHeader header) {
        return switch (mapping.format()) {
            case Mapping.Format.JsonObject _ -> raw.json().orElse(null);
            case Mapping.Format.Pairs(char separator) ->
                    object(KeyValues.of(header.message(), separator).values());
            case Mapping.Format.Columns columns ->
                    object(KeyValues.ofColumns(header.message(), columns.array()).values());
            case Mapping.Format.Line(Pattern pattern) -> {
                Matcher matcher = pattern.matcher(raw.text());
                if (!matcher.find()) {
                    matcher = pattern.matcher(header.message());
                    if (!matcher.find()) {
                        yield null;
                    }
                }
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                for (String group : pattern.namedGroups().keySet()) {
                    String text = matcher.group(group);
                    if (text != null && !text.isEmpty()) {
                        object.put(group, text);
                    }
                }
                yield object;
            }
        };
    }

    private static @Nullable JsonNode object(Map<String, String> values) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        values.forEach(object::put);
        return object.isEmpty() ? null : object;
    }

    private @Nullable Instant time(JsonNode node, ZoneId zone) {
        if (mapping.timeForm().isEmpty()) {
            Instant time = Timestamps.of(node);
            return time == null && node.isTextual()
                    ? SyslogTime.iso(node.textValue().replace(' ', 'T'), zone)
                    : time;
        }
        String text = Json.text(node);
        if (text == null || text.length() > 64) {
            return null;
        }
        try {
            TemporalAccessor parsed =
                    mapping.timeForm()
                            .get()
                            .parseBest(text, ZonedDateTime::from, LocalDateTime::from);
            return Timestamps.readable(
                    parsed instanceof ZonedDateTime zoned
                            ? zoned.toInstant()
                            : LocalDateTime.from(parsed).atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }
}

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
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A log source that a mapping file describes. */
final class MappedSource implements Mapped {
    private final Mapping mapping;

    /** The first names of places that are mapped whole: they are not kept a second time. */
    private final Set<String> mapped = new HashSet<>();

    MappedSource(Mapping mapping) {
        this.mapping = mapping;
        mapping.fields()
                .forEach(
                        (field, places) -> {
                            // What a lookup has another word for is kept as it came.
                            if (!mapping.lookups().containsKey(field)) {
                                remember(places);
                            }
                        });
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
    public MappedSource mapped() {
        return this;
    }

    Mapping mapping() {
        return mapping;
    }

    @Override
    public String name() {
        return mapping.name();
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        boolean json = mapping.format() instanceof Mapping.Format.JsonObject;
        return mapping.recognition().isPresent()
                && mapping.recognition().get().fits(raw, json, mapping.places());
    }

    @Override
    public Glance glance() {
        return mapping.glance();
    }

    @Override
    public boolean isSentBySyslog() {
        return mapping.isSentBySyslog();
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return mapping.isWrittenOnItsHost();
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        JsonNode json = read(raw, header);
        if (json == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "The record is not of the form that the mapping says.");
        }
        Mapping.Reading record = new Mapping.Reading(json, mapping.places());
        for (Mapping.Condition each : mapping.ignored()) {
            if (each.holds(record)) {
                return new Normalized.Ignored(IgnoredReason.HOUSEKEEPING);
            }
        }
        Instant time =
                mapping.time().isEmpty()
                        ? header.time()
                        : time(record.first(mapping.time()), mapping.zone().orElse(raw.zone()));
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
        Mapping.Case fitting = fitting(record);
        if (fitting != null) {
            fitting.values().forEach(event::set);
        }
        Principal.user(event, Json.text(record.first(user(fitting))));
        IpEndpoint.source(event, Json.text(record.first(mapping.client())));
        mapping.fields().forEach((field, places) -> fill(event, field, places, record));
        mapping.lookups().forEach((field, lookup) -> event.set(field, lookup.in(record)));
        if (fitting != null) {
            fitting.fields().forEach((field, places) -> fill(event, field, places, record));
        }
        event.set(EcsField.EVENT_ID, id(record));
        VendorFields.add(event, mapping.vendor(), json, mapped);
        return new Normalized.Parsed(event);
    }

    private Mapping.@Nullable Case fitting(Mapping.Reading record) {
        for (Mapping.Case each : mapping.cases()) {
            if (each.condition().holds(record)) {
                return each;
            }
        }
        return null;
    }

    private List<Mapping.Place> user(Mapping.@Nullable Case fitting) {
        return fitting == null ? mapping.user() : fitting.user().orElse(mapping.user());
    }

    private void fill(
            EcsEvent.Builder event,
            EcsField field,
            List<Mapping.Place> places,
            Mapping.Reading record) {
        JsonNode node = record.first(places);
        Object value = FieldValue.of(field, node);
        if (value != null) {
            event.set(field, value);
        } else if (node.isValueNode() && !node.isNull()) {
            // What the field cannot hold is kept all the same.
            VendorFields.add(event, mapping.vendor(), places.getFirst().dotted(), node);
        }
    }

    /** By all the parts that are there; null if none is. */
    private @Nullable String id(Mapping.Reading record) {
        StringJoiner parts = new StringJoiner("\u0000");
        boolean isNamed = false;
        for (Mapping.Place place : mapping.id()) {
            String part = Json.text(record.at(place));
            isNamed |= part != null;
            parts.add(part == null ? "" : part);
        }
        return isNamed ? StableId.of(name(), parts.toString()) : null;
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
        Instant iso = Timestamps.iso(text);
        if (iso != null) {
            return iso;
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

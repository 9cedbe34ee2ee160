package io.tripline.alerting.opensearch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsField;
import java.util.List;

/**
 * The explicit mappings, generated from the catalogue in {@link EcsField}. They are made so that no value can have its
 * document rejected: what cannot be indexed stays in {@code _source}.
 */
final class Mappings {
    /** Name spaces that log sources use for what ECS has no field for; one Lucene field each, whatever is in them. */
    static final List<String> VENDORS =
            List.of("okta", "entra", "winlog", "zeek", "linux", "unmapped");

    /** Where {@link OversizedFields} puts what a flat_object would refuse. */
    static final String UNINDEXED = "unindexed";

    /** Longer keywords are kept but not indexed: far below Lucene's 32,766 bytes, long enough for a command line. */
    private static final int KEYWORD_IGNORE_ABOVE = 1024;

    private Mappings() {}

    /** The mapping of every family's events. */
    static ObjectNode events() {
        ObjectNode mapping = ecs();
        ObjectNode properties = (ObjectNode) mapping.get("properties");
        VENDORS.forEach(vendor -> properties.putObject(vendor).put("type", "flat_object"));
        object(properties, "tripline").set(UNINDEXED, storedOnly());
        return mapping;
    }

    /** The mapping of alerts: ECS, what the pipeline says about the alert, and what analysts say in {@code tripline.triage}. */
    static ObjectNode alerts() {
        ObjectNode mapping = ecs();
        ObjectNode properties = (ObjectNode) mapping.get("properties");
        object(properties, "threat").set("framework", keyword());
        ObjectNode tripline = object(properties, "tripline");

        ObjectNode alert = object(tripline, "alert");
        keywords(alert, "level", "state");
        dates(alert, "first_seen", "last_seen");
        longs(alert, "count", "revision");
        alert.set("late", type("boolean"));
        alert.set("runbook", type("match_only_text"));
        // The entity's fields are indexed under their ECS names; these have names of the rules'
        // making.
        for (String name : List.of("entity", "values")) {
            alert.set(name, storedOnly());
        }
        ObjectNode evidence = object(alert, "evidence");
        object(evidence, "event").set("id", keyword());
        dates(evidence, "@timestamp");
        keywords(evidence, "origin");
        evidence.set("fields", storedOnly());

        handling(tripline);
        return mapping;
    }

    /** The mapping of incidents: likewise. */
    static ObjectNode incidents() {
        ObjectNode mapping = ecs();
        ObjectNode properties = (ObjectNode) mapping.get("properties");
        object(properties, "threat").set("framework", keyword());
        ObjectNode tripline = object(properties, "tripline");

        ObjectNode incident = object(tripline, "incident");
        keywords(incident, "id", "status", "merged_into", "level", "alerts");
        longs(incident, "revision", "score", "alert_count");
        dates(incident, "first_seen", "last_seen");
        ObjectNode entities = object(incident, "entities");
        keywords(entities, "kind", "value");
        longs(entities, "score", "alerts");
        entities.set("shared", type("boolean"));
        ObjectNode tactics = object(incident, "tactics");
        keywords(tactics, "id", "name", "alert");
        dates(tactics, "at");
        ObjectNode timeline = object(incident, "timeline");
        keywords(timeline, "alert", "rule", "title", "level", "tactics", "techniques", "entities");
        dates(timeline, "at", "until");
        longs(timeline, "count");
        timeline.set("message", type("match_only_text"));
        // Read beside the score, never searched.
        incident.set("explanation", storedOnly());
        handling(tripline);
        return mapping;
    }

    /** The mapping of the ledger: what became of raw records, by log source and minute. */
    static ObjectNode ledger() {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        mapping.put("dynamic", "false");
        ObjectNode properties = mapping.putObject("properties");
        dates(properties, "@timestamp");
        keywords(object(properties, "event"), "id", "kind", "dataset");
        ObjectNode ledger = object(object(properties, "tripline"), "ledger");
        keywords(ledger, "topic");
        longs(ledger, "partition", "first_offset", "last_offset", "kafka_records");
        longs(ledger, "received", "events", "ignored", "dead");
        dates(ledger, "newest_event");
        // A field per reason; which reasons there are is ingest's affair.
        for (String name : List.of("ignored_by", "dead_by")) {
            ledger.set(name, type("flat_object"));
        }
        return mapping;
    }

    /** What people, their mutes and the pages to them add to a document. */
    private static void handling(ObjectNode tripline) {
        longs(tripline, "since_closing");
        ObjectNode mute = object(tripline, "mute");
        keywords(mute, "name", "owner", "reason");
        dates(mute, "until");
        ObjectNode triage = object(tripline, "triage");
        keywords(triage, "status", "disposition", "assignee", "tags");
        longs(triage, "version");
        dates(triage, "changed_at");
        triage.set("unpublished", type("boolean"));
        ObjectNode notes = object(triage, "notes");
        dates(notes, "at");
        keywords(notes, "by");
        notes.set("text", type("match_only_text"));
        ObjectNode history = object(triage, "history");
        dates(history, "at");
        keywords(history, "by", "what", "from", "to");

        ObjectNode pages = object(tripline, "pages");
        keywords(pages, "id", "kind", "destination", "route", "why", "outcome", "reason");
        dates(pages, "created", "at");
        longs(pages, "status", "attempts", "revision");
    }

    private static void keywords(ObjectNode properties, String... names) {
        for (String name : names) {
            properties.set(name, keyword());
        }
    }

    private static void dates(ObjectNode properties, String... names) {
        for (String name : names) {
            properties.set(name, tolerant("date"));
        }
    }

    private static void longs(ObjectNode properties, String... names) {
        for (String name : names) {
            properties.set(name, tolerant("long"));
        }
    }

    private static ObjectNode ecs() {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        // Field explosion is what brings clusters down: nothing but what stands here is ever
        // mapped.
        mapping.put("dynamic", "false");
        ObjectNode root = mapping.putObject("properties");
        for (EcsField field : EcsField.values()) {
            ObjectNode properties = root;
            List<String> segments = field.segments();
            for (String segment : segments.subList(0, segments.size() - 1)) {
                properties = object(properties, segment);
            }
            properties.set(segments.getLast(), of(field));
        }
        return mapping;
    }

    private static ObjectNode of(EcsField field) {
        if (field == EcsField.EVENT_ORIGINAL) {
            return type("keyword").put("index", false).put("doc_values", false);
        }
        if (field == EcsField.TIMESTAMP) {
            // A data stream insists on a good one.
            return type("date");
        }
        return switch (field.type()) {
            case KEYWORD -> keyword();
            case TEXT -> type("match_only_text");
            case IP -> tolerant("ip");
            case LONG -> tolerant("long");
            case DOUBLE -> tolerant("double");
            case BOOLEAN -> type("boolean");
            case DATE -> tolerant("date");
            case GEO_POINT -> tolerant("geo_point");
        };
    }

    private static ObjectNode keyword() {
        return type("keyword").put("ignore_above", KEYWORD_IGNORE_ABOVE);
    }

    private static ObjectNode tolerant(String name) {
        return type(name).put("ignore_malformed", true);
    }

    private static ObjectNode storedOnly() {
        return type("object").put("enabled", false);
    }

    private static ObjectNode type(String name) {
        return JsonNodeFactory.instance.objectNode().put("type", name);
    }

    /** The properties of the object of this name, made when missing. */
    private static ObjectNode object(ObjectNode properties, String name) {
        return properties.get(name) instanceof ObjectNode object
                ? (ObjectNode) object.get("properties")
                : properties.putObject(name).putObject("properties");
    }
}

package io.tripline.alerting.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.triage.Filter;
import io.tripline.alerting.triage.Found;
import io.tripline.alerting.triage.Subject;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What people look for, in OpenSearch's query language. Every value stands where a value stands and every field is one of
 * ours, so nobody's text becomes a query.
 */
final class TriageQuery {
    private static final String TRIAGE = "tripline.triage.";

    /** OpenSearch gives up by itself before our request does. */
    private static final String PATIENCE = "10s";

    private static final int COUNTED = 10_000;

    private TriageQuery() {}

    static ObjectNode find(Filter filter, Optional<Found.Place> behind, int limit) {
        ObjectNode body = body(limit);
        body.put("track_total_hits", COUNTED);
        // What a list does not show may be most of a document.
        ArrayNode without = body.putObject("_source").putArray("excludes");
        List.of(
                        "tripline.alert.evidence",
                        "tripline.alert.runbook",
                        "tripline.incident.timeline",
                        "tripline.incident.explanation",
                        TRIAGE + "history",
                        TRIAGE + "notes",
                        TRIAGE + "unpublished")
                .forEach(without::add);
        ArrayNode sort = body.putArray("sort");
        sort.addObject().put("@timestamp", "desc");
        sort.addObject().put("event.id", "asc");
        behind.ifPresent(place -> body.putArray("search_after").add(place.time()).add(place.id()));
        ObjectNode query = body.putObject("query").putObject("bool");
        ArrayNode must = query.putArray("filter");
        ArrayNode mustNot = query.putArray("must_not");
        // An incident that went on as part of another is nobody's work, but whoever had begun with
        // it has to learn where it is.
        ArrayNode elsewhere = mustNot.addObject().putObject("bool").putArray("filter");
        terms(
                elsewhere,
                "tripline.incident.status",
                filter.withdrawn() ? List.of("merged") : List.of("merged", "withdrawn"));
        terms(elsewhere, TRIAGE + "status", List.of(Status.NEW.label(), Status.CLOSED.label()));
        if (!filter.withdrawn()) {
            ArrayNode untouched = mustNot.addObject().putObject("bool").putArray("filter");
            term(untouched, "tripline.alert.state", "withdrawn");
            term(untouched, TRIAGE + "status", Status.NEW.label());
        }
        if (!filter.signals()) {
            term(mustNot, "event.kind", "signal");
        }
        List<String> statuses = filter.statuses().stream().map(Status::label).toList();
        if (filter.wentOn() && !statuses.isEmpty()) {
            ArrayNode either = must.addObject().putObject("bool").putArray("should");
            terms(either, TRIAGE + "status", statuses);
            either.addObject().putObject("range").putObject("tripline.since_closing").put("gt", 0);
        } else {
            terms(must, TRIAGE + "status", statuses);
        }
        terms(
                must,
                TRIAGE + "disposition",
                filter.dispositions().stream().map(Disposition::label).toList());
        filter.assignee().ifPresent(name -> term(must, TRIAGE + "assignee", name));
        if (filter.unassigned()) {
            must.addObject()
                    .putObject("bool")
                    .putArray("must_not")
                    .addObject()
                    .putObject("exists")
                    .put("field", TRIAGE + "assignee");
        }
        terms(must, TRIAGE + "tags", filter.tags());
        terms(must, "rule.id", filter.rules());
        terms(must, "threat.tactic.id", filter.tactics());
        terms(must, "threat.technique.id", filter.techniques());
        filter.severityFrom()
                .ifPresent(
                        least ->
                                must.addObject()
                                        .putObject("range")
                                        .putObject("event.severity")
                                        .put("gte", least));
        filter.fields().forEach(each -> term(must, each.field().fieldName(), each.value()));
        filter.about().ifPresent(who -> about(must, who));
        filter.text()
                .ifPresent(
                        words ->
                                must.addObject()
                                        .putObject("match")
                                        .putObject("message")
                                        .put("query", words)
                                        .put("operator", "and"));
        if (filter.from().isPresent() || filter.until().isPresent()) {
            ObjectNode range = must.addObject().putObject("range").putObject("@timestamp");
            filter.from().ifPresent(from -> range.put("gte", from.toString()));
            filter.until().ifPresent(until -> range.put("lt", until.toString()));
        }
        return body;
    }

    static ObjectNode place(String id) {
        ObjectNode body = body(1).put("_source", false);
        ids(body, List.of(id));
        return body;
    }

    static ObjectNode events(List<String> ids) {
        // An event can be there twice across a rollover.
        ObjectNode body = body(2 * ids.size());
        ids(body, ids);
        return body;
    }

    static ObjectNode unpublished(int limit) {
        ObjectNode body = body(limit).put("_source", false);
        body.putObject("query").putObject("term").put(TRIAGE + "unpublished", true);
        return body;
    }

    private static ObjectNode body(int size) {
        return JsonNodeFactory.instance.objectNode().put("size", size).put("timeout", PATIENCE);
    }

    private static void ids(ObjectNode body, List<String> ids) {
        ArrayNode values = body.putObject("query").putObject("ids").putArray("values");
        ids.forEach(values::add);
    }

    private static void terms(ArrayNode must, String field, Collection<String> values) {
        if (!values.isEmpty()) {
            ArrayNode any = must.addObject().putObject("terms").putArray(field);
            values.stream().sorted().forEach(any::add);
        }
    }

    private static void term(ArrayNode must, String field, String value) {
        must.addObject().putObject("term").put(field, value);
    }

    private static void about(ArrayNode must, Subject who) {
        ArrayNode any = must.addObject().putObject("bool").putArray("should");
        String person = EcsField.RELATED_USER.fieldName();
        String host = EcsField.RELATED_HOSTS.fieldName();
        anyCase(any, "term", person, who.name());
        anyCase(any, "term", host, who.name());
        who.shortPerson()
                .ifPresentOrElse(
                        name -> anyCase(any, "term", person, name),
                        () -> {
                            anyCase(any, "prefix", person, who.name() + "@");
                            anyCase(any, "wildcard", person, "*" + literal("\\" + who.name()));
                        });
        who.shortHost()
                .ifPresentOrElse(
                        name -> anyCase(any, "term", host, name),
                        () -> anyCase(any, "prefix", host, who.name() + "."));
        if (who.isAddress()) {
            term(any, EcsField.RELATED_IP.fieldName(), who.name());
        }
    }

    private static void anyCase(ArrayNode any, String query, String field, String value) {
        any.addObject()
                .putObject(query)
                .putObject(field)
                .put("value", value)
                .put("case_insensitive", true);
    }

    /** What a wildcard takes as it is. */
    private static String literal(String text) {
        return text.replaceAll("[\\\\*?]", "\\\\$0");
    }
}

package io.tripline.alerting.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.paging.Page.Subject;
import io.tripline.alerting.paging.Page.TwoParts;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people were told about one alert or incident, and what comes next. Owned by the desk. */
final class Case {
    private static final ObjectMapper JSON = new ObjectMapper();

    final String id;
    final Subject subject;
    String route;

    /** Destinations that have a page about it. */
    final Set<String> told = new LinkedHashSet<>();

    /** Alerts of an incident. */
    final Set<String> members = new LinkedHashSet<>();

    /** Of an incident, the routes of its alerts that were taken account of beside its own. */
    final Set<String> routes = new LinkedHashSet<>();

    /** Of an incident, the severity of the gravest alert that was taken account of. */
    long gravest;

    /** How often people were told anew of what they had been told, without a new revision of it. */
    int reminders;

    int revision;
    boolean withdrawn;
    boolean acknowledged;
    boolean closed;
    long triageVersion;

    /** How often people had said the status, by the last change that was heard of. */
    long statusEdits;

    /** The next step of the escalation, counted on over its repetitions. */
    int step;

    /** When the next thing happens by itself: an alert has waited for its incident, or nobody has acknowledged. */
    @Nullable Instant due;

    /** When those who were told hear of how it has grown, if the limit of its route holds that back. */
    @Nullable Instant updateDue;

    /** Whether it waits for its incident, and nobody has been told. */
    boolean waiting;

    /** The incident that its pages are part of. */
    String incident = "";

    Instant changed;

    /** When the raw record arrived, from which latency counts. */
    Instant appended;

    byte[] document;

    /** What it counted for when it was remembered last. */
    int weight;

    Case(String id, Subject subject, String route, Instant appended, Instant now, byte[] document) {
        this.id = id;
        this.subject = subject;
        this.route = route;
        this.appended = appended;
        this.changed = now;
        this.document = document;
    }

    /** Whether somebody may still have to be told. */
    boolean isOpen() {
        return !closed && !withdrawn;
    }

    /** Whether somebody works on it. */
    boolean isInHand() {
        return acknowledged && !closed;
    }

    /** Whether nothing happens to it by itself. */
    boolean isCalm() {
        return due == null && updateDue == null;
    }

    byte[] bytes() {
        ObjectNode head = JSON.createObjectNode();
        head.put("id", id)
                .put("subject", subject.name())
                .put("route", route)
                .put("revision", revision)
                .put("withdrawn", withdrawn)
                .put("acknowledged", acknowledged)
                .put("closed", closed)
                .put("triage_version", triageVersion)
                .put("status_edits", statusEdits)
                .put("step", step)
                .put("due", due == null ? null : due.toString())
                .put("update_due", updateDue == null ? null : updateDue.toString())
                .put("gravest", gravest)
                .put("reminders", reminders)
                .put("waiting", waiting)
                .put("incident", incident)
                .put("changed", changed.toString())
                .put("appended", appended.toString());
        told.forEach(head.putArray("told")::add);
        members.forEach(head.putArray("members")::add);
        routes.forEach(head.putArray("routes")::add);
        return TwoParts.join(head, document);
    }

    static Case read(byte[] bytes) throws IOException {
        TwoParts parts = TwoParts.split(bytes);
        JsonNode head = parts.head();
        Case made =
                new Case(
                        head.required("id").asText(),
                        Subject.valueOf(head.required("subject").asText()),
                        head.required("route").asText(),
                        Instant.parse(head.required("appended").asText()),
                        Instant.parse(head.required("changed").asText()),
                        parts.document());
        made.revision = head.path("revision").asInt();
        made.withdrawn = head.path("withdrawn").asBoolean();
        made.acknowledged = head.path("acknowledged").asBoolean();
        made.closed = head.path("closed").asBoolean();
        made.triageVersion = head.path("triage_version").asLong();
        made.statusEdits = head.path("status_edits").asLong();
        made.step = head.path("step").asInt();
        made.due = head.hasNonNull("due") ? Instant.parse(head.path("due").asText()) : null;
        made.updateDue =
                head.hasNonNull("update_due")
                        ? Instant.parse(head.path("update_due").asText())
                        : null;
        made.waiting = head.path("waiting").asBoolean();
        made.incident = head.path("incident").asText();
        made.gravest = head.path("gravest").asLong();
        made.reminders = head.path("reminders").asInt();
        made.routes.addAll(texts(head.path("routes")));
        made.told.addAll(texts(head.path("told")));
        made.members.addAll(texts(head.path("members")));
        return made;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}

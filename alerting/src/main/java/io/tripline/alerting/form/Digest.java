package io.tripline.alerting.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.alerting.paging.Page;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.MalformedEventException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a page says to a person on a phone: what happened, to whom, since when, three lines of evidence, what to do first,
 * and where to look. Every text is one clean line.
 *
 * @param title what it is, in a few words
 * @param message what happened, in a sentence
 * @param note what the page adds, e.g. that nobody acknowledged; may be empty
 * @param who by field
 * @param first what to do first
 * @param links by name
 */
record Digest(
        String title,
        String message,
        String note,
        String level,
        String rule,
        Map<String, String> who,
        Instant since,
        Instant last,
        long count,
        List<String> evidence,
        String first,
        Map<String, String> links) {

    static final int TITLE = 120;
    private static final int MESSAGE = 500;
    private static final int LINE = 240;
    private static final int LINES = 3;
    private static final int FIELDS = 6;
    private static final int LINK = 1_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final List<String> WHAT = List.of("event.action", "event.outcome");

    /** What kind of event it is: an action says it shorter. */
    private static final Set<String> DULL =
            Set.of("event.category", "event.type", "event.kind", "event.dataset");

    private static final List<String> LEVELS =
            List.of("informational", "low", "medium", "high", "critical");

    private static final ObjectMapper JSON = new ObjectMapper();

    static Digest of(Page page, Map<String, String> links) {
        try {
            return switch (page.subject()) {
                case ALERT -> alert(page, AlertJson.read(page.document()), links);
                case INCIDENT -> incident(page, JSON.readTree(page.document()), links);
                case SUMMARY -> summary(page, JSON.readTree(page.document()), links);
            };
        } catch (MalformedEventException | IOException e) {
            // The desk has read it before: better a bare page than none.
            return bare(page, page.why());
        }
    }

    /** Since when, and how often. */
    String when() {
        String text = "Since " + DAY.format(since);
        if (count > 1) {
            text += ", " + count + " times until " + TIME.format(last);
        }
        return text + ".";
    }

    /** Whom or what it is about, in a word that is never empty: of a name that nobody can see nothing is left. */
    String about() {
        return who.values().stream().filter(each -> !each.isBlank()).findFirst().orElse("tripline");
    }

    /** All of it as lines of text. */
    String text() {
        StringJoiner lines = new StringJoiner("\n");
        if (!note.isEmpty()) {
            lines.add(note);
        }
        lines.add(message);
        if (!who.isEmpty()) {
            lines.add("Who: " + fields(who));
        }
        lines.add(when());
        evidence.forEach(each -> lines.add("· " + each));
        if (!first.isEmpty()) {
            lines.add("First: " + first);
        }
        links.forEach((name, address) -> lines.add(name + ": " + address));
        return lines.toString();
    }

    private static Digest alert(Page page, Alert alert, Map<String, String> links) {
        Map<String, String> who = new LinkedHashMap<>();
        alert.entity()
                .forEach(
                        (field, value) -> {
                            if (who.size() < FIELDS) {
                                who.put(field.fieldName(), PlainText.line(value, LINE));
                            }
                        });
        List<Alert.Evidence> all = alert.evidence();
        List<String> evidence = new ArrayList<>();
        // How it began and how it ended says most.
        for (int i = 0; i < all.size(); i++) {
            if (i == 0 || i >= all.size() - (LINES - 1)) {
                evidence.add(PlainText.line(line(all.get(i), who), LINE));
            }
        }
        return new Digest(
                title(page, alert.rule().level(), alert.rule().title()),
                PlainText.line(alert.message(), MESSAGE),
                PlainText.line(page.note(), LINE),
                alert.rule().level(),
                alert.rule().id(),
                who,
                alert.occurrence().firstSeen(),
                alert.occurrence().lastSeen(),
                alert.occurrence().count(),
                evidence,
                PlainText.line(firstStep(alert.runbook()), LINE),
                links(links, alert.id()));
    }

    /** When, what and how it ended, and then what is neither said above nor the same in every event. */
    private static String line(Alert.Evidence evidence, Map<String, String> who) {
        Map<String, String> fields = new TreeMap<>();
        evidence.fields()
                .forEach(
                        (field, value) ->
                                fields.put(
                                        field,
                                        value instanceof Collection<?> list
                                                ? list.stream()
                                                        .map(String::valueOf)
                                                        .collect(Collectors.joining(" "))
                                                : String.valueOf(value)));
        StringJoiner begin = new StringJoiner(" ");
        begin.add(TIME.format(evidence.timestamp()));
        for (String each : WHAT) {
            String value = fields.remove(each);
            if (value != null) {
                begin.add(value);
            }
        }
        fields.keySet().removeAll(DULL);
        fields.entrySet().removeIf(each -> each.getValue().equals(who.get(each.getKey())));
        return fields.isEmpty() ? begin.toString() : begin + ", " + fields(fields);
    }

    private static Digest incident(Page page, JsonNode root, Map<String, String> links) {
        JsonNode own = root.at("/tripline/incident");
        Map<String, String> who = new LinkedHashMap<>();
        for (JsonNode each : own.path("entities")) {
            if (who.size() < FIELDS) {
                who.merge(
                        PlainText.line(each.path("kind").asText(), LINE),
                        PlainText.line(each.path("value").asText(), LINE),
                        (one, other) -> PlainText.bounded(one + ", " + other, LINE));
            }
        }
        List<String> evidence = new ArrayList<>();
        JsonNode timeline = own.path("timeline");
        for (int i = Math.max(0, timeline.size() - LINES); i < timeline.size(); i++) {
            evidence.add(
                    PlainText.line(
                            time(timeline.get(i).path("at"), page.created())
                                    + " "
                                    + timeline.get(i).path("title").asText()
                                    + ": "
                                    + timeline.get(i).path("message").asText(),
                            LINE));
        }
        String level = own.path("level").asText("high");
        return new Digest(
                title(page, level, "Incident of " + own.path("alert_count").asLong() + " alerts"),
                PlainText.line(root.path("message").asText(), MESSAGE),
                PlainText.line(page.note(), LINE),
                level,
                "incident",
                who,
                instant(own.path("first_seen"), page.created()),
                instant(own.path("last_seen"), page.created()),
                own.path("alert_count").asLong(),
                evidence,
                PlainText.line(firstStepOfTheGravest(timeline), LINE),
                links(links, root.at("/event/id").asText(page.about())));
    }

    /** What to do about the gravest alert of which it is known; of several as grave about the newest. */
    private static String firstStepOfTheGravest(JsonNode timeline) {
        String step = "";
        int gravest = -1;
        for (JsonNode each : timeline) {
            String first = firstStep(each.path("first_step").asText());
            int level = LEVELS.indexOf(each.path("level").asText());
            if (!first.isEmpty() && level >= gravest) {
                step = first;
                gravest = level;
            }
        }
        return step;
    }

    private static Digest summary(Page page, JsonNode root, Map<String, String> links) {
        Digest bare = bare(page, root.path("message").asText());
        boolean undelivered = page.kind() == Page.Kind.UNDELIVERED;
        boolean crowded = root.at("/tripline/crowded").isObject();
        JsonNode own =
                root.at(
                        undelivered
                                ? "/tripline/undelivered"
                                : crowded ? "/tripline/crowded" : "/tripline/held_back");
        List<String> evidence = new ArrayList<>();
        // The gravest stand first.
        for (JsonNode each : own.path("alerts")) {
            if (evidence.size() < LINES) {
                evidence.add(
                        PlainText.line(
                                each.path("level").asText().toUpperCase(Locale.ROOT)
                                        + " "
                                        + each.path("message").asText(),
                                LINE));
            }
        }
        String gravest = own.at("/alerts/0/event.id").asText();
        return new Digest(
                undelivered
                        ? PlainText.line(
                                "Undelivered: "
                                        + own.path("count").asLong()
                                        + " for "
                                        + own.path("destination").asText(),
                                TITLE)
                        : crowded ? "Too many alerts are open" : bare.title,
                bare.message,
                bare.note,
                PlainText.line(own.path("level").asText(bare.level), TITLE),
                undelivered ? "undelivered" : bare.rule,
                Map.of(),
                instant(own.path("first"), bare.since),
                instant(own.path("last"), bare.last),
                Math.max(1, own.path("count").asLong()),
                evidence,
                undelivered
                        ? "Look after "
                                + PlainText.line(own.path("destination").asText(), TITLE)
                                + ", and read these in the triage queue."
                        : "",
                gravest.isEmpty() ? Map.of() : links(links, gravest));
    }

    private static Digest bare(Page page, String message) {
        return new Digest(
                switch (page.kind()) {
                    case TEST -> "A test of Tripline's pages";
                    case SUMMARY -> "Alerts were held back";
                    case TRIGGER, UPDATE, ACKNOWLEDGE, RESOLVE, UNDELIVERED -> "A page of Tripline";
                },
                PlainText.line(message, MESSAGE),
                PlainText.line(page.note(), LINE),
                "informational",
                page.route(),
                Map.of(),
                page.created(),
                page.created(),
                1,
                List.of(),
                "",
                Map.of());
    }

    private static String title(Page page, String level, String title) {
        String before =
                switch (page.kind()) {
                    case TRIGGER, UPDATE, TEST, SUMMARY -> level.toUpperCase(Locale.ROOT) + ": ";
                    case ACKNOWLEDGE -> "Acknowledged: ";
                    case RESOLVE -> "Over: ";
                    case UNDELIVERED -> "Undelivered: ";
                };
        return PlainText.line(before + title, TITLE);
    }

    /** The first line of a runbook that says something, without the sign of a list. */
    private static String firstStep(String runbook) {
        return runbook.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("")
                .replaceFirst("^(\\d{1,2}[.)]|[-*])\\s+", "");
    }

    private static Map<String, String> links(Map<String, String> templates, String id) {
        Map<String, String> links = new LinkedHashMap<>();
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
        templates.forEach(
                (name, template) -> {
                    String link = template.replace("{id}", encoded);
                    if (link.length() <= LINK) {
                        links.put(name, link);
                    }
                });
        return links;
    }

    private static String fields(Map<String, String> fields) {
        StringJoiner text = new StringJoiner(", ");
        fields.forEach((field, value) -> text.add(field + " " + value));
        return text.toString();
    }

    private static String time(JsonNode node, Instant otherwise) {
        return TIME.format(instant(node, otherwise));
    }

    private static Instant instant(JsonNode node, Instant otherwise) {
        try {
            return Instant.parse(node.asText());
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}

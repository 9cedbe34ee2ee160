package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An alert or an incident on one screen: when, about whom, why, what happened, what to do next, and what people have made
 * of it. Whatever stands in its fields comes out on one line, short, and without anything that a terminal would obey.
 */
final class Story {
    /** A cell is for looking; {@code --json} has all of it. */
    private static final int MAX_CELL = 160;

    /** Alerts of an incident whose evidence is shown, and events of each. */
    static final int MOST_WITH_EVIDENCE = 20;

    private static final int EVENTS_OF_EACH = 3;

    private static final int MAX_TEXT = 2_000;
    private static final int MAX_ROWS = 40;
    private static final int WIDTH = 100;
    private static final int MAX_LINES = 4;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Colours colours;
    private final StringBuilder out = new StringBuilder();

    private Story(Colours colours) {
        this.colours = colours;
    }

    static String ofAlert(JsonNode alert, Colours colours) {
        Story story = new Story(colours);
        JsonNode own = alert.at("/tripline/alert");
        String level = cell(own.path("level"));
        story.title(
                level,
                cell(alert.at("/rule/name")),
                "alert " + cell(alert.at("/event/id")),
                cell(alert.path("message")));
        story.pair(
                "when",
                time(own.path("first_seen"))
                        + " to "
                        + time(own.path("last_seen"))
                        + " UTC, "
                        + count(own.path("count"), "time")
                        + (own.path("late").asBoolean() ? ", told late" : "")
                        + (own.path("state").asText().equals("withdrawn") ? ", WITHDRAWN" : ""));
        story.pair("entity", String.join(" ", fields(own.path("entity"))));
        story.pair(
                "rule",
                cell(alert.at("/rule/id"))
                        + "  "
                        + list(alert.at("/threat/tactic/name"))
                        + "  "
                        + list(alert.at("/threat/technique/id"))
                        + " "
                        + list(alert.at("/threat/technique/name")));
        story.people(alert.at("/tripline/triage"));
        story.mute(alert.at("/tripline/mute"));
        story.why(own.path("values"));
        story.evidence(own.path("evidence"));
        story.section("What to do next");
        story.text(own.path("runbook"));
        story.pages(alert.at("/tripline/pages"));
        story.notesAndHistory(alert.at("/tripline/triage"));
        return story.out.toString();
    }

    /**
     * An incident.
     *
     * @param alerts of its timeline, by id, for what each was seen by
     */
    static String ofIncident(JsonNode incident, Map<String, JsonNode> alerts, Colours colours) {
        Story story = new Story(colours);
        JsonNode own = incident.at("/tripline/incident");
        story.title(
                cell(own.path("level")),
                "Risk " + cell(own.path("score")),
                "incident " + cell(incident.at("/event/id")),
                cell(incident.path("message")));
        story.pair(
                "when",
                time(own.path("first_seen"))
                        + " to "
                        + time(own.path("last_seen"))
                        + " UTC, "
                        + count(own.path("alert_count"), "alert"));
        String merged = cell(own.path("merged_into"));
        story.pair("state", cell(own.path("status")) + (merged.isEmpty() ? "" : " into " + merged));
        List<String> tactics = new ArrayList<>();
        own.path("tactics").forEach(each -> tactics.add(cell(each.path("name"))));
        story.pair("tactics", String.join(" > ", tactics));
        story.people(incident.at("/tripline/triage"));
        if (incident.at("/tripline/since_closing").asLong() > 0) {
            story.pair(
                    "GOES ON",
                    count(incident.at("/tripline/since_closing"), "alert")
                            + " since it was closed: look, then close it again or go on with it");
        }
        story.mute(incident.at("/tripline/mute"));
        Table entities = new Table("who", "", "risk", "alerts");
        story.rows(
                "Who and what",
                own.path("entities"),
                entities,
                each ->
                        entities.row(
                                cell(each.path("kind")),
                                cell(each.path("value")),
                                cell(each.path("score")),
                                cell(each.path("alerts"))));
        Table steps = new Table("time (UTC)", "level", "tactic", "what happened", "alert");
        story.rows(
                "What happened",
                own.path("timeline"),
                steps,
                each ->
                        steps.row(
                                time(each.path("at")),
                                cell(each.path("level")),
                                list(each.path("tactics")),
                                cell(each.path("message")),
                                cell(each.path("alert"))));
        story.evidence(own.path("timeline"), alerts);
        Table points = new Table("time (UTC)", "points", "of it left", "because", "alert");
        story.rows(
                "Where the risk comes from",
                own.path("explanation"),
                points,
                each ->
                        points.row(
                                time(each.path("at")),
                                cell(each.path("points")),
                                cell(each.path("remaining")),
                                cell(each.path("reason")),
                                cell(each.path("alert"))));
        story.pages(incident.at("/tripline/pages"));
        story.notesAndHistory(incident.at("/tripline/triage"));
        return story.out.toString();
    }

    /** A list of alerts or incidents, newest first. */
    static String table(JsonNode items, boolean incidents) {
        Table table =
                incidents
                        ? new Table(
                                "last seen (UTC)",
                                "risk",
                                "level",
                                "status",
                                "assignee",
                                "what",
                                "id")
                        : new Table(
                                "last seen (UTC)",
                                "level",
                                "status",
                                "assignee",
                                "rule",
                                "what",
                                "id");
        for (JsonNode each : items) {
            JsonNode triage = each.at("/tripline/triage");
            JsonNode incident = each.at("/tripline/incident");
            String time = time(each.path("@timestamp"));
            String status = status(each);
            String assignee = cell(triage.path("assignee"));
            String what = cell(each.path("message"));
            String id = cell(each.at("/event/id"));
            if (incidents) {
                table.row(
                        time,
                        cell(incident.path("score")),
                        cell(incident.path("level")),
                        status,
                        assignee,
                        what,
                        id);
            } else {
                table.row(
                        time,
                        cell(each.at("/tripline/alert/level")),
                        status,
                        assignee,
                        cell(each.at("/rule/id")),
                        what,
                        id);
            }
        }
        return table.toString();
    }

    /** What people made of it, and what became of it meanwhile. */
    private static String status(JsonNode document) {
        String status = cell(document.at("/tripline/triage/status"));
        if (document.at("/tripline/incident/status").asText().equals("merged")) {
            return status + ", merged";
        }
        boolean withdrawn =
                document.at("/tripline/alert/state").asText().equals("withdrawn")
                        || document.at("/tripline/incident/status").asText().equals("withdrawn");
        return withdrawn
                ? status.equals("new") ? "withdrawn" : status + ", withdrawn"
                : status + sinceClosing(document);
    }

    private static String sinceClosing(JsonNode document) {
        JsonNode since = document.at("/tripline/since_closing");
        return since.asLong() > 0 ? ", " + count(since, "alert") + " since" : "";
    }

    /** A value on one line, short and harmless. */
    static String cell(JsonNode node) {
        String text =
                node.isMissingNode() || node.isNull()
                        ? ""
                        : node.isValueNode() ? node.asText() : node.toString();
        return shortened(text, MAX_CELL);
    }

    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return TerminalText.of(text);
        }
        return TerminalText.of(text.substring(0, most)) + "... (" + text.length() + " characters)";
    }

    private void title(String level, String name, String id, String message) {
        out.append(colours.level(level, level.toUpperCase(Locale.ROOT)))
                .append("  ")
                .append(colours.bold(name))
                .append("  ")
                .append(colours.faint(id))
                .append('\n')
                .append(message)
                .append("\n\n");
    }

    private void section(String heading) {
        out.append('\n').append(colours.bold(heading)).append('\n');
    }

    private void pair(String name, String value) {
        if (!value.isBlank()) {
            out.append("  %-9s ".formatted(name)).append(value.strip()).append('\n');
        }
    }

    private void people(JsonNode triage) {
        String disposition = cell(triage.path("disposition"));
        String assignee = cell(triage.path("assignee"));
        String tags = list(triage.path("tags"));
        pair(
                "status",
                cell(triage.path("status"))
                        + (disposition.isEmpty() ? "" : ", " + disposition)
                        + (assignee.isEmpty()
                                ? ", nobody works on it"
                                : ", " + assignee + " works on it")
                        + (tags.isEmpty() ? "" : ", tags " + tags));
    }

    private void mute(JsonNode mute) {
        if (mute.isObject()) {
            pair(
                    "muted",
                    "by "
                            + cell(mute.path("owner"))
                            + " until "
                            + time(mute.path("until"))
                            + ": "
                            + cell(mute.path("reason")));
        }
    }

    private void why(JsonNode values) {
        if (values.isEmpty()) {
            return;
        }
        section("Why");
        Map<String, String> compared = Thresholds.byValue(values);
        Table table = new Table("value", "", "threshold");
        for (Map.Entry<String, JsonNode> each : values.properties()) {
            String name = each.getKey();
            if (compared.containsKey(name)) {
                table.row(
                        shortened(name, MAX_CELL),
                        cell(each.getValue()),
                        cell(values.path(compared.getOrDefault(name, ""))));
            } else if (!compared.containsValue(name)) {
                boolean threshold = Thresholds.isOne(name);
                table.row(
                        shortened(name, MAX_CELL),
                        threshold ? "" : cell(each.getValue()),
                        threshold ? cell(each.getValue()) : "");
            }
        }
        indented(table.toString());
    }

    private void evidence(JsonNode evidence) {
        Table table = new Table("time (UTC)", "event", "fields");
        rows("Evidence", evidence, table, each -> event(table, each));
    }

    private static void event(Table table, JsonNode event) {
        List<String> lines = fields(event.path("fields"));
        table.row(
                time(event.path("@timestamp")),
                cell(event.path("event.id")),
                lines.isEmpty() ? "" : lines.getFirst());
        lines.stream().skip(1).forEach(line -> table.row("", "", line));
    }

    /** Of each alert the first events, and the last, which is mostly the one that it was raised by. */
    private void evidence(JsonNode timeline, Map<String, JsonNode> alerts) {
        if (alerts.isEmpty()) {
            return;
        }
        section("Evidence");
        for (JsonNode step : timeline) {
            JsonNode alert = alerts.get(step.path("alert").asText());
            if (alert == null) {
                continue;
            }
            out.append("  ")
                    .append(colours.bold(cell(step.path("title"))))
                    .append("  ")
                    .append(colours.faint("alert " + cell(step.path("alert"))))
                    .append('\n');
            JsonNode evidence = alert.at("/tripline/alert/evidence");
            Table table = new Table("time (UTC)", "event", "fields");
            int left = evidence.size() - EVENTS_OF_EACH;
            for (int i = 0; i < evidence.size(); i++) {
                if (left <= 0 || i < EVENTS_OF_EACH - 1 || i == evidence.size() - 1) {
                    event(table, evidence.get(i));
                } else if (i == EVENTS_OF_EACH - 1) {
                    table.row("and " + left + " more", "", "");
                }
            }
            table.toString()
                    .lines()
                    .skip(1)
                    .forEach(line -> out.append("    ").append(line).append('\n'));
        }
        if (timeline.size() > alerts.size()) {
            out.append("  That of the other alerts: tripline alerts show ID\n");
        }
    }

    private void pages(JsonNode pages) {
        Table table = new Table("time (UTC)", "destination", "page", "outcome", "answer", "why");
        rows(
                "Who was told",
                pages,
                table,
                each ->
                        table.row(
                                time(each.path("at")),
                                cell(each.path("destination")),
                                cell(each.path("kind")),
                                cell(each.path("outcome")),
                                ((each.path("status").asInt() == 0 ? "" : cell(each.path("status")))
                                                + " "
                                                + cell(each.path("reason")))
                                        .strip(),
                                cell(each.path("why"))));
    }

    private void notesAndHistory(JsonNode triage) {
        if (!triage.path("notes").isEmpty()) {
            section("Notes");
            int number = 0;
            for (JsonNode each : triage.path("notes")) {
                number++;
                out.append("  ")
                        .append(
                                colours.faint(
                                        number
                                                + "  "
                                                + time(each.path("at"))
                                                + "  "
                                                + cell(each.path("by"))))
                        .append('\n');
                if (each.path("text").asText().isEmpty()) {
                    out.append("  (taken away)\n");
                }
                text(each.path("text"));
            }
        }
        Table table = new Table("time (UTC)", "who", "what", "from", "to");
        rows(
                "History",
                triage.path("history"),
                table,
                each ->
                        table.row(
                                time(each.path("at")),
                                cell(each.path("by")),
                                cell(each.path("what")),
                                cell(each.path("from")),
                                cell(each.path("to"))));
    }

    private void rows(String heading, JsonNode items, Table table, Consumer<JsonNode> row) {
        if (items.isEmpty()) {
            return;
        }
        section(heading);
        int shown = 0;
        for (JsonNode each : items) {
            if (shown++ < MAX_ROWS) {
                row.accept(each);
            }
        }
        indented(table.toString());
        if (items.size() > MAX_ROWS) {
            out.append("  and ").append(items.size() - MAX_ROWS).append(" more; --json has all.\n");
        }
    }

    private void indented(String lines) {
        lines.lines().forEach(line -> out.append("  ").append(line).append('\n'));
    }

    /** A text of several lines, each harmless. */
    private void text(JsonNode node) {
        String text = node.asText();
        String most = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
        most.lines().forEach(line -> out.append("  ").append(TerminalText.of(line)).append('\n'));
    }

    /** As many to a line as fit well beside a time and an id. */
    private static List<String> fields(JsonNode fields) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (Map.Entry<String, JsonNode> each : fields.properties()) {
            String field = shortened(each.getKey(), MAX_CELL) + "=" + cell(each.getValue());
            if (!line.isEmpty() && line.length() + field.length() >= WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(field);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        if (lines.size() > MAX_LINES) {
            return Stream.concat(lines.stream().limit(MAX_LINES), Stream.of("...")).toList();
        }
        return lines;
    }

    private static String count(JsonNode number, String noun) {
        return cell(number) + " " + noun + (number.asLong() == 1 ? "" : "s");
    }

    private static String list(JsonNode node) {
        if (!node.isArray()) {
            return cell(node);
        }
        List<String> parts = new ArrayList<>();
        node.forEach(each -> parts.add(cell(each)));
        return shortened(String.join(", ", parts), MAX_CELL);
    }

    /** As all times for people. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String time(JsonNode node) {
        try {
            return TIME.format(Instant.parse(node.asText()));
        } catch (DateTimeException e) {
            return cell(node);
        }
    }
}

package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commands of alerts and of incidents have in common: ask the API, and show what it says. */
final class TriageCommands {
    /** Raw records on a screen; an alert has fewer. */
    private static final int MOST_RAW = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiClient api;
    private final String noun;
    private final PrintWriter out;

    /** About {@code alert} or {@code incident}. */
    TriageCommands(ApiClient api, String noun, PrintWriter out) {
        this.api = api;
        this.noun = noun;
        this.out = out;
    }

    /** What a list is to hold. */
    record Wanted(
            List<String> statuses,
            @Nullable String assignee,
            boolean unassigned,
            @Nullable String about,
            List<String> rules,
            @Nullable Integer severityFrom,
            @Nullable Duration since,
            @Nullable String words,
            boolean signals,
            boolean withdrawn,
            boolean wentOn,
            int limit) {}

    int list(Wanted wanted, boolean json) throws InterruptedException {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        wanted.statuses().forEach(each -> parameters.add(Map.entry("status", label(each))));
        wanted.rules().forEach(each -> parameters.add(Map.entry("rule", each)));
        put(parameters, "assignee", wanted.assignee());
        put(parameters, "about", wanted.about());
        put(parameters, "q", wanted.words());
        put(parameters, "severity_from", wanted.severityFrom());
        if (wanted.unassigned()) {
            parameters.add(Map.entry("unassigned", "true"));
        }
        if (wanted.signals()) {
            parameters.add(Map.entry("signals", "true"));
        }
        if (wanted.wentOn()) {
            parameters.add(Map.entry("went_on", "true"));
        }
        if (wanted.withdrawn()) {
            parameters.add(Map.entry("withdrawn", "true"));
        }
        if (wanted.since() != null) {
            parameters.add(
                    Map.entry(
                            "from",
                            InstantSource.system().instant().minus(wanted.since()).toString()));
        }
        parameters.add(Map.entry("limit", Integer.toString(wanted.limit())));
        JsonNode page = api.get("/" + noun + "s", parameters);
        if (json) {
            try (DataOutput data = DataOutput.standard()) {
                page.path("items").forEach(each -> data.line(bytes(each)));
            }
            return ExitCode.OK.code();
        }
        JsonNode items = page.path("items");
        if (items.isEmpty()) {
            out.println("There is no such " + noun + ".");
        } else {
            out.print(Story.table(items, noun.equals("incident")));
            out.println();
            out.println(
                    items.size()
                            + " of "
                            + (page.path("total_is_exact").asBoolean() ? "" : "more than ")
                            + page.path("total").asLong()
                            + ". One as a whole: tripline "
                            + noun
                            + "s show ID");
        }
        out.flush();
        return ExitCode.OK.code();
    }

    int show(String id, boolean json, boolean raw) throws InterruptedException {
        JsonNode document = api.get("/" + noun + "s/" + ApiClient.part(id)).json();
        if (json) {
            try (DataOutput data = DataOutput.standard()) {
                data.line(bytes(document));
            }
            return ExitCode.OK.code();
        }
        out.print(
                noun.equals("incident")
                        ? Story.ofIncident(document, alertsOf(document), Colours.ofThisTerminal())
                        : Story.ofAlert(document, Colours.ofThisTerminal()));
        if (raw) {
            showRaw(id);
        }
        out.flush();
        return ExitCode.OK.code();
    }

    /** The API gives a few at a time, as each may be large. */
    private void showRaw(String id) throws InterruptedException {
        out.println("\nRaw records, as received");
        int shown = 0;
        int more;
        do {
            JsonNode page =
                    api.get(
                            "/alerts/" + ApiClient.part(id) + "/events",
                            List.of(Map.entry("offset", Integer.toString(shown))));
            for (JsonNode each : page.path("items")) {
                out.println("  " + Story.cell(each.at("/event/original")));
            }
            for (JsonNode each : page.path("missing")) {
                out.println("  (event " + Story.cell(each) + " is not in OpenSearch)");
            }
            more = page.path("items").size() + page.path("missing").size();
            shown += more;
        } while (more > 0 && shown < MOST_RAW);
    }

    /** The alerts on an incident's timeline, by id; what is not there any more is left out. */
    private Map<String, JsonNode> alertsOf(JsonNode incident) throws InterruptedException {
        Map<String, JsonNode> alerts = new HashMap<>();
        for (JsonNode step : incident.at("/tripline/incident/timeline")) {
            String id = step.path("alert").asText();
            if (alerts.size() < Story.MOST_WITH_EVIDENCE && !id.isEmpty()) {
                ApiClient.Answer answer =
                        api.send("GET", "/alerts/" + ApiClient.part(id), null, null);
                if (answer.status() == 200) {
                    alerts.put(id, answer.json());
                }
            }
        }
        return alerts;
    }

    /** Changes each on the version that is there when it is asked for; one that somebody changes meanwhile is told. */
    int change(List<String> ids, ObjectNode edit) throws InterruptedException {
        int status = ExitCode.OK.code();
        for (String id : ids) {
            String path = "/" + noun + "s/" + ApiClient.part(id) + "/triage";
            ApiClient.Answer seen = api.send("GET", path, null, null);
            ApiClient.Answer answer =
                    seen.status() == 200
                            ? api.send("PATCH", path, edit, seen.etag().orElse("*"))
                            : seen;
            if (tell(id, answer) != ExitCode.OK.code()) {
                status = ExitCode.FAILED.code();
            }
        }
        out.flush();
        return status;
    }

    /** Takes away what a note says; a note keeps its number, so that the version plays no part. */
    int redact(String id, int number) throws InterruptedException {
        int status =
                tell(
                        id,
                        api.send(
                                "DELETE",
                                "/" + noun + "s/" + ApiClient.part(id) + "/notes?number=" + number,
                                null,
                                "*"));
        out.flush();
        return status;
    }

    private int tell(String id, ApiClient.Answer answer) {
        if (answer.status() / 100 != 2) {
            out.println(
                    TerminalText.of(id)
                            + "  not changed: "
                            + TerminalText.of(ApiClient.detail(answer)));
            return ExitCode.FAILED.code();
        }
        JsonNode triage = answer.json();
        String assignee = Story.cell(triage.path("assignee"));
        out.println(
                TerminalText.of(id)
                        + "  "
                        + Story.cell(triage.path("status"))
                        + (assignee.isEmpty() ? "" : ", " + assignee)
                        + ", version "
                        + triage.path("version").asLong());
        return ExitCode.OK.code();
    }

    /** Whoever the token is. */
    String me() throws InterruptedException {
        return api.get("/me").json().path("name").asText();
    }

    static ObjectNode edit() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** People may write in-progress; the API says in_progress. */
    static String label(String text) {
        return text.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static void put(
            List<Map.Entry<String, String>> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.add(Map.entry(name, value.toString()));
        }
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException("A tree is always written.", e);
        }
    }
}

package io.tripline.alerting.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.access.Role;
import io.tripline.alerting.triage.Documents;
import io.tripline.alerting.triage.Edit;
import io.tripline.alerting.triage.Found;
import io.tripline.alerting.triage.Stored;
import io.tripline.alerting.triage.Triage;
import io.tripline.alerting.triage.TriageDesk;
import io.tripline.alerting.triage.TriageDesk.Outcome;
import io.tripline.alerting.triage.TriageJson;
import io.tripline.contracts.TriageChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be asked about alerts, and about incidents in the same way. */
final class TriageRoutes {
    static final int MAX_PAGE = 200;
    static final int MAX_CHANGES = 100;

    static final int MAX_EVENTS = 20;

    /** Each may hold its raw record, up to 1 MB of it, and a text of control characters is six times as long as JSON. */
    private static final int EVENTS_AT_ONCE = 2;

    /** Of all that is answered with, but for the last two: whoever wants more asks again. */
    private static final long ENOUGH_CHARACTERS = 4 << 20;

    private static final int USUAL_PAGE = 50;
    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");

    private static final List<Problem.Type> OF_AN_EDIT =
            List.of(
                    Problem.Type.NOT_FOUND,
                    Problem.Type.OVERTAKEN,
                    Problem.Type.TOO_LARGE,
                    Problem.Type.UNSUPPORTED_TYPE,
                    Problem.Type.CANNOT_BE_DONE);

    private static final Logger log = LoggerFactory.getLogger(TriageRoutes.class);

    private final Kind kind;
    private final Documents documents;
    private final TriageDesk desk;

    TriageRoutes(Kind kind, Documents documents, TriageDesk desk) {
        this.kind = kind;
        this.documents = documents;
        this.desk = desk;
    }

    List<Route> routes() {
        String noun = kind.label();
        String name = Character.toUpperCase(noun.charAt(0)) + noun.substring(1);
        String all = "/api/v1/" + noun + "s";
        String one = all + "/{id}";
        List<Route> routes = new ArrayList<>();
        List<Parameter> searching = new ArrayList<>(Filters.PARAMETERS);
        searching.add(
                Parameter.one(
                        "limit",
                        "How many at most.",
                        "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":50}"));
        searching.add(
                Parameter.one(
                        "cursor",
                        "The `next` of the page before; the other parameters must be the same.",
                        "{\"type\":\"string\"}"));
        routes.add(
                new Route(
                        "GET",
                        all,
                        "list" + name + "s",
                        Role.VIEWER,
                        "Those that pass the filter, newest first, without evidence and history.",
                        searching,
                        Optional.empty(),
                        200,
                        "Page",
                        List.of(),
                        this::list));
        routes.add(
                new Route(
                        "GET",
                        one,
                        "get" + name,
                        Role.VIEWER,
                        "All that is known about one.",
                        List.of(),
                        Optional.empty(),
                        200,
                        "Document",
                        List.of(Problem.Type.NOT_FOUND),
                        this::get));
        if (kind == Kind.ALERT) {
            routes.add(
                    new Route(
                            "GET",
                            one + "/events",
                            "get" + name + "Events",
                            Role.VIEWER,
                            "The events of its evidence in order, with their raw records as far as they are kept; as many as fit into a few MB, offset leads on.",
                            List.of(
                                    Parameter.one(
                                            "offset",
                                            "How many to skip.",
                                            "{\"type\":\"integer\",\"minimum\":0,\"default\":0}"),
                                    Parameter.one(
                                            "limit",
                                            "How many at most.",
                                            "{\"type\":\"integer\",\"minimum\":1,\"maximum\":20,\"default\":20}")),
                            Optional.empty(),
                            200,
                            "Events",
                            List.of(Problem.Type.NOT_FOUND),
                            this::events));
        }
        routes.add(
                new Route(
                        "GET",
                        one + "/triage",
                        "get" + name + "Triage",
                        Role.VIEWER,
                        "What people have made of it; the ETag is its version in quotes.",
                        List.of(),
                        Optional.empty(),
                        200,
                        "Triage",
                        List.of(Problem.Type.NOT_FOUND),
                        this::triage));
        List<Problem.Type> ofAPatch = new ArrayList<>(OF_AN_EDIT);
        ofAPatch.add(Problem.Type.PRECONDITION_REQUIRED);
        routes.add(
                new Route(
                        "PATCH",
                        one + "/triage",
                        "change" + name,
                        Role.ANALYST,
                        "Changes status, disposition, assignee or tags, or adds a note. If-Match names the version that"
                                + " was seen, or is * for whichever.",
                        List.of(),
                        Optional.of("Change"),
                        200,
                        "Triage",
                        ofAPatch,
                        this::change));
        routes.add(
                new Route(
                        "POST",
                        one + "/notes",
                        "note" + name,
                        Role.ANALYST,
                        "Adds a note.",
                        List.of(),
                        Optional.of("Note"),
                        201,
                        "Triage",
                        OF_AN_EDIT,
                        this::note));
        routes.add(
                new Route(
                        "DELETE",
                        one + "/notes",
                        "takeAwayNoteOf" + name,
                        Role.ADMIN,
                        "Takes away what a note says, such as a password; that there was one, and who took it away, stays.",
                        List.of(
                                Parameter.required(
                                        "number",
                                        "Which note, from 1.",
                                        "{\"type\":\"integer\",\"minimum\":1,\"maximum\":500}")),
                        Optional.empty(),
                        200,
                        "Triage",
                        List.of(
                                Problem.Type.NOT_FOUND,
                                Problem.Type.OVERTAKEN,
                                Problem.Type.CANNOT_BE_DONE),
                        this::takeAwayNote));
        routes.add(
                new Route(
                        "POST",
                        all + "/changes",
                        "change" + name + "s",
                        Role.ANALYST,
                        "Changes up to 100, each for itself: some may succeed and others not.",
                        List.of(),
                        Optional.of("Changes"),
                        200,
                        "Results",
                        List.of(Problem.Type.TOO_LARGE, Problem.Type.UNSUPPORTED_TYPE),
                        this::changeAll));
        return routes;
    }

    private Reply list(Call call) throws IOException {
        int limit = call.query().number("limit", 1, MAX_PAGE).orElse(USUAL_PAGE);
        var filter = Filters.of(call.query());
        String mark = kind.label() + filter;
        Optional<Found.Place> place =
                call.query()
                        .text("cursor")
                        .map(
                                text ->
                                        Cursor.read(text, mark)
                                                .orElseThrow(
                                                        () ->
                                                                Query.bad(
                                                                        "The cursor belongs to another search: begin"
                                                                                + " without one.")));
        Found found = documents.find(kind, filter, place, limit);
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray("items").addAll(found.documents());
        page.put("next", found.next().map(each -> Cursor.write(each, mark)).orElse(null));
        page.put("total", found.total());
        page.put("total_is_exact", found.totalIsExact());
        return Reply.ok(page);
    }

    private Reply get(Call call) throws IOException {
        ObjectNode document = stored(call.id()).document();
        if (document.at("/tripline/triage") instanceof ObjectNode triage) {
            triage.remove("unpublished");
        }
        return Reply.ok(document);
    }

    private Reply events(Call call) throws IOException {
        int offset = call.query().number("offset", 0, 1_000_000).orElse(0);
        int limit = call.query().number("limit", 1, MAX_EVENTS).orElse(MAX_EVENTS);
        List<String> ids = new ArrayList<>();
        stored(call.id())
                .document()
                .at("/tripline/alert/evidence")
                .forEach(each -> ids.add(each.path("event.id").asText()));
        List<String> wanted =
                ids.subList(
                        Math.min(offset, ids.size()),
                        (int) Math.min((long) offset + limit, ids.size()));
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        ArrayNode missing = page.putArray("missing");
        long characters = 0;
        for (int from = 0;
                from < wanted.size() && characters < ENOUGH_CHARACTERS;
                from += EVENTS_AT_ONCE) {
            List<String> some =
                    wanted.subList(from, Math.min(wanted.size(), from + EVENTS_AT_ONCE));
            List<JsonNode> events = documents.events(some);
            items.addAll(events);
            Set<String> found = new HashSet<>();
            for (JsonNode each : events) {
                found.add(each.at("/event/id").asText());
                characters += characters(each);
            }
            some.stream().filter(each -> !found.contains(each)).forEach(missing::add);
        }
        page.put("total", ids.size());
        return Reply.ok(page);
    }

    private static long characters(JsonNode node) {
        long characters = node.isTextual() ? node.textValue().length() : 0;
        for (JsonNode each : node) {
            characters += characters(each);
        }
        return characters;
    }

    private Reply triage(Call call) throws IOException {
        return reply(stored(call.id()).triage());
    }

    private Reply change(Call call) throws IOException {
        if (call.ifMatch().isEmpty()) {
            throw new ProblemException(
                    Problem.Type.PRECONDITION_REQUIRED,
                    "Give If-Match and the ETag that you saw, or * to change whatever is there.");
        }
        Edit edit = Edits.of(call.body().get(), Set.of());
        return reply(call, edit).did(Edits.describe(edit));
    }

    private Reply note(Call call) throws IOException {
        ObjectNode body = Edits.object(call.body().get());
        JsonNode text = body.get("text");
        if (text == null || body.size() != 1) {
            throw Query.bad("A note is an object with a text, and nothing else.");
        }
        Edit edit = Edits.of(body.objectNode().set("note", text), Set.of());
        return reply(call, edit).status(201).did(Edits.describe(edit));
    }

    private Reply takeAwayNote(Call call) throws IOException {
        int number =
                call.query()
                        .number("number", 1, Triage.MAX_NOTES)
                        .orElseThrow(() -> Query.bad("Say which note: number, from 1."));
        return reply(
                        desk.takeAwayNote(
                                kind, call.id(), version(call), number, call.caller().name()))
                .did("note " + number + " taken away");
    }

    private Reply reply(Call call, Edit edit) throws IOException {
        return reply(desk.edit(kind, call.id(), version(call), edit, call.caller().name()));
    }

    private Reply reply(Outcome outcome) throws IOException {
        Optional<Problem> problem = problem(outcome);
        if (problem.isPresent()) {
            throw new ProblemException(problem.get().type(), problem.get().detail());
        }
        settle();
        return reply(((Outcome.Made) outcome).triage());
    }

    private Reply changeAll(Call call) throws IOException {
        JsonNode changes = Edits.object(call.body().get()).path("changes");
        if (!changes.isArray() || changes.isEmpty() || changes.size() > MAX_CHANGES) {
            throw Query.bad("changes is a list of 1 to " + MAX_CHANGES + " changes.");
        }
        record Wanted(String id, OptionalLong version, Edit edit) {}
        List<Wanted> all = new ArrayList<>();
        // All are read before the first is made.
        for (JsonNode each : changes) {
            Edit edit = Edits.of(each, Set.of("id", "version"));
            String id = each.path("id").asText();
            if (!ApiServer.isId(id)) {
                throw Query.bad("Every change has the id of what it changes.");
            }
            JsonNode version = each.path("version");
            if (!version.isMissingNode() && !version.canConvertToLong()) {
                throw Query.bad("In the change version must be a number.");
            }
            all.add(
                    new Wanted(
                            id,
                            version.isMissingNode()
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(version.asLong()),
                            edit));
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode results = body.putArray("results");
        int made = 0;
        for (Wanted each : all) {
            ObjectNode result = results.addObject().put("id", each.id());
            Problem problem;
            try {
                Outcome outcome =
                        desk.edit(
                                kind, each.id(), each.version(), each.edit(), call.caller().name());
                if (outcome instanceof Outcome.Made(Triage triage)) {
                    made++;
                    result.put("status", 200).set("triage", TriageJson.write(triage));
                    continue;
                }
                problem = problem(outcome).orElseThrow();
            } catch (IOException e) {
                // What was done before it is done, and has to be told.
                problem = ApiServer.UNAVAILABLE;
            }
            result.put("status", problem.type().status());
            result.set("problem", Reply.of(problem).body());
        }
        settle();
        return Reply.ok(body).did(made + " of " + all.size() + " changes");
    }

    /** Whoever lists next should find what was changed; if that fails it is found a second later. */
    private void settle() {
        try {
            documents.settle(kind);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("A refresh failed.");
        }
    }

    private Stored stored(String id) throws IOException {
        return documents
                .read(kind, id)
                .orElseThrow(() -> new ProblemException(Problem.Type.NOT_FOUND, missing()));
    }

    private String missing() {
        return "There is no " + kind.label() + " of this id.";
    }

    private Optional<Problem> problem(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Made _ -> Optional.empty();
            case Outcome.Missing _ -> Optional.of(new Problem(Problem.Type.NOT_FOUND, missing()));
            case Outcome.Overtaken(Triage now) ->
                    Optional.of(
                            new Problem(
                                    Problem.Type.OVERTAKEN,
                                    "It is at version "
                                            + now.version()
                                            + " by now, changed by "
                                            + (now.history().isEmpty()
                                                    ? "nobody"
                                                    : now.history().getLast().by())
                                            + ": look again, then change it."));
            case Outcome.Refused(Triage.Refusal refusal) ->
                    Optional.of(new Problem(Problem.Type.CANNOT_BE_DONE, refusal.sentence()));
            case Outcome.Busy _ ->
                    Optional.of(
                            new Problem(
                                    Problem.Type.UNAVAILABLE,
                                    "It is being written all the time: try again."));
        };
    }

    private static Reply reply(Triage triage) {
        return Reply.ok(TriageJson.write(triage)).with("ETag", "\"" + triage.version() + "\"");
    }

    private static OptionalLong version(Call call) {
        if (call.ifMatch().isEmpty() || call.ifMatch().get().strip().equals("*")) {
            return OptionalLong.empty();
        }
        Matcher etag = ETAG.matcher(call.ifMatch().get().strip());
        if (!etag.matches()) {
            throw Query.bad("If-Match is one ETag as it was served, e.g. \"3\", or *.");
        }
        return OptionalLong.of(Long.parseLong(etag.group(1)));
    }
}

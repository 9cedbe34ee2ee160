package io.tripline.alerting.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.triage.Edit;
import io.tripline.alerting.triage.FieldEdit;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Edits from JSON, as a merge patch (RFC 7396): what is not named stays, null takes a value away. */
final class Edits {
    private static final Set<String> NAMES =
            Set.of("status", "disposition", "assignee", "tags", "note");

    private Edits() {}

    /** The edit of a body; names of {@code beside} are somebody else's. */
    static Edit of(JsonNode body, Set<String> beside) {
        ObjectNode object = object(body);
        object.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!NAMES.contains(name) && !beside.contains(name)) {
                                throw Query.bad(
                                        "A change has status, disposition, assignee, tags and note; there is another"
                                                + " name in it.");
                            }
                        });
        try {
            return new Edit(
                    Optional.ofNullable(object.get("status"))
                            .map(node -> one("status", node, Status.values(), Status::label)),
                    field(
                            object,
                            "disposition",
                            node ->
                                    one(
                                            "disposition",
                                            node,
                                            Disposition.values(),
                                            Disposition::label)),
                    field(object, "assignee", node -> text("assignee", node)),
                    Optional.ofNullable(object.get("tags")).map(Edits::tags),
                    Optional.ofNullable(object.get("note")).map(node -> text("note", node)));
        } catch (IllegalArgumentException e) {
            throw Query.bad("In the change " + e.getMessage() + ".");
        }
    }

    static ObjectNode object(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw Query.bad("The body is a JSON object.");
    }

    static String text(String name, JsonNode node) {
        if (!node.isTextual()) {
            throw Query.bad("In the change " + name + " must be a text.");
        }
        return node.asText();
    }

    /** What it changes, in a few words without anybody's text. */
    static String describe(Edit edit) {
        List<String> parts = new ArrayList<>();
        edit.status().ifPresent(each -> parts.add("status=" + each.label()));
        switch (edit.disposition()) {
            case FieldEdit.Keep<Disposition> _ -> {}
            case FieldEdit.Set<Disposition>(Disposition value) ->
                    parts.add("disposition=" + value.label());
            case FieldEdit.Clear<Disposition> _ -> parts.add("disposition=");
        }
        switch (edit.assignee()) {
            case FieldEdit.Keep<String> _ -> {}
            case FieldEdit.Set<String>(String value) -> parts.add("assignee=" + value);
            case FieldEdit.Clear<String> _ -> parts.add("assignee=");
        }
        edit.tags().ifPresent(each -> parts.add("tags=" + String.join(",", each)));
        edit.note().ifPresent(_ -> parts.add("note"));
        return String.join(" ", parts);
    }

    private static <T> FieldEdit<T> field(
            ObjectNode object, String name, Function<JsonNode, T> reader) {
        JsonNode node = object.get(name);
        if (node == null) {
            return new FieldEdit.Keep<>();
        }
        return node.isNull() ? new FieldEdit.Clear<>() : new FieldEdit.Set<>(reader.apply(node));
    }

    private static <E> E one(String name, JsonNode node, E[] values, Function<E, String> label) {
        return Stream.of(values)
                .filter(each -> node.isTextual() && label.apply(each).equals(node.asText()))
                .findFirst()
                .orElseThrow(
                        () ->
                                Query.bad(
                                        "In the change "
                                                + name
                                                + " must be one of "
                                                + Stream.of(values)
                                                        .map(label)
                                                        .collect(Collectors.joining(", "))
                                                + "."));
    }

    private static List<String> tags(JsonNode node) {
        List<String> tags = new ArrayList<>();
        if (!node.isArray()) {
            throw Query.bad("In the change tags must be a list of texts.");
        }
        node.forEach(each -> tags.add(text("tags", each)));
        return tags;
    }
}

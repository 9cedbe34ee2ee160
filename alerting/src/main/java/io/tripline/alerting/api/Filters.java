package io.tripline.alerting.api;

import io.tripline.alerting.triage.Filter;
import io.tripline.alerting.triage.Subject;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Filters from query parameters. */
final class Filters {
    private static final String TEXT = "{\"type\":\"string\"}";
    private static final String TIME = "{\"type\":\"string\",\"format\":\"date-time\"}";
    private static final String FLAG = "{\"type\":\"boolean\",\"default\":false}";

    static final List<Parameter> PARAMETERS =
            List.of(
                    Parameter.several(
                            "status",
                            "Only with one of these.",
                            oneOf(Stream.of(Status.values()).map(Status::label))),
                    Parameter.several(
                            "disposition",
                            "Only what turned out to be one of these.",
                            oneOf(Stream.of(Disposition.values()).map(Disposition::label))),
                    Parameter.one("assignee", "Only what this one works on.", TEXT),
                    Parameter.one("unassigned", "Only what nobody works on.", FLAG),
                    Parameter.several("tag", "Only with one of these tags.", TEXT),
                    Parameter.several("rule", "Only of one of these rules, by id.", TEXT),
                    Parameter.one(
                            "severity_from",
                            "Only this bad or worse.",
                            "{\"type\":\"integer\",\"minimum\":0,\"maximum\":100}"),
                    Parameter.several(
                            "tactic", "Only with one of these tactics, e.g. TA0006.", TEXT),
                    Parameter.several(
                            "technique", "Only with one of these techniques, e.g. T1110.", TEXT),
                    Parameter.one(
                            "about",
                            "Only about this person, host or address, in whichever role; ann is also ann@corp.example.com.",
                            TEXT),
                    Parameter.several(
                            "field",
                            "Only where an ECS field has a value, e.g. user.name:ann; all must hold.",
                            TEXT),
                    Parameter.one("from", "Only from this time on.", TIME),
                    Parameter.one("until", "Only before this time.", TIME),
                    Parameter.one("q", "Only where the message holds all these words.", TEXT),
                    Parameter.one(
                            "signals", "Also what rules found that are still tried out.", FLAG),
                    Parameter.one(
                            "withdrawn",
                            "Also what a late event took the reason from before anybody began with it.",
                            FLAG),
                    Parameter.one(
                            "went_on",
                            "With status: also incidents that were closed and have got alerts since.",
                            FLAG));

    private Filters() {}

    static Filter of(Query query) {
        return new Filter(
                some(query, "status", Status.values(), Status::label),
                some(query, "disposition", Disposition.values(), Disposition::label),
                query.text("assignee"),
                query.flag("unassigned"),
                query.set("tag"),
                query.set("rule"),
                query.number("severity_from", 0, 100)
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty),
                query.set("tactic"),
                query.set("technique"),
                query.text("about").map(Subject::new),
                query.texts("field").stream().map(Filters::fieldValue).toList(),
                query.instant("from"),
                query.instant("until"),
                query.text("q"),
                query.flag("signals"),
                query.flag("withdrawn"),
                query.flag("went_on"));
    }

    private static <E> Set<E> some(
            Query query, String name, E[] values, Function<E, String> label) {
        return query.texts(name).stream()
                .map(
                        text ->
                                Stream.of(values)
                                        .filter(each -> label.apply(each).equals(text))
                                        .findFirst()
                                        .orElseThrow(
                                                () ->
                                                        Query.bad(
                                                                "The parameter "
                                                                        + name
                                                                        + " is one of "
                                                                        + Stream.of(values)
                                                                                .map(label)
                                                                                .collect(
                                                                                        Collectors
                                                                                                .joining(
                                                                                                        ", "))
                                                                        + ".")))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Filter.FieldValue fieldValue(String text) {
        int colon = text.indexOf(':');
        String value = text.substring(colon + 1);
        EcsField field =
                EcsField.byName(text.substring(0, Math.max(colon, 0)))
                        .filter(
                                each ->
                                        each.type() == EcsField.Type.KEYWORD
                                                || each.type() == EcsField.Type.IP)
                        .orElseThrow(
                                () ->
                                        Query.bad(
                                                "The parameter field is an ECS field of words or addresses, a"
                                                        + " colon and its value, e.g. user.name:ann."));
        if (field.type() == EcsField.Type.IP && !Filter.isAddressOrBlock(value)) {
            throw Query.bad(
                    "The field "
                            + field.fieldName()
                            + " is an address such as 192.0.2.1 or 192.0.2.0/24.");
        }
        return new Filter.FieldValue(field, value);
    }

    private static String oneOf(Stream<String> labels) {
        return labels.map(each -> "\"" + each + "\"")
                .collect(Collectors.joining(",", "{\"type\":\"string\",\"enum\":[", "]}"));
    }
}

package io.tripline.alerting.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The query parameters of a request, of which all are known and none is too long. */
final class Query {
    private static final int MAX_VALUE = 1_000;
    private static final int MAX_VALUES = 50;
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant BEHIND_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    static Query of(Map<String, List<String>> values, List<Parameter> known) {
        Map<String, Parameter> byName =
                known.stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
        values.forEach(
                (name, given) -> {
                    Parameter parameter = byName.get(name);
                    if (parameter == null) {
                        throw bad(
                                "There is a parameter that this does not take; it takes "
                                        + (byName.isEmpty()
                                                ? "none"
                                                : String.join(", ", new TreeSet<>(byName.keySet())))
                                        + ".");
                    }
                    if (!parameter.repeated() && given.size() > 1) {
                        throw bad("The parameter " + name + " can be given once.");
                    }
                    if (given.size() > MAX_VALUES
                            || given.stream().anyMatch(each -> each.length() > MAX_VALUE)) {
                        throw bad(
                                "The parameter "
                                        + name
                                        + " takes "
                                        + MAX_VALUES
                                        + " values of "
                                        + MAX_VALUE
                                        + " characters at most.");
                    }
                });
        return new Query(Map.copyOf(values));
    }

    Optional<String> text(String name) {
        return texts(name).stream().findFirst();
    }

    List<String> texts(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(each -> !each.isEmpty())
                .toList();
    }

    Set<String> set(String name) {
        return Set.copyOf(texts(name));
    }

    Optional<Instant> instant(String name) {
        try {
            Optional<Instant> time = text(name).map(Instant::parse);
            if (time.isEmpty() || isDated(time.get())) {
                return time;
            }
        } catch (DateTimeException e) {
            throw notATime(name);
        }
        throw notATime(name);
    }

    /** Years of four digits, which is what OpenSearch reads. */
    private static boolean isDated(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(BEHIND_LAST);
    }

    private static ProblemException notATime(String name) {
        return bad("The parameter " + name + " is a time such as 2026-03-02T08:00:00Z.");
    }

    boolean flag(String name) {
        return switch (text(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad("The parameter " + name + " is true or false.");
        };
    }

    Optional<Integer> number(String name, int least, int most) {
        return text(name)
                .map(
                        text -> {
                            if (text.matches("\\d{1,9}")) {
                                int number = Integer.parseInt(text);
                                if (number >= least && number <= most) {
                                    return number;
                                }
                            }
                            throw bad(
                                    "The parameter "
                                            + name
                                            + " is a number from "
                                            + least
                                            + " to "
                                            + most
                                            + ".");
                        });
    }

    /** What was asked, for the audit log. */
    String describe() {
        List<String> parts = new ArrayList<>();
        values.keySet().stream()
                .sorted()
                .forEach(name -> texts(name).forEach(each -> parts.add(name + "=" + each)));
        String all = String.join(" ", parts);
        return all.length() <= MAX_VALUE ? all : all.substring(0, MAX_VALUE);
    }

    static ProblemException bad(String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, detail);
    }
}

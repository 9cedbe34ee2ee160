package io.tripline.alerting.mutes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.alerting.Days;
import io.tripline.alerting.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads mutes from a YAML file: a list {@code mutes}, each with name, owner, reason, expiry, and what it is about. All
 * problems are told at once.
 */
public final class MutesFile {
    private static final Set<String> KEYS =
            Set.of("name", "owner", "reason", "begins", "expires", "rules", "entities", "window");
    private static final Set<String> WINDOW_KEYS = Set.of("days", "from", "for", "zone");

    private static final ObjectMapper YAML =
            new ObjectMapper(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    // A second document would be mutes that mute nothing.
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<String> problems = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private MutesFile() {}

    /** What a file holds. */
    public sealed interface Outcome {
        /** Mutes that hold from now on. */
        record Good(Mutes mutes) implements Outcome {}

        /** All of what has to be mended first, each in one sentence. */
        record Bad(List<String> problems) implements Outcome {}
    }

    /** Reads the file. */
    public static Outcome read(Path file) {
        MutesFile reader = new MutesFile();
        List<Mute> mutes = reader.mutes(file);
        return reader.problems.isEmpty()
                ? new Outcome.Good(new Mutes(mutes))
                : new Outcome.Bad(List.copyOf(reader.problems));
    }

    private List<Mute> mutes(Path file) {
        List<Mute> mutes = new ArrayList<>();
        try {
            JsonNode root = YAML.readTree(Files.readAllBytes(file));
            if (root.isMissingNode() || root.isNull()) {
                return mutes;
            }
            unknownKeys("the file", root, Set.of("mutes"));
            if (!root.path("mutes").isArray()) {
                problems.add("It must hold a list named mutes.");
                return mutes;
            }
            int number = 1;
            for (JsonNode each : root.path("mutes")) {
                mute("mute " + number++, each).ifPresent(mutes::add);
            }
        } catch (JsonProcessingException e) {
            problems.add(
                    "It is not valid YAML, gives a key twice, or has a second document (---)"
                            + (e.getLocation() == null
                                    ? "."
                                    : ": line " + e.getLocation().getLineNr() + "."));
        } catch (IOException e) {
            problems.add("It can't be read.");
        }
        return mutes;
    }

    private Optional<Mute> mute(String number, JsonNode node) {
        int before = problems.size();
        String name = node.path("name").asText("");
        String where = name.isEmpty() ? number : number + " (" + name + ")";
        if (!node.isObject()) {
            problems.add(where + " is not a list of keys and values.");
            return Optional.empty();
        }
        unknownKeys(where, node, KEYS);
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            problems.add(where + ": name must be lower-case letters, digits and dashes.");
        } else if (!names.add(name)) {
            problems.add(where + ": this name is given twice.");
        }
        String owner = text(where, node, "owner", "who answers for it");
        String reason = text(where, node, "reason", "why nobody needs to be paged");
        Instant begins =
                node.has("begins") ? instant(where, node, "begins", Instant.MIN) : Instant.MIN;
        Instant expires = instant(where, node, "expires", Instant.MAX);
        if (!begins.isBefore(expires)) {
            problems.add(where + ": it expires before it begins.");
        }
        List<String> rules = list(where, node, "rules");
        List<String> entities = list(where, node, "entities");
        if (rules.isEmpty() && entities.isEmpty()) {
            problems.add(
                    where
                            + ": rules or entities must say what it is about; it would mute"
                            + " everything.");
        }
        Optional<MaintenanceWindow> window =
                node.has("window") ? window(where, node.path("window")) : Optional.empty();
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(
                        new Mute(name, owner, reason, begins, expires, rules, entities, window));
    }

    private Optional<MaintenanceWindow> window(String where, JsonNode node) {
        int before = problems.size();
        unknownKeys(where + ": window", node, WINDOW_KEYS);
        Set<DayOfWeek> days = new TreeSet<>();
        for (String each : list(where + ": window", node, "days")) {
            Days.day(each)
                    .ifPresentOrElse(
                            days::add,
                            () ->
                                    problems.add(
                                            where
                                                    + ": window.days holds "
                                                    + each
                                                    + ", which is no day."));
        }
        if (!node.has("days")) {
            days.addAll(Set.of(DayOfWeek.values()));
        }
        LocalTime from = LocalTime.MIDNIGHT;
        Duration length = Duration.ofHours(1);
        ZoneId zone = ZoneOffset.UTC;
        try {
            from = LocalTime.parse(node.path("from").asText());
        } catch (DateTimeException e) {
            problems.add(where + ": window.from must be a time of day, as \"22:30\".");
        }
        try {
            String text = node.path("for").asText().toUpperCase(Locale.ROOT);
            length = Duration.parse(text.startsWith("PT") ? text : "PT" + text);
        } catch (DateTimeException e) {
            problems.add(where + ": window.for must be a duration, as 4h or 90m.");
        }
        if (!length.isPositive() || length.compareTo(MaintenanceWindow.LONGEST) > 0) {
            problems.add(where + ": window.for must be at most a day.");
        }
        try {
            zone = ZoneId.of(node.path("zone").asText());
        } catch (DateTimeException e) {
            problems.add(where + ": window.zone must be a time zone, as Europe/Oslo.");
        }
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(new MaintenanceWindow(days, from, length, zone));
    }

    private void unknownKeys(String where, JsonNode node, Set<String> known) {
        node.fieldNames()
                .forEachRemaining(
                        each -> {
                            if (!known.contains(each)) {
                                problems.add(
                                        where
                                                + ": there is no key "
                                                + each
                                                + "; known are "
                                                + String.join(", ", new TreeSet<>(known))
                                                + ".");
                            }
                        });
    }

    private String text(String where, JsonNode node, String key, String what) {
        String text = node.path(key).asText("").strip();
        if (text.isEmpty()) {
            problems.add(where + ": " + key + " must say " + what + ".");
        }
        return text;
    }

    /** A time, or the beginning of a day in UTC. */
    private Instant instant(String where, JsonNode node, String key, Instant otherwise) {
        String text = node.path(key).asText("");
        try {
            return text.length() == "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            problems.add(where + ": " + key + " must be a day or a time, as 2026-12-01T18:00:00Z.");
            return otherwise;
        }
    }

    private List<String> list(String where, JsonNode node, String key) {
        List<String> values = new ArrayList<>();
        JsonNode list = node.path(key);
        if (list.isTextual()) {
            values.add(list.asText());
        } else if (list.isArray()) {
            list.forEach(each -> values.add(each.asText()));
        } else if (!list.isMissingNode()) {
            problems.add(where + ": " + key + " must be a list.");
        }
        if (values.stream().anyMatch(each -> each.isBlank() || each.strip().equals("*"))) {
            problems.add(where + ": " + key + " must hold names; it would mute everything.");
        }
        try {
            Names readable = new Names(values);
            assert readable != null;
        } catch (IllegalArgumentException e) {
            problems.add(where + ": " + key + ": " + e.getMessage());
        }
        return values;
    }
}

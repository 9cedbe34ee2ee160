package io.tripline.deploy.config;

import io.tripline.alerting.Days;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.PagingConfig;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.paging.Escalation;
import io.tripline.alerting.paging.Hours;
import io.tripline.alerting.paging.Limit;
import io.tripline.alerting.paging.Match;
import io.tripline.alerting.paging.Route;
import io.tripline.alerting.paging.Routing;
import io.tripline.contracts.EcsField;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the file that says who is paged about what. Tells all of its problems, whatever they are. */
final class PagingReader {
    private static final Map<String, Long> LEVELS =
            Map.of("informational", 10L, "low", 25L, "medium", 50L, "high", 75L, "critical", 95L);

    private static final long MOST = 100;

    /** What an alert can be about. */
    private static final List<String> FIELDS =
            Stream.of(EcsField.values()).map(EcsField::fieldName).toList();

    private static final String TAG = "attack.";

    /**
     * As alerts have them.
     *
     * @see <a href="https://attack.mitre.org/tactics/enterprise/">Enterprise tactics</a>
     */
    private static final List<String> TACTICS =
            List.of(
                    "reconnaissance",
                    "resource-development",
                    "initial-access",
                    "execution",
                    "persistence",
                    "privilege-escalation",
                    "defense-evasion",
                    "credential-access",
                    "discovery",
                    "lateral-movement",
                    "collection",
                    "command-and-control",
                    "exfiltration",
                    "impact");

    private static final Pattern TECHNIQUE = Pattern.compile("t\\d{4}(\\.\\d{3})?");

    /** How a technique may begin. */
    private static final Pattern TECHNIQUE_BEGUN =
            Pattern.compile("(t(\\d{0,4}|\\d{4}\\.\\d{0,3}))?");

    /** More rounds are a mistake, and would not be counted right. */
    private static final int MOST_REPEATS = 1_000;

    private static final Duration GROUP_WAIT = Duration.ofSeconds(5);

    private final Path file;
    private final List<String> critical;
    private final List<String> problems;
    private final Map<String, Hours> hours = new TreeMap<>();

    private PagingReader(Path file, List<String> critical, List<String> problems) {
        this.file = file;
        this.critical = critical;
        this.problems = problems;
    }

    /**
     * Reads it.
     *
     * @param webhooks those of the configuration, which routes may name as well
     * @param critical the names of what is critical, as {@code incidents.critical} holds them
     * @param secrets of destinations by name as in variables, from the environment
     * @param problems takes all there are
     */
    static PagingConfig read(
            Path file,
            List<WebhookConfig> webhooks,
            List<String> critical,
            Map<String, String> secrets,
            List<String> problems) {
        return new PagingReader(file, critical, problems).paging(webhooks, secrets);
    }

    private PagingConfig paging(List<WebhookConfig> webhooks, Map<String, String> secrets) {
        Fields root =
                new Fields(
                        YamlFile.read(file, Keys.ALERTING_PAGING.name(), problems).root(),
                        "",
                        file + ": ",
                        problems);
        root.only("zone", "links", "fallback", "destinations", "hours", "routes");
        ZoneId zone = root.text("zone").map(this::zone).orElse(ZoneOffset.UTC);
        Map<String, String> links = new LinkedHashMap<>();
        root.fields("links")
                .ifPresent(each -> each.names().forEach(name -> link(each, name, links)));
        List<DestinationConfig> destinations =
                new ArrayList<>(webhooks.stream().map(DestinationConfig::of).toList());
        Map<String, String> unused = new TreeMap<>(secrets);
        DestinationReader reader = new DestinationReader(unused, problems);
        root.fields("destinations")
                .ifPresent(
                        all ->
                                all.names()
                                        .forEach(
                                                name ->
                                                        all.entry(name)
                                                                .flatMap(
                                                                        each ->
                                                                                reader.read(
                                                                                        name, each))
                                                                .ifPresent(destinations::add)));
        unused.keySet()
                .forEach(
                        name ->
                                problems.add(
                                        "TRIPLINE_PAGING_"
                                                + name
                                                + "_SECRET is the secret of no destination in "
                                                + file
                                                + "."));
        Set<String> names = new HashSet<>(reader.named());
        webhooks.forEach(each -> names.add(each.name()));
        if (names.size() < reader.named().size() + webhooks.size()) {
            root.problem("destinations", "has the name of a webhook: give each a name of its own.");
        }
        root.fields("hours")
                .ifPresent(
                        all ->
                                all.names()
                                        .forEach(
                                                name ->
                                                        all.entry(name)
                                                                .ifPresent(
                                                                        each ->
                                                                                hours(
                                                                                        name,
                                                                                        each))));
        List<Route> routes = new ArrayList<>();
        List<Fields> entries = root.list("routes");
        for (int i = 0; i < entries.size(); i++) {
            routes.add(route(entries.get(i), i));
        }
        if (routes.isEmpty()) {
            root.problem("routes", "must hold at least one route: nobody would be told.");
        }
        Map<String, Routing.Hears> hearing = new LinkedHashMap<>();
        // A destination with a problem of its own is not unknown besides.
        names.forEach(name -> hearing.put(name, new Routing.Hears(false, false, false)));
        hearing.putAll(PagingConfig.hearing(destinations));
        Routing routing = new Routing(routes, zone, hearing, root.text("fallback"));
        routing.problems().forEach(each -> problems.add(file + ": " + each));
        return new PagingConfig(destinations, routing, links);
    }

    private static void link(Fields each, String name, Map<String, String> links) {
        each.text(name)
                .ifPresent(
                        link -> {
                            if (isAddress(link.replace("{id}", "id"))) {
                                links.put(name, link);
                            } else {
                                each.problem(
                                        name,
                                        "must be an http or https address; {id} stands for the alert's or incident's id.");
                            }
                        });
    }

    private static boolean isAddress(String link) {
        try {
            URI address = new URI(link);
            return address.getHost() != null
                    && Set.of("http", "https").contains(String.valueOf(address.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            problems.add(file + ": zone " + name + " is no time zone, such as Europe/Oslo.");
            return ZoneOffset.UTC;
        }
    }

    private void hours(String name, Fields each) {
        each.only("days", "from", "to");
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        List<String> texts = each.texts("days");
        if (texts.isEmpty()) {
            days.addAll(EnumSet.allOf(DayOfWeek.class));
        }
        for (String text : texts) {
            Days.day(text)
                    .ifPresentOrElse(
                            days::add,
                            () ->
                                    each.problem(
                                            "days",
                                            "has " + text + ", which is none of mon to sun."));
        }
        LocalTime from = time(each, "from");
        LocalTime to = time(each, "to");
        hours.put(name, new Hours(name, days, from, to));
    }

    private static LocalTime time(Fields each, String key) {
        Optional<String> text = each.text(key);
        try {
            return LocalTime.parse(text.orElse(""));
        } catch (DateTimeException e) {
            each.problem(key, "must be a time in quotes such as \"22:00\".");
            return LocalTime.MIDNIGHT;
        }
    }

    private Route route(Fields each, int index) {
        each.only("name", "when", "to", "quiet", "group", "limit", "escalate");
        if (each.names().contains("when") && each.isEmpty("when")) {
            each.problem("when", "asks nothing: name what must hold, or leave it out.");
        }
        String name = each.text("name").orElse("");
        if (name.isEmpty()) {
            each.problem("name", "is missing: receipts and explanations use it.");
            name = "route-" + index;
        }
        return new Route(
                name,
                each.fields("when").map(this::match).orElse(Match.ALL),
                once(each, "to"),
                each.texts("quiet").stream()
                        .flatMap(quiet -> named(each, "quiet", quiet).stream())
                        .toList(),
                group(each),
                each.fields("limit").map(PagingReader::limit),
                each.fields("escalate").map(PagingReader::escalation));
    }

    private static Optional<Duration> group(Fields each) {
        Optional<Fields> fields = each.fieldsIfAny("group");
        if (fields.isPresent()) {
            fields.get().only("by", "wait");
            if (!fields.get().text("by").orElse("").equals("incident")) {
                fields.get().problem("by", "must be incident.");
            }
            return Optional.of(fields.get().value("wait", ValueType.DURATION).orElse(GROUP_WAIT));
        }
        Optional<String> text = each.text("group");
        if (text.isPresent() && !text.get().equals("incident")) {
            each.problem("group", "must be incident.");
        }
        return text.map(_ -> GROUP_WAIT);
    }

    private static Limit limit(Fields each) {
        each.only("pages", "per");
        int pages = each.value("pages", ValueType.COUNT).orElse(0);
        if (pages < 1) {
            each.problem("pages", "must be at least 1.");
        }
        Optional<Duration> per = each.value("per", ValueType.DURATION);
        if (per.isEmpty()) {
            each.problem("per", "is missing, e.g. 1h.");
        } else if (!per.get().isPositive()) {
            each.problem("per", "must be longer than nothing: it would hold nothing back.");
        }
        return new Limit(pages, per.filter(Duration::isPositive).orElse(Duration.ofHours(1)));
    }

    private static Escalation escalation(Fields each) {
        each.only("after", "to", "repeat");
        List<List<String>> steps = each.steps("to");
        if (steps.stream().anyMatch(step -> Set.copyOf(step).size() < step.size())) {
            each.problem("to", "names somebody twice in one step.");
        }
        if (steps.stream().anyMatch(List::isEmpty)) {
            each.problem("to", "has a step that tells nobody: name somebody, or leave it out.");
        }
        int repeat = each.value("repeat", ValueType.COUNT).orElse(0);
        if (repeat > MOST_REPEATS) {
            each.problem("repeat", "must be at most " + MOST_REPEATS + ".");
        }
        Optional<Duration> after = each.value("after", ValueType.DURATION);
        if (after.isEmpty() || !after.get().isPositive()) {
            each.problem("after", "must be a duration such as 15m.");
        }
        return new Escalation(
                after.filter(Duration::isPositive).orElse(Duration.ofMinutes(15)),
                steps.stream().map(step -> step.stream().distinct().toList()).toList(),
                Math.min(repeat, MOST_REPEATS));
    }

    /** Whether a tag of an alert may look like this: what comes before a first star must be how one begins. */
    private static boolean couldBeTag(String pattern) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        int star = lower.indexOf('*');
        String begin = star < 0 ? lower : lower.substring(0, star);
        if (begin.length() < TAG.length()) {
            return star >= 0 && TAG.startsWith(begin);
        }
        String name = begin.substring(TAG.length());
        return begin.startsWith(TAG)
                && (star < 0
                        ? TACTICS.contains(name) || TECHNIQUE.matcher(name).matches()
                        : TACTICS.stream().anyMatch(each -> each.startsWith(name))
                                || TECHNIQUE_BEGUN.matcher(name).matches());
    }

    /** An empty condition is met by everything, which nobody can have meant. */
    private static void asksSomething(Fields when) {
        when.names().stream()
                .filter(when::isEmpty)
                .forEach(
                        key ->
                                when.problem(
                                        key,
                                        "asks nothing: name what must hold, or leave it out."));
    }

    private static List<String> once(Fields each, String key) {
        List<String> names = each.texts(key);
        if (Set.copyOf(names).size() < names.size()) {
            each.problem(key, "names somebody twice: every page would be told twice.");
        }
        return names.stream().distinct().toList();
    }

    private Match match(Fields each) {
        each.only("severity", "rule", "tag", "entity", "criticality", "hours");
        asksSomething(each);
        each.fieldsIfAny("entity").ifPresent(PagingReader::asksSomething);
        each.fieldsIfAny("severity").ifPresent(PagingReader::asksSomething);
        long least = 0;
        long most = MOST;
        Optional<Fields> range = each.fieldsIfAny("severity");
        if (range.isPresent()) {
            range.get().only("from", "to");
            least = range.get().text("from").map(text -> severity(range.get(), text)).orElse(0L);
            most = range.get().text("to").map(text -> severity(range.get(), text)).orElse(MOST);
        } else {
            least = each.text("severity").map(text -> severity(each, text)).orElse(0L);
        }
        Map<String, List<String>> entity = new TreeMap<>();
        each.fields("entity")
                .ifPresent(
                        fields ->
                                fields.names()
                                        .forEach(name -> entity.put(name, fields.texts(name))));
        entity.keySet().stream()
                .filter(name -> EcsField.byName(name).isEmpty())
                .forEach(
                        name ->
                                each.problem(
                                        "entity",
                                        "can never match: there is no field "
                                                + name
                                                + Suggestion.ending(name, FIELDS)));
        each.texts("tag").stream()
                .filter(tag -> !couldBeTag(tag))
                .forEach(
                        tag ->
                                each.problem(
                                        "tag",
                                        "can never match: tags are such as attack.t1110.001 and"
                                                + " attack.credential-access, not "
                                                + tag
                                                + "."));
        return new Match(
                least,
                most,
                each.texts("rule"),
                each.texts("tag"),
                entity,
                critical(each),
                each.text("hours").flatMap(name -> named(each, "hours", name)));
    }

    /** What is critical, if that is asked. */
    private List<String> critical(Fields when) {
        List<String> asked = when.texts("criticality");
        if (asked.isEmpty()) {
            return List.of();
        }
        if (!asked.equals(List.of("critical"))) {
            when.problem(
                    "criticality", "takes critical: that is all that incidents.critical can say.");
        } else if (critical.isEmpty()) {
            when.problem("criticality", "can never match: nothing stands in incidents.critical.");
        }
        return critical;
    }

    private static long severity(Fields where, String text) {
        Long level = LEVELS.get(text.toLowerCase(Locale.ROOT));
        if (level != null) {
            return level;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        where.problem(
                "severity",
                "must be informational, low, medium, high, critical or a number to 100, not "
                        + text
                        + ".");
        return 0;
    }

    private Optional<Hours> named(Fields where, String key, String name) {
        Hours found = hours.get(name);
        if (found == null) {
            where.problem(key, "names the hours " + name + ", which there are not under hours.");
        }
        return Optional.ofNullable(found);
    }
}

package io.tripline.correlation.engine;

import com.espertech.esper.common.client.soda.PropertyValueExpression;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names in a rule's EPL: aliases, ECS fields, vendors' fields, and what is asked of the rule's profiles. */
final class EplNames {
    /** With $ in it, it is no name of ours, but nothing else either: what is meant is said where fields are looked up. */
    private static final String WORD = "[A-Za-z_$][A-Za-z0-9_$]*(?:\\[[0-9]+])?";

    /** A name of an event or a field, with what is asked of the vendor or of a profile; or a sign of Esper's own. */
    private static final Pattern WRITTEN =
            Pattern.compile(
                    WORD
                            + "(?:\\."
                            + WORD
                            + ")*(?:\\((?:'[^'\"\\\\\\p{Cntrl}]*'|\"[^'\"\\\\\\p{Cntrl}]*\")\\))?"
                            + "|[-+*/%=<>!|&]*|is not");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** How a problem with a name begins. */
    static final String NO_FIELD = "ECS has no field ";

    private static final Set<String> FIELD_NAMES = new TreeSet<>();

    static {
        Arrays.stream(EcsField.values())
                .filter(field -> field != EcsField.TIMESTAMP)
                .forEach(field -> FIELD_NAMES.add(field.fieldName()));
        FIELD_NAMES.add(EventSchema.EVENT_TIME);
    }

    /** What other products call it, in lower case without dots and underscores, and where ECS has it. */
    private static final Map<String, String> ELSEWHERE =
            Map.ofEntries(
                    Map.entry("srcip", "source.ip"),
                    Map.entry("sourceipaddress", "source.ip"),
                    Map.entry("ipaddress", "source.ip"),
                    Map.entry("clientip", "source.ip"),
                    Map.entry("remoteip", "source.ip"),
                    Map.entry("ip", "source.ip"),
                    Map.entry("dstip", "destination.ip"),
                    Map.entry("destip", "destination.ip"),
                    Map.entry("dstport", "destination.port"),
                    Map.entry("destport", "destination.port"),
                    Map.entry("user", "user.name"),
                    Map.entry("account", "user.name"),
                    Map.entry("accountname", "user.name"),
                    Map.entry("host", "host.name"),
                    Map.entry("hostname", "host.name"),
                    Map.entry("computer", "host.name"),
                    Map.entry("computername", "host.name"),
                    Map.entry("eventid", "event.code"),
                    Map.entry("action", "event.action"),
                    Map.entry("outcome", "event.outcome"),
                    Map.entry("category", "event.category"),
                    Map.entry("commandline", "process.command_line"),
                    Map.entry("image", "process.executable"),
                    Map.entry("timestamp", "event_time"),
                    Map.entry("time", "event_time"));

    private static final String VENDOR_FIELD = EventSchema.VENDOR + ".field";
    private static final String PROFILE = EventSchema.PROFILE + ".";

    private final Set<String> profiles;
    private final Collection<String> problems;
    private final Set<String> aliases = new LinkedHashSet<>();
    private final List<PropertyValueExpression> properties = new ArrayList<>();
    private final Set<PropertyValueExpression> told =
            Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<EcsField> fields = new TreeSet<>();
    private final Set<String> vendor = new TreeSet<>();
    private final Map<String, Set<ProfileQuestion>> questions = new TreeMap<>();

    /**
     * Names of a statement.
     *
     * @param profiles the names of the rule's profiles
     */
    EplNames(Set<String> profiles, Collection<String> problems) {
        this.profiles = profiles;
        this.problems = problems;
    }

    Set<EcsField> fields() {
        return fields;
    }

    List<String> vendor() {
        return List.copyOf(vendor);
    }

    Map<String, Set<ProfileQuestion>> questions() {
        return questions;
    }

    void property(PropertyValueExpression property) {
        properties.add(property);
    }

    /** A name of which was told that it stands in the wrong place. */
    void told(PropertyValueExpression property) {
        told.add(property);
    }

    /** Whether all that is named is of the event itself, not of another event or of what is remembered. */
    boolean areOfTheEvent() {
        return properties.stream()
                .map(each -> each.getPropertyName().replace("`", ""))
                .allMatch(
                        name -> FIELD_NAMES.contains(name) || name.startsWith(VENDOR_FIELD + "("));
    }

    /**
     * Any text of the statement that stands between no quotes. It is written out as it is, so one in back ticks could go on
     * as code that nobody has checked.
     */
    void written(String text) {
        if (!WRITTEN.matcher(text.replace("`", "")).matches()) {
            refuse(text);
        }
    }

    private void refuse(String name) {
        problems.add(
                "A name has letters, digits and underscores, which this one has not: "
                        + name
                        + ".");
    }

    /** A column of the select. */
    void alias(@Nullable String name) {
        if (name != null) {
            aliases.add(name);
            if (!NAME.matcher(name).matches()) {
                refuse(name);
            }
        }
    }

    /** An event, or several: source.ip of an event named source could not be told from the event's own. */
    void event(@Nullable String name) {
        alias(name);
        if (name != null && EventSchema.rootNames().contains(name)) {
            problems.add(
                    "The name "
                            + name
                            + " is ECS's, and an event that is called so can't be told from its fields. Write another, like a or "
                            + name
                            + "_event.");
        }
    }

    /** When all aliases are known. */
    void check() {
        for (PropertyValueExpression property : properties) {
            String name = property.getPropertyName().replace("`", "");
            if (told.contains(property)) {
                continue;
            }
            if (name.endsWith(")")) {
                mapped(name);
                continue;
            }
            String own = withoutAlias(name);
            if (own.isEmpty()) {
                continue;
            }
            EcsField field = EcsField.byName(own).orElse(null);
            if (field != null && field != EcsField.TIMESTAMP) {
                fields.add(field);
            } else if (!own.equals(EventSchema.EVENT_TIME)) {
                problems.add(NO_FIELD + own + "." + instead(own));
            }
        }
    }

    /** What people mean who write a name that no field has. */
    private static String instead(String name) {
        if (name.equals("@timestamp")) {
            return " Use event_time, in milliseconds.";
        }
        String elsewhere = ELSEWHERE.get(name.toLowerCase(Locale.ROOT).replaceAll("[_.]", ""));
        if (elsewhere != null) {
            return " Did you mean " + elsewhere + "?";
        }
        String likely = Suggestion.of(name, FIELD_NAMES);
        if (!likely.isEmpty()) {
            return likely;
        }
        int dot = name.indexOf('.');
        if (dot < 0) {
            return " A text stands in quotes: '" + name + "'.";
        }
        return EcsField.isRoot(name.substring(0, dot))
                ? ""
                : " A vendor's own field is vendor.field('" + name + "').";
    }

    /** The field's own name; empty if it is an alias alone. */
    String withoutAlias(String name) {
        if (FIELD_NAMES.contains(name)) {
            return name;
        }
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        first = first.replaceAll("\\[.*", "");
        if (!aliases.contains(first)) {
            return name;
        }
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /** {@code vendor.field('x')} or {@code a.profile.is_first('x')}. */
    private void mapped(String name) {
        int parenthesis = name.indexOf('(');
        String own = withoutAlias(name.substring(0, parenthesis));
        String key =
                name.substring(parenthesis + 1, name.length() - 1).replaceAll("^['\"]|['\"]$", "");
        if (own.equals(VENDOR_FIELD)) {
            vendor.add(key);
        } else if (own.startsWith(PROFILE)) {
            askProfile(own.substring(PROFILE.length()), key);
        } else {
            int dot = name.substring(0, parenthesis).lastIndexOf('.');
            String method = name.substring(dot + 1, parenthesis);
            problems.add(
                    "There is no "
                            + own
                            + "('...'), only vendor.field('...') and profile.is_first('...')."
                            + Functions.instead(method));
        }
    }

    private void askProfile(String label, String profile) {
        if (!profiles.contains(profile)) {
            problems.add(
                    "The rule's profiles have no "
                            + profile
                            + "."
                            + Suggestion.of(profile, profiles));
        }
        List<String> labels = ProfileQuestion.labels();
        ProfileQuestion.byLabel(label)
                .ifPresentOrElse(
                        questions.computeIfAbsent(
                                        profile, _ -> EnumSet.noneOf(ProfileQuestion.class))
                                ::add,
                        () ->
                                problems.add(
                                        "A profile is asked "
                                                + String.join(", ", labels)
                                                + ", not "
                                                + label
                                                + "."
                                                + Suggestion.of(label, labels)));
    }
}

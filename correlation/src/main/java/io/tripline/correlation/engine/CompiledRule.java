package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPCompiled;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsFieldSet;
import io.tripline.contracts.StableId;
import io.tripline.correlation.rule.EntityField;
import io.tripline.correlation.rule.ReviewedException;
import io.tripline.correlation.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A rule whose EPL is checked and compiled, ready to be evaluated. */
public final class CompiledRule {
    /** What an analyst wants to see of a matched event, whatever the rule asked. */
    private static final Set<EcsField> EVIDENCE =
            EnumSet.of(
                    EcsField.TIMESTAMP,
                    EcsField.EVENT_ID,
                    EcsField.EVENT_KIND,
                    EcsField.EVENT_ACTION,
                    EcsField.EVENT_CODE,
                    EcsField.EVENT_DATASET,
                    EcsField.EVENT_OUTCOME,
                    EcsField.EVENT_REASON,
                    EcsField.HOST_NAME,
                    EcsField.DESTINATION_IP,
                    EcsField.SOURCE_IP,
                    EcsField.SOURCE_GEO_CITY_NAME,
                    EcsField.SOURCE_GEO_COUNTRY_ISO_CODE,
                    EcsField.TRIPLINE_IDENTITY,
                    EcsField.USER_NAME);

    /** What an analyst wants to see of an alert that is part of another. */
    private static final Set<EcsField> ALERT_EVIDENCE =
            EnumSet.of(
                    EcsField.EVENT_SEVERITY,
                    EcsField.MESSAGE,
                    EcsField.RULE_ID,
                    EcsField.RULE_NAME,
                    EcsField.THREAT_TACTIC_NAME,
                    EcsField.THREAT_TECHNIQUE_ID,
                    EcsField.TRIPLINE_ALERT_REVISION,
                    EcsField.TRIPLINE_ALERT_STATE);

    private final Rule rule;
    private final EPCompiled statement;
    private final Set<EventFilter> filters;
    private final Set<EcsField> fields;

    /** What is kept as long as rules are shown it; of the rest, only as much as is told. */
    private final Set<EcsField> asked =
            EnumSet.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_KIND);

    private final Set<EcsField> needed = EnumSet.copyOf(EVIDENCE);

    /** The same as {@link #needed}. */
    private final EcsFieldSet kept;

    private final List<String> vendor;
    private final List<EventSchema.Slot> slots;
    private final boolean timers;
    private final Reach reach;
    private final Need need;
    private final List<NamedList> lists;
    private final List<List<Condition>> conditions;
    private final String version;
    private final List<ReviewedException> exceptions;
    private final Map<String, Set<ProfileQuestion>> questions;
    private final List<Unjudged> unjudged;
    private final List<Remark> remarks;

    CompiledRule(
            Rule rule,
            EPCompiled statement,
            EplCheck.Result check,
            Set<EventFilter> filters,
            List<Unjudged> unjudged,
            List<Remark> remarks) {
        this.rule = rule;
        this.statement = statement;
        this.filters = filters;
        this.fields = check.fields();
        asked.addAll(fields);
        rule.entity().forEach(each -> asked.addAll(each.from()));
        if (isOverAlerts()) {
            needed.addAll(ALERT_EVIDENCE);
            rule.entity().forEach(each -> asked.add(each.field()));
        }
        rule.profiles().values().forEach(each -> asked.add(each.of()));
        needed.addAll(asked);
        this.kept = new EcsFieldSet(needed);
        this.vendor = check.vendor();
        this.slots = EventSchema.slots(fields);
        this.timers = check.timers();
        this.reach = check.reach();
        this.need = check.need();
        this.lists =
                Stream.concat(
                                check.lists().stream(),
                                unjudged.stream().flatMap(each -> each.lists().stream()))
                        .distinct()
                        .sorted(Comparator.comparing(NamedList::name))
                        .toList();
        this.unjudged = List.copyOf(unjudged);
        this.remarks = List.copyOf(remarks);
        this.conditions = check.conditions();
        this.version =
                lists.isEmpty()
                        ? rule.version()
                        : StableId.of(
                                rule.version(),
                                lists.stream()
                                        .map(NamedList::key)
                                        .collect(Collectors.joining(" ")));
        this.questions = check.questions();
        this.exceptions = List.of();
    }

    private CompiledRule(CompiledRule same, List<ReviewedException> exceptions) {
        this.rule = same.rule;
        this.statement = same.statement;
        this.filters = same.filters;
        this.fields = same.fields;
        this.vendor = same.vendor;
        this.slots = same.slots;
        this.unjudged = same.unjudged;
        this.remarks = same.remarks;
        this.timers = same.timers;
        this.reach = same.reach;
        this.need = same.need;
        this.lists = same.lists;
        this.conditions = same.conditions;
        this.version = same.version;
        this.questions = same.questions;
        this.exceptions = List.copyOf(exceptions);
        asked.addAll(same.asked);
        exceptions.forEach(each -> asked.addAll(each.when().keySet()));
        needed.addAll(same.needed);
        needed.addAll(asked);
        this.kept = new EcsFieldSet(needed);
    }

    public Rule rule() {
        return rule;
    }

    public String id() {
        return rule.id();
    }

    /** Hash of all that makes the rule what it is: its file and the lists it asks. */
    public String version() {
        return version;
    }

    /** What in its EPL compiles and cannot be meant. */
    public List<Remark> remarks() {
        return remarks;
    }

    /** The named lists it asks, as they are for it. */
    public List<NamedList> lists() {
        return lists;
    }

    /** The parts of each of its filters, all of which must hold of an event that the filter wants. */
    public List<List<Condition>> conditions() {
        return conditions;
    }

    /** What it does not tell. */
    public List<ReviewedException> exceptions() {
        return exceptions;
    }

    /** The same rule with these exceptions. */
    public CompiledRule with(List<ReviewedException> others) {
        return exceptions.equals(others) ? this : new CompiledRule(this, others);
    }

    /**
     * The exception that a row falls under.
     *
     * @param values the entity's
     * @param last the event before it, which stands for a row that holds none
     */
    public Optional<ReviewedException> exceptionFor(List<String> values, Row row, KeptEvent last) {
        for (int i = 0; i < exceptions.size(); i++) {
            ReviewedException each = exceptions.get(i);
            if (Excepting.covers(each, rule, values, row.millis())
                    && (row.events().isEmpty()
                            ? Excepting.covers(each, rule, last)
                            : !row.uncovered().get(i))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The event with what the rule, its entity and its evidence need; texts no longer than anybody needs them. */
    public EcsEvent slim(EcsEvent event) {
        EcsEvent part = event.part(kept, this::asKept);
        if (vendor.isEmpty()) {
            return part;
        }
        EcsEvent.Builder slim = part.toBuilder();
        // As a text, as which alone rules see it: a list may hold objects, and these whatever an
        // attacker likes.
        vendor.forEach(name -> slim.vendor(name, VendorFields.text(event, name)));
        return slim.build();
    }

    private Object asKept(EcsField field, Object value) {
        return asked.contains(field)
                ? Objects.requireNonNull(Shown.value(value))
                : Shortened.asTold(value);
    }

    /** Whether what it calls events are alerts. */
    public boolean isOverAlerts() {
        return rule.over() == Rule.Over.ALERTS;
    }

    /**
     * An alert as the rule wants it, once for each entity that it is about: an alert about several hosts is put to each. What
     * an entity's fields hold is that entity then.
     */
    public List<EcsEvent> forEachEntity(EcsEvent alert) {
        List<EcsEvent> all = List.of(slim(alert));
        for (EntityField field : rule.entity()) {
            List<EcsEvent> next = new ArrayList<>();
            for (EcsEvent each : all) {
                field.all(alert)
                        .forEach(
                                value ->
                                        next.add(
                                                each.toBuilder()
                                                        .set(field.field(), value)
                                                        .build()));
            }
            all = next;
        }
        return all;
    }

    /** The values of the entity's fields, in the rule's order; empty if one is absent. */
    public List<String> entityOf(EcsEvent event) {
        if (isOverAlerts()) {
            List<String> values =
                    rule.entity().stream()
                            .map(field -> event.string(field.field()).orElse(""))
                            .toList();
            return values.contains("") ? List.of() : values;
        }
        List<String> values =
                rule.entity().stream()
                        .map((EntityField field) -> field.of(event).orElse(""))
                        .toList();
        return values.contains("") ? List.of() : values;
    }

    /** Whether something may happen when time passes without an event. */
    public boolean hasTimers() {
        return timers;
    }

    /** Which earlier events make a difference to an event's rows. */
    public Reach reach() {
        return reach;
    }

    /** How long before a moment, of which the rows may still change, events matter to them, in milliseconds. */
    public long reachesBack() {
        long window = rule.window().toMillis();
        return reach instanceof Reach.Slices(int windows)
                ? windows * window + Reach.Slices.length(window)
                : window;
    }

    /** How long an event may matter. */
    public Duration horizon() {
        Duration own = Duration.ofMillis(reachesBack());
        return own.compareTo(rule.horizon()) > 0 ? own : rule.horizon();
    }

    /** What must be among an entity's events for it to match at all. */
    public Need need() {
        return need;
    }

    /** What the EPL asks of the rule's profile of this name. */
    public Set<ProfileQuestion> questions(String profile) {
        return questions.getOrDefault(profile, Set.of());
    }

    EPCompiled statement() {
        return statement;
    }

    Set<EventFilter> filters() {
        return filters;
    }

    /** On what it can say nothing. */
    List<Unjudged> unjudged() {
        return unjudged;
    }

    Set<EcsField> needed() {
        return needed;
    }

    List<String> vendor() {
        return vendor;
    }

    Set<EcsField> fields() {
        return fields;
    }

    @Nullable Object[] toArray(KeptEvent event, ProfileFacts profile) {
        return EventSchema.toArray(event, slots, profile);
    }
}

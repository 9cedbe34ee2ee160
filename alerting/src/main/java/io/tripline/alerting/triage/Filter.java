package io.tripline.alerting.triage;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which alerts or incidents somebody wants to see: everything that is given must hold, and of several values one.
 *
 * @param unassigned only what nobody works on
 * @param about a person, host or address, whichever role it plays
 * @param fields ECS fields and the value each must have
 * @param text words of the message
 * @param signals whether what rules found that are still tried out is wanted too
 */
public record Filter(
        Set<Status> statuses,
        Set<Disposition> dispositions,
        Optional<String> assignee,
        boolean unassigned,
        Set<String> tags,
        Set<String> rules,
        OptionalLong severityFrom,
        Set<String> tactics,
        Set<String> techniques,
        Optional<String> about,
        List<FieldValue> fields,
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<String> text,
        boolean signals) {

    /** An ECS field and the value it must have. */
    public record FieldValue(EcsField field, String value) {}

    public Filter {
        statuses = Set.copyOf(statuses);
        dispositions = Set.copyOf(dispositions);
        tags = Set.copyOf(tags);
        rules = Set.copyOf(rules);
        tactics = Set.copyOf(tactics);
        techniques = Set.copyOf(techniques);
        fields = List.copyOf(fields);
    }

    /** Every one that is not a mere signal. */
    public static Filter all() {
        return new Filter(
                Set.of(),
                Set.of(),
                Optional.empty(),
                false,
                Set.of(),
                Set.of(),
                OptionalLong.empty(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** Of these, only those with this status. */
    public Filter status(Status wanted) {
        return new Filter(
                Set.of(wanted),
                dispositions,
                assignee,
                unassigned,
                tags,
                rules,
                severityFrom,
                tactics,
                techniques,
                about,
                fields,
                from,
                until,
                text,
                signals);
    }
}

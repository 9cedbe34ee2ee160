package io.tripline.alerting.triage;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.net.Inet6Address;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which alerts or incidents somebody wants to see: everything that is given must hold, and of several values one.
 *
 * @param unassigned only what nobody works on
 * @param about a person, host or address, whichever role it plays; see {@link Subject}
 * @param fields ECS fields and the value each must have
 * @param text words of the message
 * @param signals whether what rules found that are still tried out is wanted too
 * @param withdrawn whether what a late event took the reason from is wanted too, though nobody had begun with it
 * @param wentOn whether what was closed and has got alerts since is wanted too, whatever the statuses
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
        Optional<Subject> about,
        List<FieldValue> fields,
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<String> text,
        boolean signals,
        boolean withdrawn,
        boolean wentOn) {

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

    /** Whether a text is an address as OpenSearch reads it; it fails a whole search for one that is none. */
    public static boolean isAddress(String text) {
        if (text.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}")) {
            return Stream.of(text.split("\\.")).allMatch(each -> Integer.parseInt(each) <= 255);
        }
        if (!text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return false;
        }
        try {
            // A literal is never looked up.
            var _ = Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a text is an address, or a block of them such as 192.0.2.0/24. */
    public static boolean isAddressOrBlock(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return isAddress(text);
        }
        String address = text.substring(0, slash);
        String bits = text.substring(slash + 1);
        return isAddress(address)
                && bits.matches("0|[1-9][0-9]{0,2}")
                && Integer.parseInt(bits) <= (address.indexOf(':') < 0 ? 32 : 128);
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
                false,
                false,
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
                signals,
                withdrawn,
                wentOn);
    }
}

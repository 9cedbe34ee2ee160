package io.tripline.contracts;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What triage says about an alert or an incident after somebody changed it: the state as a whole, never a difference, so
 * that whoever missed one is right again with the next. Published at least once and perhaps out of order: of two about
 * the same thing the higher version holds. Its JSON form is {@link TriageChangeJson}'s.
 *
 * @param kind whether {@code id} is an alert's or an incident's
 * @param id {@code event.id} of what was changed, and the record's key
 * @param version counts the changes of this thing, from 1
 * @param by who made the change
 * @param at when it was made
 * @param statusEdits how many of the changes up to this one named the status, be it the same again; a count, as not every
 *     change is published: if it has grown, somebody has said the status since. Empty in what older versions wrote
 */
public record TriageChange(
        Kind kind,
        String id,
        long version,
        Status status,
        Optional<Disposition> disposition,
        Optional<String> assignee,
        String by,
        Instant at,
        OptionalLong statusEdits) {

    public TriageChange {
        if (id.isEmpty() || by.isEmpty() || version < 1) {
            throw new IllegalArgumentException(
                    "A change has an id, a version from 1 and somebody who made it.");
        }
    }

    /** What people work on. */
    public enum Kind {
        ALERT,
        INCIDENT;

        /** As it stands in JSON. */
        public String label() {
            return label(this);
        }

        private static String label(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far people are with it. */
    public enum Status {
        NEW,
        ACKNOWLEDGED,
        IN_PROGRESS,
        CLOSED;

        /** As it stands in JSON and in OpenSearch. */
        public String label() {
            return Kind.label(this);
        }
    }

    /** What it turned out to be. */
    public enum Disposition {
        TRUE_POSITIVE,
        BENIGN,
        FALSE_POSITIVE,
        DUPLICATE;

        /** As it stands in JSON and in OpenSearch. */
        public String label() {
            return Kind.label(this);
        }
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A source by a mapping whose records come in a second form, too, which is brought into the first. */
record Reshaped(Mapped first, Form form) implements Mapped {
    /** A vendor's second form. */
    interface Form {
        /** What rules it out. */
        Glance glance();

        boolean fits(RawRecord raw);

        /** Whether this form, too, is sent as {@link LogSource#isSentBySyslog} says of the source. */
        default boolean isSentBySyslog() {
            return true;
        }

        /** As the mapping has it; empty if it cannot be read. */
        Optional<JsonNode> reshape(RawRecord raw);
    }

    static Reshaped builtIn(String name, Form form) {
        return new Reshaped(MappingFile.builtIn(name), form);
    }

    @Override
    public MappedSource mapped() {
        return first.mapped();
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return first.recognizes(raw) || form.fits(raw);
    }

    @Override
    public boolean isSentBySyslog(RawRecord raw) {
        return first.recognizes(raw)
                ? first.isSentBySyslog(raw)
                : isSentBySyslog() && form.isSentBySyslog();
    }

    @Override
    public Glance glance() {
        Set<String> names = new HashSet<>(first.glance().names());
        names.addAll(form.glance().names());
        return new Glance(true, first.glance().lines() || form.glance().lines(), Set.copyOf(names));
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        if (first.recognizes(raw) || !form.fits(raw)) {
            return first.normalize(raw);
        }
        return form.reshape(raw)
                .<Normalized>map(object -> first.normalize(raw.as(object)))
                .orElseGet(
                        () ->
                                new Normalized.Rejected(
                                        RejectedReason.UNPARSABLE_LINE,
                                        "The record is not of its vendor's second form."));
    }
}

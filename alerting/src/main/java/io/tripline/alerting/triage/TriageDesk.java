package io.tripline.alerting.triage;

import io.tripline.contracts.TriageChange.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * Where edits are made: each in one write of its document together with its history, and only on the version that
 * whoever made it had seen. A revision of the pipeline in between is no conflict: it leaves triage alone, so the edit is
 * tried again on top of it.
 */
public final class TriageDesk {
    /** A flooding rule may revise its alert many times a second; ten tries in a row lost need a retry by people. */
    private static final int TRIES = 10;

    private final Documents documents;
    private final Publication publication;
    private final InstantSource clock;

    public TriageDesk(Documents documents, Publication publication, InstantSource clock) {
        this.documents = documents;
        this.publication = publication;
        this.clock = clock;
    }

    /** What became of an edit. */
    public sealed interface Outcome {
        /** It is so now. */
        record Made(Triage triage) implements Outcome {}

        /** There is no such alert or incident. */
        record Missing() implements Outcome {}

        /** Somebody else was faster; this is what holds now. */
        record Overtaken(Triage now) implements Outcome {}

        /** It cannot be made. */
        record Refused(Triage.Refusal refusal) implements Outcome {}

        /** The document was written all the time; nothing was changed. */
        record Busy() implements Outcome {}
    }

    /**
     * Makes an edit.
     *
     * @param version the version that was seen; whichever holds, if empty
     */
    public Outcome edit(Kind kind, String id, OptionalLong version, Edit edit, String by)
            throws IOException {
        return change(kind, id, version, (triage, now) -> triage.edited(edit, by, now));
    }

    /**
     * Takes away what a note says.
     *
     * @param version the version that was seen; whichever holds, if empty
     * @param number of the note, from 1
     */
    public Outcome takeAwayNote(Kind kind, String id, OptionalLong version, int number, String by)
            throws IOException {
        return change(kind, id, version, (triage, now) -> triage.withoutNote(number, by, now));
    }

    private Outcome change(
            Kind kind,
            String id,
            OptionalLong version,
            BiFunction<Triage, Instant, Triage.Edited> making)
            throws IOException {
        Optional<Triage> sent = Optional.empty();
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Stored> found = documents.read(kind, id);
            if (found.isEmpty()) {
                return new Outcome.Missing();
            }
            Stored stored = found.get();
            if (sent.isPresent() && stored.triage().includes(sent.get())) {
                // The conflict was with our own write: its answer was lost, and it was sent again.
                publication.soon(kind, id);
                return new Outcome.Made(sent.get());
            }
            if (version.isPresent() && version.getAsLong() != stored.triage().version()) {
                return new Outcome.Overtaken(stored.triage());
            }
            // OpenSearch's dates have milliseconds.
            Triage.Edited edited =
                    making.apply(stored.triage(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
            switch (edited) {
                case Triage.Edited.Unchanged(Triage triage) -> {
                    return new Outcome.Made(triage);
                }
                case Triage.Edited.Refused(Triage.Refusal refusal) -> {
                    return new Outcome.Refused(refusal);
                }
                case Triage.Edited.Changed(Triage triage) -> {
                    Optional<Stored.Position> written =
                            documents.write(id, triage, true, stored.position());
                    sent = Optional.of(triage);
                    if (written.isPresent()) {
                        publication.soon(kind, id);
                        return new Outcome.Made(triage);
                    }
                }
            }
        }
        return new Outcome.Busy();
    }
}

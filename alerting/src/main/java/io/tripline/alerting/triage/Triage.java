package io.tripline.alerting.triage;

import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What people have made of an alert or an incident so far. Immutable: an edit gives the next version, with its history.
 *
 * @param version counts the edits that changed something, from 0
 * @param changedAt when the last one was made
 */
public record Triage(
        Status status,
        Optional<Disposition> disposition,
        Optional<String> assignee,
        List<String> tags,
        List<Note> notes,
        List<HistoryEntry> history,
        long version,
        Optional<Instant> changedAt) {
    /** What belongs together stays readable on one page, and the document small. */
    public static final int MAX_NOTES = 500;

    /** Nobody changes an alert this often; a script that runs wild does. */
    public static final int MAX_HISTORY = 5_000;

    /** What an entry of the history is about that says the status. */
    private static final String STATUS = "status";

    public Triage {
        tags = List.copyOf(tags);
        notes = List.copyOf(notes);
        history = List.copyOf(history);
    }

    /** What nobody has looked at. */
    public static Triage untouched() {
        return new Triage(
                Status.NEW,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                0,
                Optional.empty());
    }

    /** What becomes of an edit. */
    public sealed interface Edited {
        /** The next version. */
        record Changed(Triage triage) implements Edited {}

        /** All of it was so before. */
        record Unchanged(Triage triage) implements Edited {}

        /** It cannot be made. */
        record Refused(Refusal refusal) implements Edited {}
    }

    /** Why an edit cannot be made. */
    public enum Refusal {
        CLOSED_WITHOUT_DISPOSITION(
                "What is closed says what it turned out to be: give a disposition too."),
        NO_SUCH_NOTE("It has no note of this number; the first is 1."),
        TOO_MANY_NOTES("It has " + MAX_NOTES + " notes, which is all that it can hold."),
        TOO_MANY_CHANGES(
                "It was changed " + MAX_HISTORY + " times, which is all that it can tell.");

        private final String sentence;

        Refusal(String sentence) {
            this.sentence = sentence;
        }

        /** For whoever wanted the edit. */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * Makes an edit. To acknowledge or close once more is a change: of what has come since, which is told to people anew,
     * nobody has said so yet.
     */
    public Edited edited(Edit edit, String by, Instant at) {
        Status newStatus = edit.status().orElse(status);
        Optional<Disposition> newDisposition = edit.disposition().after(disposition);
        Optional<String> newAssignee = edit.assignee().after(assignee);
        List<String> newTags = edit.tags().orElse(tags);
        List<Note> newNotes = new ArrayList<>(notes);
        List<HistoryEntry> newHistory = new ArrayList<>(history);
        if (edit.status().isPresent() && !(status == Status.NEW && newStatus == Status.NEW)) {
            newHistory.add(new HistoryEntry(at, by, STATUS, status.label(), newStatus.label()));
        }
        enter(
                newHistory,
                by,
                at,
                "disposition",
                disposition.map(Disposition::label).orElse(""),
                newDisposition.map(Disposition::label).orElse(""));
        enter(newHistory, by, at, "assignee", assignee.orElse(""), newAssignee.orElse(""));
        enter(newHistory, by, at, "tags", String.join(" ", tags), String.join(" ", newTags));
        edit.note()
                .ifPresent(
                        text -> {
                            newNotes.add(new Note(at, by, text));
                            enter(newHistory, by, at, "note", "", "note " + newNotes.size());
                        });
        if (newHistory.size() == history.size()) {
            return new Edited.Unchanged(this);
        }
        if (newStatus == Status.CLOSED && newDisposition.isEmpty()) {
            return new Edited.Refused(Refusal.CLOSED_WITHOUT_DISPOSITION);
        }
        if (newNotes.size() > MAX_NOTES) {
            return new Edited.Refused(Refusal.TOO_MANY_NOTES);
        }
        if (newHistory.size() > MAX_HISTORY) {
            return new Edited.Refused(Refusal.TOO_MANY_CHANGES);
        }
        return new Edited.Changed(
                new Triage(
                        newStatus,
                        newDisposition,
                        newAssignee,
                        newTags,
                        newNotes,
                        newHistory,
                        version + 1,
                        Optional.of(at)));
    }

    /**
     * Takes away what a note says: somebody pasted a password, or what must not be kept about a person. That there was a
     * note, and who took it away, stays.
     *
     * @param number from 1
     */
    public Edited withoutNote(int number, String by, Instant at) {
        if (number < 1 || number > notes.size()) {
            return new Edited.Refused(Refusal.NO_SUCH_NOTE);
        }
        Note note = notes.get(number - 1);
        if (note.text().isEmpty()) {
            return new Edited.Unchanged(this);
        }
        List<Note> newNotes = new ArrayList<>(notes);
        newNotes.set(number - 1, new Note(note.at(), note.by(), ""));
        List<HistoryEntry> newHistory = new ArrayList<>(history);
        enter(newHistory, by, at, "note", "note " + number, "");
        return new Edited.Changed(
                new Triage(
                        status,
                        disposition,
                        assignee,
                        tags,
                        newNotes,
                        newHistory,
                        version + 1,
                        Optional.of(at)));
    }

    /** Whether the other one is an earlier version of this, or this: history is only ever added to. */
    boolean includes(Triage other) {
        int length = other.history.size();
        return version >= other.version
                && history.size() >= length
                && history.subList(0, length).equals(other.history);
    }

    /** What the topic is told; only of what was changed at least once. */
    public TriageChange change(TriageChange.Kind kind, String id) {
        return new TriageChange(
                kind,
                id,
                version,
                status,
                disposition,
                assignee,
                history.getLast().by(),
                history.getLast().at(),
                OptionalLong.of(
                        history.stream().filter(each -> each.what().equals(STATUS)).count()));
    }

    private static void enter(
            List<HistoryEntry> history,
            String by,
            Instant at,
            String what,
            String from,
            String to) {
        if (!from.equals(to)) {
            history.add(new HistoryEntry(at, by, what, from, to));
        }
    }
}

package io.tripline.alerting.triage;

import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Status;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What somebody wants to be different; what it does not name stays.
 *
 * @param tags all tags there shall be
 * @param note a text to add
 */
public record Edit(
        Optional<Status> status,
        FieldEdit<Disposition> disposition,
        FieldEdit<String> assignee,
        Optional<List<String>> tags,
        Optional<String> note) {
    /** Longer is no name. */
    public static final int MAX_NAME = 256;

    /** Longer belongs into a document that the note links to. */
    public static final int MAX_NOTE = 10_000;

    /** More label nothing any more. */
    public static final int MAX_TAGS = 50;

    public Edit {
        if (assignee instanceof FieldEdit.Set<String>(String name)) {
            require(isName(name), "assignee must be a name of 1 to " + MAX_NAME + " characters");
        }
        if (tags.isPresent()) {
            SortedSet<String> sorted = new TreeSet<>(tags.get());
            require(sorted.size() <= MAX_TAGS, "tags must be " + MAX_TAGS + " at most");
            require(
                    sorted.stream().allMatch(Edit::isWord),
                    "a tag must be a word of 1 to " + MAX_NAME + " characters");
            tags = Optional.of(List.copyOf(sorted));
        }
        if (note.isPresent()) {
            require(
                    !note.get().isBlank()
                            && note.get().length() <= MAX_NOTE
                            && note.get().codePoints().noneMatch(Edit::isHalf),
                    "note must be a text of 1 to " + MAX_NOTE + " characters");
        }
    }

    /** One that changes nothing. */
    public static Edit nothing() {
        return new Edit(
                Optional.empty(),
                new FieldEdit.Keep<>(),
                new FieldEdit.Keep<>(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, and this status. */
    public Edit status(Status wanted) {
        return new Edit(Optional.of(wanted), disposition, assignee, tags, note);
    }

    /** The same, and this disposition. */
    public Edit disposition(Disposition wanted) {
        return new Edit(status, new FieldEdit.Set<>(wanted), assignee, tags, note);
    }

    /** The same, and this assignee. */
    public Edit assignee(String wanted) {
        return new Edit(status, disposition, new FieldEdit.Set<>(wanted), tags, note);
    }

    /** The same, and this note. */
    public Edit note(String wanted) {
        return new Edit(status, disposition, assignee, tags, Optional.of(wanted));
    }

    private static boolean isName(String text) {
        return !text.isBlank()
                && text.length() <= MAX_NAME
                && text.codePoints()
                        .noneMatch(
                                each ->
                                        Character.isISOControl(each)
                                                || isHalf(each)
                                                || steers(each));
    }

    /** With a space in it, the history could not tell it from two. */
    private static boolean isWord(String text) {
        return isName(text) && text.codePoints().noneMatch(Character::isWhitespace);
    }

    /** Half of a character, which no encoding can write. */
    private static boolean isHalf(int point) {
        return Character.getType(point) == Character.SURROGATE;
    }

    /** Turns the direction of what follows, so that a name looks like another. */
    private static boolean steers(int point) {
        return switch (Character.getDirectionality(point)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE ->
                    true;
            default -> false;
        };
    }

    private static void require(boolean holds, String mend) {
        if (!holds) {
            throw new IllegalArgumentException(mend);
        }
    }
}

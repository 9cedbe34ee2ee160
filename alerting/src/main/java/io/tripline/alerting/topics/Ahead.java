package io.tripline.alerting.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is settled beyond an offset that is committed, as a text that is kept with it. Without it one record that does not
 * settle would have all behind it done again after a restart.
 *
 * <p>The text counts from the offset, in base 36: {@code 1:5a 3.2} is one record that is open, 5a that are settled, three
 * that are open, two that are settled; of what follows nothing is known.
 *
 * @param reached up to which what is not open is settled
 * @param open the offsets that are not, in their order
 */
record Ahead(long reached, List<Long> open) {
    /** Kafka keeps 4,096 bytes unless it is told otherwise ({@code offset.metadata.max.bytes}). */
    static final int MOST_CHARACTERS = 4_000;

    /** More were never written by us. */
    private static final long MOST_OPEN = 1_000_000;

    private static final String FORM = "1:";
    private static final int BASE = 36;

    /**
     * As text; empty if there is nothing to tell. Where there is too much of it, as far as there is room.
     *
     * @param open the offsets that are not settled, in their order; the first is the one to commit
     * @param reached up to which the others are settled
     */
    static String write(Collection<Long> open, long reached) {
        StringBuilder text = new StringBuilder();
        long first = -1;
        long end = -1;
        for (long each : open) {
            if (each != end) {
                if (end >= 0 && !append(text, end - first, each - end)) {
                    return text.toString();
                }
                first = each;
            }
            end = each + 1;
        }
        if (end >= 0 && reached > end) {
            append(text, end - first, reached - end);
        }
        return text.toString();
    }

    private static boolean append(StringBuilder text, long open, long settled) {
        String run =
                (text.isEmpty() ? FORM : " ")
                        + (open == 1 ? "" : Long.toString(open, BASE) + ".")
                        + Long.toString(settled, BASE);
        if (text.length() + run.length() > MOST_CHARACTERS) {
            return false;
        }
        text.append(run);
        return true;
    }

    /** Reads what {@link #write} wrote with that offset; empty if it says nothing, or is of somebody else. */
    static Optional<Ahead> read(String text, long offset) {
        if (!text.startsWith(FORM)) {
            return Optional.empty();
        }
        List<Long> open = new ArrayList<>();
        long at = offset;
        try {
            for (String run : text.substring(FORM.length()).split(" ", -1)) {
                int dot = run.indexOf('.');
                long count = dot < 0 ? 1 : Long.parseLong(run.substring(0, dot), BASE);
                long settled = Long.parseLong(run.substring(dot + 1), BASE);
                if (count < 1 || settled < 1 || open.size() + count > MOST_OPEN) {
                    return Optional.empty();
                }
                for (long i = 0; i < count; i++) {
                    open.add(at + i);
                }
                at = Math.addExact(at + count, settled);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            return Optional.empty();
        }
        return Optional.of(new Ahead(at, List.copyOf(open)));
    }
}

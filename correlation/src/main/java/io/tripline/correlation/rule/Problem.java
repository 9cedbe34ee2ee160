package io.tripline.correlation.rule;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with a rule file, where, and how to mend it. */
public record Problem(String file, Place place, String message) {
    /** As one reads a file. */
    public static final Comparator<Problem> READING =
            Comparator.comparingInt(Problem::line).thenComparingInt(each -> each.place.column());

    /** A problem somewhere on a line, from 1; 0 is the file as a whole. */
    public Problem(String file, int line, String message) {
        this(file, Place.ofLine(line), message);
    }

    public int line() {
        return place.line();
    }

    /** Those of one file as one reads it, from top to bottom; what is true of a line several times is said once. */
    public static List<Problem> inOrder(Collection<Problem> problems) {
        Set<Problem> said = new HashSet<>();
        return problems.stream()
                .sorted(READING)
                .filter(each -> said.add(new Problem(each.file, each.line(), each.message)))
                .toList();
    }

    /** As compilers say it, which editors make a link of. */
    @Override
    public String toString() {
        if (place.line() == 0) {
            return file + ": " + message;
        }
        return file
                + ":"
                + place.line()
                + (place.column() == 0 ? "" : ":" + place.column())
                + ": "
                + message;
    }
}

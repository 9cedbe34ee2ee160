package io.tripline.correlation.rule;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a rule file, where, and how to mend it. The line counts from 1; 0 is the file as a whole. */
public record Problem(String file, int line, String message) {
    /** Those of one file as one reads it, from top to bottom, each once. */
    public static List<Problem> inOrder(Collection<Problem> problems) {
        return problems.stream().distinct().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
}

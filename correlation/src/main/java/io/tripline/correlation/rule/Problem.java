package io.tripline.correlation.rule;

/** What is wrong with a rule file, where, and how to mend it. The line counts from 1; 0 is the file as a whole. */
public record Problem(String file, int line, String message) {
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
}

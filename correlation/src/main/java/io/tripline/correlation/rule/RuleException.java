package io.tripline.correlation.rule;

import java.util.List;

/** Rules that cannot be used, with all that is wrong at once. */
public final class RuleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public RuleException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: file, line, what is wrong, how to mend it. */
    public List<String> problems() {
        return problems;
    }
}

package io.tripline.correlation.rule;

import java.util.List;

/** What became of a rule file. */
public sealed interface RuleReading {
    /** The file is a rule; its EPL is not yet compiled. */
    record Accepted(Rule rule) implements RuleReading {}

    /** The file is no rule; all problems at once. */
    record Refused(List<Problem> problems) implements RuleReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}

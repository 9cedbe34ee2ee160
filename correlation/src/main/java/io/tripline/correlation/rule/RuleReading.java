package io.tripline.correlation.rule;

import java.util.List;
import java.util.Optional;

/** What became of a rule file. */
public sealed interface RuleReading {
    /** The file is a rule; its EPL is not yet compiled. */
    record Accepted(Rule rule) implements RuleReading {}

    /**
     * The file is no rule; all problems at once.
     *
     * @param draft what the file says where it can be read, so that more can be said of it; empty if it is no mapping at all
     */
    record Refused(List<Problem> problems, Optional<Draft> draft) implements RuleReading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}

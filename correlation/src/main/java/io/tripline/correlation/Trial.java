package io.tripline.correlation;

import io.tripline.correlation.rule.RuleTest;
import java.util.List;

/**
 * One test of a rule, run once.
 *
 * @param order in which its events arrived
 * @param differences between the alerts that the test expects and those that there are, in words; empty if it passed
 */
public record Trial(RuleTest test, Order order, List<String> differences) {
    public Trial {
        differences = List.copyOf(differences);
    }

    /** The order in which the events of a test arrive. */
    public enum Order {
        AS_WRITTEN("as written"),
        SHUFFLED("shuffled within the lateness, some events twice");

        private final String words;

        Order(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}

package io.tripline.deploy.config;

import java.util.List;

/** All problems of a configuration at once, each a sentence that names the key and the mend. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    ConfigurationException(List<String> problems) {
        super(
                (problems.size() == 1
                                ? "The configuration has a problem:"
                                : "The configuration has " + problems.size() + " problems:")
                        + "\n  - "
                        + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each. */
    public List<String> problems() {
        return problems;
    }
}

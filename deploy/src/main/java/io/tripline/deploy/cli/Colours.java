package io.tripline.deploy.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;

/** Colour where a person looks at a terminal that has it, and has not said no (https://no-color.org). */
final class Colours {
    private final boolean wanted;

    Colours(boolean wanted) {
        this.wanted = wanted;
    }

    static Colours ofThisTerminal() {
        return new Colours(isTerminal() && isWanted(System.getenv()));
    }

    /** Whether a person looks at what we print. */
    static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    static boolean isWanted(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    /** A heading. */
    String bold(String text) {
        return wrapped("1", text);
    }

    /** What matters less. */
    String faint(String text) {
        return wrapped("2", text);
    }

    /** A level in its colour. */
    String level(String level, String text) {
        return switch (level) {
            case "critical" -> wrapped("1;31", text);
            case "high" -> wrapped("31", text);
            case "medium" -> wrapped("33", text);
            default -> wrapped("36", text);
        };
    }

    private String wrapped(String code, String text) {
        return wanted ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}

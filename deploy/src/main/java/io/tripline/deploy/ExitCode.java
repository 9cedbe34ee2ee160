package io.tripline.deploy;

/** What the command line returns to scripts; the numbers follow BSD's sysexits where it has one. */
public enum ExitCode {
    OK(0, "The command did what it says."),
    FAILED(1, "Something failed that is neither of the below; standard error says what."),
    USAGE(64, "The command line is wrong: unknown command, option or argument."),
    NO_INPUT(66, "An input file is missing or can't be read."),
    UNAVAILABLE(
            69, "Something needed is missing or did not start: a JDK, Maven, Kafka, OpenSearch."),
    SOFTWARE(70, "A bug in Tripline; the stack trace is in the log."),
    NO_PERMISSION(77, "A token is missing or not enough; the message says whose."),
    PORT_TAKEN(75, "A port is taken; free it or change the key that the message names."),
    CONFIGURATION(78, "The configuration has problems; all of them are printed."),
    INTERRUPTED(130, "Stopped by Ctrl-C or SIGTERM before it was done."),
    OUTPUT_CLOSED(141, "Whoever read standard output closed it before the end, as head does.");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number. */
    public int code() {
        return code;
    }

    /** One sentence for {@code --help}. */
    public String meaning() {
        return meaning;
    }
}

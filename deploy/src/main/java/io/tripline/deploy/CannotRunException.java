package io.tripline.deploy;

/** Why a command can't go on, in one sentence for the person at the terminal that names the mend. */
public final class CannotRunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    /** With the sentence to print. */
    public CannotRunException(ExitCode exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** With the sentence to print, and what led to it for the log. */
    public CannotRunException(ExitCode exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** What the process returns. */
    public ExitCode exitCode() {
        return exitCode;
    }
}

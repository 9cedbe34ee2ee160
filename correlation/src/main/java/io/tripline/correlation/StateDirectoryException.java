package io.tripline.correlation;

import java.nio.file.Path;

/** The state directory can't be used, most likely because another instance on this host does. */
public final class StateDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateDirectoryException(Path directory, Throwable cause) {
        super(
                "The state directory "
                        + directory
                        + " (set by correlation.streams.state-directory) can't be used. Each instance on a host needs one of its own: "
                        + cause.getMessage(),
                cause);
    }
}

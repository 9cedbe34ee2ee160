package io.tripline.correlation.state;

/**
 * Stored state that this version cannot read. It must not be passed over like an event that fails: going on would put
 * something less in its place.
 */
public final class UnreadableStateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableStateException(String message) {
        super(message);
    }

    UnreadableStateException(String message, Throwable cause) {
        super(message, cause);
    }
}

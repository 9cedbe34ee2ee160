package io.tripline.contracts;

/** Bytes that are no event; the message says which field and why, without the field's content. */
public final class MalformedEventException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedEventException(String message) {
        super(message);
    }

    public MalformedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}

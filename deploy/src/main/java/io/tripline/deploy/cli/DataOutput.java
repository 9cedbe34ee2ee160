package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output as a command's data goes there: lines of JSON that are safe to look at in a terminal. What fails here
 * is the output and is told so, never mistaken for the input; and that a reader such as {@code head} has enough is no
 * failure.
 */
final class DataOutput implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private boolean failed;

    DataOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    }

    /** To standard output itself: System.out swallows every failure. */
    static DataOutput standard() {
        return new DataOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** The reader is gone: there is nobody to write to, and nothing to say. */
    static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClosedException(IOException cause) {
            super("Standard output is closed.", cause);
        }
    }

    /** Writes one JSON document and ends the line. */
    void line(byte[] json) {
        try {
            out.write(TerminalText.json(json));
            out.write('\n');
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Writes what is still held back, unless an earlier write failed. */
    @Override
    public void close() {
        try {
            if (!failed) {
                out.flush();
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(IOException e) {
        failed = true;
        String why = String.valueOf(e.getMessage());
        return why.contains("Broken pipe")
                ? new ClosedException(e)
                : new CannotRunException(
                        ExitCode.FAILED, "Tripline cannot write the output: " + why + ".", e);
    }
}

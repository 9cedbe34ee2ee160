package io.tripline.deploy.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** How much memory a process takes, as the operating system counts it. */
public final class Memory {
    private Memory() {}

    /** Its resident set in bytes; empty if it is gone. */
    public static OptionalLong resident(long pid) {
        try {
            Process ps =
                    new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String kilobytes =
                    new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return kilobytes.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(kilobytes) * 1024);
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}

package io.tripline.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sign-ins on a made-up host that make the rule brute-force-success fire: each address fails a few times and then gets
 * in. Every attack comes from an address of its own, so that each raises one alert.
 */
final class AttackedHosts {
    /** The rule wants ten failures. */
    private static final int FAILURES = 10;

    private int attacks;

    /** The lines of the next attack, in order; the last one is the success. */
    List<byte[]> next(Instant time) {
        // 198.18.0.0/15 is set aside for benchmarks (RFC 2544).
        String address =
                "198."
                        + (18 + (attacks >> 16 & 1))
                        + "."
                        + (attacks >> 8 & 255)
                        + "."
                        + (attacks & 255);
        attacks++;
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < FAILURES; i++) {
            lines.add(line(time, address, "Failed password for deploy", i));
        }
        lines.add(line(time, address, "Accepted password for deploy", FAILURES));
        return lines;
    }

    private static byte[] line(Instant time, String address, String what, int step) {
        // A step is a microsecond, so that the order is in the event time too.
        return (time.plusNanos(step * 1_000L)
                        + " bastion sshd["
                        + (4000 + step)
                        + "]: "
                        + what
                        + " from "
                        + address
                        + " port 52144 ssh2")
                .getBytes(UTF_8);
    }
}

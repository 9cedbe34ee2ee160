package io.tripline.deploy.samples;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the sources write them, all in UTC. */
enum Stamp {
    /** Okta, Beats: milliseconds. */
    MILLIS("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"),
    /** Entra and Windows count in 100 nanoseconds. */
    TICKS("yyyy-MM-dd'T'HH:mm:ss.SSSSSSS'Z'"),
    /** RFC 5424, as rsyslog writes it. */
    MICROS("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'"),
    /** RFC 3164: no year, no zone, the day padded with a blank. */
    SYSLOG("MMM ppd HH:mm:ss");

    private final DateTimeFormatter format;

    Stamp(String pattern) {
        this.format = DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
    }

    String of(Instant time) {
        return format.format(time);
    }

    /** Seconds since 1970 with microseconds, as Zeek writes them. */
    static String epoch(Instant time) {
        return String.format(Locale.ROOT, "%d.%06d", time.getEpochSecond(), time.getNano() / 1_000);
    }
}

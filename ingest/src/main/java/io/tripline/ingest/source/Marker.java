package io.tripline.ingest.source;

import java.util.Optional;

/**
 * Where a device's line says what it is: where its headers end. Behind that, programs log what strangers typed, as a user's name, a
 * command or a browser's name, and whoever writes another product's marker there must not choose how the line is read.
 */
final class Marker {
    private static final int LONGEST_HOST = 253;

    /** In front of a line without a header that we know, only so much stands, and nothing of what quotes and lists are made of. */
    private static final int LONGEST_FOREIGN_HEADER = 96;

    private static final String WRITTEN = "\"'=([{";

    private Marker() {}

    /** Where the marker stands in the record's text; -1 if it does not, or stands behind the headers. */
    static int in(RawRecord raw, String marker) {
        String text = raw.text();
        int at = text.indexOf(marker);
        return at >= 0 && isHead(raw, at) ? at : -1;
    }

    /** Whether what stands there stands where a device says what it is. */
    static boolean isHead(RawRecord raw, int at) {
        String text = raw.text();
        Optional<SyslogHeader> header = raw.header();
        if (header.isEmpty()) {
            return at <= LONGEST_FOREIGN_HEADER && isPlain(text, at);
        }
        SyslogHeader outer = header.get();
        int message = raw.messageStart();
        if (at < message || isBlank(text, message, at)) {
            // In the place of the tag, or right behind it.
            return true;
        }
        return outer.program() == null && isRelayed(raw, outer, at - message);
    }

    /** Whether it stands behind the header of the device itself, or its name, where a relay has put its own header before. */
    private static boolean isRelayed(RawRecord raw, SyslogHeader outer, int at) {
        String message = outer.message();
        Optional<SyslogHeader> inner = SyslogHeader.parse(message, raw.received(), raw.zone());
        if (inner.isPresent()) {
            int start = message.length() - inner.get().message().length();
            return at < start || isBlank(message, start, at);
        }
        int host = 0;
        while (host < at && " :".indexOf(message.charAt(host)) < 0) {
            host++;
        }
        return host <= LONGEST_HOST && isPlain(message, host) && isBlank(message, host, at);
    }

    private static boolean isPlain(String text, int end) {
        for (int i = 0; i < end; i++) {
            if (WRITTEN.indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (" :-".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}

package io.tripline.ingest.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsJson;
import io.tripline.ingest.source.RawRecord.Shipped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what an envelope's fields say about its record. A field that is missing or of another type says nothing. */
final class Fields {
    /** More than a host has that is not a router of containers. */
    private static final int MOST_ADDRESSES = 64;

    private final JsonNode envelope;
    private @Nullable String host;
    private boolean isSender;
    private @Nullable String path;
    private @Nullable String program;
    private @Nullable Long processId;
    private @Nullable Instant timestamp;
    private @Nullable Instant created;
    private List<String> addresses = List.of();

    Fields(JsonNode envelope) {
        this.envelope = envelope;
    }

    /** Takes the host that sent the record by syslog from the first of these names that has one. */
    Fields sender(String... names) {
        host = first(names);
        isSender = host != null;
        return this;
    }

    /** Takes the shipper's host from the first of these names that has one, if no sender is told. */
    Fields host(String... names) {
        if (host == null) {
            host = first(names);
        }
        return this;
    }

    /** Takes the host's addresses, if the host is the one that is named so. */
    Fields addresses(String list, String ofHost) {
        if (host != null && host.equals(text(envelope, ofHost))) {
            List<String> found = new ArrayList<>();
            for (JsonNode each : at(envelope, list)) {
                if (found.size() < MOST_ADDRESSES && each.isTextual()) {
                    found.add(each.textValue());
                }
            }
            addresses = found;
        }
        return this;
    }

    Fields path(String... names) {
        path = first(names);
        return this;
    }

    Fields program(String... names) {
        program = first(names);
        return this;
    }

    Fields processId(String... names) {
        for (String name : names) {
            if (processId == null) {
                processId = wholeNumber(at(envelope, name).asText(""));
            }
        }
        return this;
    }

    Fields timestamp(String... names) {
        timestamp = firstTime(names);
        return this;
    }

    Fields created(String... names) {
        created = firstTime(names);
        return this;
    }

    /** Program and process id from a syslog tag, {@code sshd[123]:}, unless they are known already. */
    Fields tag(String name) {
        String tag = at(envelope, name).asText("").strip();
        int colon = tag.endsWith(":") ? tag.length() - 1 : tag.length();
        int open = tag.indexOf('[');
        int end = open > 0 ? open : colon;
        if (program == null && end > 0) {
            program = tag.substring(0, end);
        }
        if (processId == null && open > 0 && tag.indexOf(']', open) > open) {
            processId = wholeNumber(tag.substring(open + 1, tag.indexOf(']', open)));
        }
        return this;
    }

    /**
     * Where the shipper read what programs log, and this one left its name out: a JSON object is that program's all the
     * same, and a line may still begin with its name.
     */
    Fields logged(String text, String by) {
        if (program == null && JsonText.looksLikeJson(text)) {
            program = by;
        }
        return this;
    }

    /** Takes the program's name for what it is where the journal knows from the kernel who wrote. */
    Fields claimed(String text, String userId, String command, String transport) {
        String by = at(envelope, transport).asText("");
        // What the kernel writes itself is about others, and has their ids.
        if (!by.equals("audit") && !by.equals("kernel")) {
            program = JournalClaims.believed(program, plain(userId), plain(command), text);
        }
        return this;
    }

    private @Nullable String plain(String name) {
        String text = at(envelope, name).asText("");
        return text.isEmpty() ? null : text;
    }

    boolean hasProgram() {
        return program != null;
    }

    Shipped shipped() {
        return new Shipped(
                Optional.ofNullable(host),
                isSender,
                Optional.ofNullable(path),
                Optional.ofNullable(program),
                Optional.ofNullable(processId),
                Optional.ofNullable(timestamp),
                Optional.ofNullable(created),
                addresses);
    }

    /** The non-empty text of a field at the top or, by a dotted name, inside; null if there is none. */
    static @Nullable String text(JsonNode node, String name) {
        JsonNode found = at(node, name);
        return found.isTextual() && !found.textValue().isEmpty() ? found.textValue() : null;
    }

    /** A time as shippers write it: ISO 8601 with an offset, or seconds, milli-, micro- or nanoseconds since 1970. */
    static @Nullable Instant time(JsonNode value) {
        if (value.isNumber()) {
            return epoch(value.doubleValue());
        }
        String text = value.asText("");
        if (text.length() < 10 || text.length() > 40) {
            return null;
        }
        Long digits = wholeNumber(text);
        if (digits != null) {
            return epoch(digits);
        }
        try {
            Instant time =
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : OffsetDateTime.parse(text).toInstant();
            return EcsJson.isReadable(time) ? time : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant epoch(double value) {
        if (!(value > 0 && value < 1e19)) {
            return null;
        }
        double seconds = value;
        // Seconds reach 1e11 in the year 5138, so anything larger is a finer unit.
        while (seconds >= 1e11) {
            seconds /= 1000;
        }
        // A double holds today's seconds to a quarter of a microsecond.
        return Instant.ofEpochSecond((long) seconds, Math.round(seconds % 1 * 1e6) * 1000);
    }

    private static @Nullable Long wholeNumber(String text) {
        if (text.isEmpty() || text.length() > 19) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            String text = text(envelope, name);
            // Syslog writes a dash for what it does not know.
            if (text != null && !text.equals("-")) {
                return text;
            }
        }
        return null;
    }

    private @Nullable Instant firstTime(String... names) {
        for (String name : names) {
            Instant time = time(at(envelope, name));
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    /** The field of this very name, or else the one that the dotted name leads to. */
    private static JsonNode at(JsonNode node, String name) {
        JsonNode direct = node.path(name);
        int dot = name.indexOf('.');
        if (!direct.isMissingNode() || dot <= 0) {
            return direct;
        }
        return at(node.path(name.substring(0, dot)), name.substring(dot + 1));
    }
}

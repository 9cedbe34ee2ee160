package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.Family;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One raw record, unwrapped: what the log source wrote, without what a shipper put around it. It is bounded in size,
 * valid UTF-8, and parsed once if it is JSON or has a syslog header. One thread has it.
 */
public final class RawRecord {
    /** What tells by RFC 3164 that a message is JSON. https://cee.mitre.org */
    private static final String CEE = "@cee:";

    private final String text;
    private final Optional<JsonNode> json;
    private final Family family;
    private final Instant received;
    private final ZoneId zone;
    private final Shipped shipped;

    /** Read when it is first asked for, as several sources ask. */
    private Optional<SyslogHeader> header = Optional.empty();

    private boolean isHeaderRead;

    /**
     * A record as it came.
     *
     * @param text the record as text; for a record that came as JSON, its JSON text
     * @param json the parsed record, if it is a JSON object
     * @param family of the raw topic it came by
     * @param received when it arrived in Kafka: what a missing year or an absurd date is judged by
     * @param zone of times that name none
     * @param shipped what the shipper said about it
     */
    public RawRecord(
            String text,
            Optional<JsonNode> json,
            Family family,
            Instant received,
            ZoneId zone,
            Shipped shipped) {
        this.text = text;
        this.json = json;
        this.family = family;
        this.received = received;
        this.zone = zone;
        this.shipped = shipped;
    }

    /** The record as text; for a record that came as JSON, its JSON text. */
    public String text() {
        return text;
    }

    /** The parsed record, if it is a JSON object. */
    public Optional<JsonNode> json() {
        return json;
    }

    /** Of the raw topic it came by. */
    public Family family() {
        return family;
    }

    /** When it arrived in Kafka. */
    public Instant received() {
        return received;
    }

    /** Of times that name none. */
    public ZoneId zone() {
        return zone;
    }

    /** What the shipper said about it. */
    public Shipped shipped() {
        return shipped;
    }

    /** Its syslog header, see {@link SyslogHeader#of}. */
    Optional<SyslogHeader> header() {
        if (!isHeaderRead) {
            header = SyslogHeader.read(this);
            isHeaderRead = true;
        }
        return header;
    }

    /** Where in the text begins what a program wrote: behind syslog's header, if there is one. */
    int messageStart() {
        return header().map(line -> text.stripTrailing().length() - line.message().length())
                .orElse(0);
    }

    /**
     * The JSON object that stands in a syslog line in the place of its message, as firewalls forward Suricata's records and
     * NXLog what it writes as JSON; null if there is none.
     */
    public @Nullable String carriedJson() {
        if (json.isPresent() || text.isEmpty() || text.charAt(text.length() - 1) != '}') {
            return null;
        }
        String message = header().map(SyslogHeader::message).orElse("");
        String bare = message.startsWith(CEE) ? message.substring(CEE.length()).strip() : message;
        return bare.startsWith("{") ? bare : null;
    }

    /** The event of Windows' in XML that stands there in the same way; null if there is none. */
    public @Nullable String carriedXml() {
        if (json.isPresent() || text.isEmpty() || text.charAt(text.length() - 1) != '>') {
            return null;
        }
        String message = header().map(SyslogHeader::message).orElse("");
        return message.startsWith("<Event ") ? message : null;
    }

    /** The same, with this in place of what it was read as. */
    RawRecord as(JsonNode object) {
        return new RawRecord(text, Optional.of(object), family, received, zone, shipped);
    }

    /** Whether a program wrote it to syslog or the journal, from which a shipper read it. */
    public boolean isOfProgram() {
        return shipped.program().isPresent();
    }

    /** The same as a line, whatever it looks like. */
    public RawRecord asLine() {
        return new RawRecord(text, Optional.empty(), family, received, zone, shipped);
    }

    /** The record that this line carries, from the host that the line's header names. */
    public RawRecord carrying(String carried, Optional<JsonNode> object) {
        Optional<SyslogHeader> line = header();
        return new RawRecord(
                carried,
                object,
                family,
                received,
                zone,
                new Shipped(
                        line.map(SyslogHeader::host).or(shipped::host),
                        line.map(SyslogHeader::host).isPresent() || shipped.isSender(),
                        shipped.path(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        shipped.created().or(() -> line.map(SyslogHeader::time)),
                        List.of()));
    }

    /**
     * What a shipper says about a record beside its content. All parts may be missing.
     *
     * @param host the host the record comes from
     * @param isSender whether that is who sent it by syslog, and not the shipper's own
     * @param path the file it was read from
     * @param program the syslog program name, where the shipper took the syslog header off
     * @param processId the syslog process id, likewise
     * @param timestamp the syslog header's time, likewise
     * @param created when the shipper read it
     * @param addresses of that host, where the shipper runs on it
     */
    public record Shipped(
            Optional<String> host,
            boolean isSender,
            Optional<String> path,
            Optional<String> program,
            Optional<Long> processId,
            Optional<Instant> timestamp,
            Optional<Instant> created,
            List<String> addresses) {
        public Shipped {
            addresses = List.copyOf(addresses);
        }

        /** What a shipper says that knows no addresses. */
        public Shipped(
                Optional<String> host,
                Optional<String> path,
                Optional<String> program,
                Optional<Long> processId,
                Optional<Instant> timestamp,
                Optional<Instant> created) {
            this(host, false, path, program, processId, timestamp, created, List.of());
        }

        /** What a program is called whose words are not believed: it tells of no sign-in. */
        public static final String UNKNOWN = "unknown";

        boolean isUnknown() {
            return program.filter(UNKNOWN::equals).isPresent();
        }

        /** The name in what a program calls itself: {@code /usr/sbin/cron} is cron; GNOME's display manager writes {@code gdm-password]}. */
        public static String programName(String called) {
            String name = called.substring(called.lastIndexOf('/') + 1);
            return name.endsWith("]") ? name.substring(0, name.length() - 1) : name;
        }

        /** Who sent it by syslog, if that is told. */
        public Optional<String> sender() {
            return isSender ? host : Optional.empty();
        }

        /** The same, read from this file if the shipper names none. */
        public Shipped orFrom(Optional<String> file) {
            return path.isPresent() || file.isEmpty()
                    ? this
                    : new Shipped(
                            host, isSender, file, program, processId, timestamp, created,
                            addresses);
        }

        /** A record that came as it is. */
        public static final Shipped BARE =
                new Shipped(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }
}

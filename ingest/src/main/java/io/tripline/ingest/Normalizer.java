package io.tripline.ingest;

import io.tripline.contracts.EcsEvent;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.enrich.Identities;
import io.tripline.ingest.envelope.Envelope;
import io.tripline.ingest.envelope.Part;
import io.tripline.ingest.source.IgnoredReason;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.Normalized;
import io.tripline.ingest.source.RawRecord;
import io.tripline.ingest.source.RejectedReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what was shipped into events, or says why not. The same input gives the same outcomes, but for {@code
 * event.ingested}. It never throws, and may be used by several threads.
 */
public final class Normalizer {
    private static final Logger log = LoggerFactory.getLogger(Normalizer.class);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** How many letters one Kafka record may become if nothing of it is read. */
    private static final int MOST_LETTERS = 100;

    private final IngestConfig config;
    private final GeoEnrichment geo;
    private final Supplier<Identities> identities;
    private final SharedFields sharedFields;

    /** One that knows the persons of its configuration. */
    public Normalizer(IngestConfig config, GeoEnrichment geo, InstantSource clock) {
        this(config, geo, config::identities, clock);
    }

    /**
     * One of whose persons more may become known.
     *
     * @param identities those that are known now
     */
    public Normalizer(
            IngestConfig config,
            GeoEnrichment geo,
            Supplier<Identities> identities,
            InstantSource clock) {
        this.config = config;
        this.geo = geo;
        this.identities = identities;
        this.sharedFields = new SharedFields(config, clock);
    }

    /** One outcome for each raw record that the input carries, in their order; at least one. */
    public List<Outcome> normalize(RawInput input) {
        byte[] value = input.value();
        if (value == null) {
            return List.of(new Outcome.Ignored(IgnoredReason.TOMBSTONE, Optional.empty()));
        }
        try {
            return normalize(input, value);
        } catch (RuntimeException e) {
            return List.of(internalError(e, value, Optional.empty()));
        }
    }

    /** The outcome for a record that our own code could not cope with: it is kept, and the bug is in the log. */
    public static Outcome.Rejected internalError(
            RuntimeException bug, byte[] letter, Optional<String> source) {
        // Only where it happened: the exception's message may quote the record.
        StackTraceElement[] trace = bug.getStackTrace();
        log.atError()
                .addKeyValue("source", source.orElse("none"))
                .addKeyValue("exception", bug.getClass().getName())
                .addKeyValue("at", trace.length == 0 ? "unknown" : trace[0].toString())
                .log("A raw record met a bug and was kept as a dead letter.");
        return new Outcome.Rejected(
                RejectedReason.INTERNAL_ERROR,
                "Tripline failed with " + bug.getClass().getSimpleName() + ".",
                letter,
                source);
    }

    private List<Outcome> normalize(RawInput input, byte[] value) {
        if (value.length > config.maxRecordBytes()) {
            return rejected(
                    RejectedReason.TOO_LARGE,
                    "The record has "
                            + value.length
                            + " bytes; ingest.max-record-bytes allows "
                            + config.maxRecordBytes()
                            + ".",
                    value);
        }
        String text = decode(value);
        if (text == null) {
            return rejected(RejectedReason.NOT_UTF8, "The record is not valid UTF-8.", value);
        }
        if (!text.isEmpty() && text.charAt(0) == 0) {
            // A file whose writer lost power has them, and the next line that is written stands
            // behind them.
            text = withoutNulls(text);
            if (text.isEmpty()) {
                return rejected(RejectedReason.NO_TEXT, "The record is all NUL bytes.", value);
            }
        }
        ZoneId zone;
        try {
            zone =
                    input.timezone().isEmpty()
                            ? config.timezone()
                            : ZoneId.of(input.timezone().get());
        } catch (DateTimeException e) {
            return rejected(
                    RejectedReason.INVALID_FIELD, "The timezone header names no time zone.", value);
        }
        List<Part> parts = Envelope.open(text);
        if (parts.size() == 1) {
            return List.of(outcome(input, parts.getFirst(), 0, zone, value));
        }
        List<Outcome> outcomes = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            outcomes.add(outcome(input, parts.get(i), i, zone, null));
        }
        return isLost(outcomes) ? List.of(oneLetter(outcomes, value)) : outcomes;
    }

    /** Whether nothing in it was read, and more letters would tell no more than one. */
    private static boolean isLost(List<Outcome> outcomes) {
        return outcomes.size() > MOST_LETTERS
                && outcomes.stream().allMatch(Outcome.Rejected.class::isInstance);
    }

    /** A letter that holds the whole record: sent again after the mend, it gives all its events. */
    private static Outcome oneLetter(List<Outcome> outcomes, byte[] value) {
        Outcome.Rejected first = (Outcome.Rejected) outcomes.getFirst();
        return new Outcome.Rejected(
                first.reason(),
                "None of the " + outcomes.size() + " records in it was read. " + first.detail(),
                value,
                first.source());
    }

    private Outcome outcome(
            RawInput input, Part part, int index, ZoneId zone, byte @Nullable [] wholeValue) {
        return switch (part) {
            case Part.Blank _ -> new Outcome.Ignored(IgnoredReason.EMPTY, Optional.empty());
            case Part.Broken(String whole, RejectedReason reason, String detail) ->
                    new Outcome.Rejected(
                            reason, detail, letter(wholeValue, whole), Optional.empty());
            case Part.Content content -> {
                RawRecord raw =
                        new RawRecord(
                                content.text(),
                                content.json(),
                                input.family(),
                                input.received(),
                                input.timezone().isPresent() ? zone : content.zone().orElse(zone),
                                content.shipped().orFrom(input.path()));
                yield outcome(input, raw, index, wholeValue, content.whole());
            }
        };
    }

    /**
     * What a syslog line or the journal carries, where that is a record of a log source that is shipped so, or of the one
     * that is said outright; else it stays a line with a message.
     */
    private RawRecord unwrapped(RawRecord line, Optional<String> name) {
        if (line.json().isPresent()) {
            return line.isOfProgram() && name.isEmpty() && !isSentBySyslog(line)
                    ? line.asLine()
                    : line;
        }
        return Envelope.carried(line)
                .filter(
                        record ->
                                name.flatMap(config::named)
                                        .map(source -> source.recognizes(record))
                                        .orElseGet(() -> isSentBySyslog(record)))
                .orElse(line);
    }

    private boolean isSentBySyslog(RawRecord record) {
        return config.recognizing(record)
                .filter(source -> source.isSentBySyslog(record))
                .isPresent();
    }

    private Outcome outcome(
            RawInput input, RawRecord line, int index, byte @Nullable [] wholeValue, String whole) {
        Optional<String> name = input.source().or(() -> config.sourceOf(input.family()));
        LogSource source = null;
        try {
            RawRecord raw = unwrapped(line, name);
            source =
                    (name.isPresent() ? config.named(name.get()) : config.recognizing(raw))
                            .orElse(null);
            if (source == null) {
                return name.isPresent()
                        ? new Outcome.Rejected(
                                RejectedReason.UNKNOWN_SOURCE_NAME,
                                "There is no log source of the name that header or mapping gives.",
                                letter(wholeValue, whole),
                                Optional.empty())
                        : new Outcome.Rejected(
                                RejectedReason.UNKNOWN_SOURCE,
                                "No log source recognizes the record.",
                                letter(wholeValue, whole),
                                Optional.empty());
            }
            return finished(input, raw, index, source, letter(wholeValue, whole));
        } catch (RuntimeException e) {
            return internalError(
                    e, letter(wholeValue, whole), Optional.ofNullable(source).map(LogSource::name));
        }
    }

    private Outcome finished(
            RawInput input, RawRecord raw, int index, LogSource source, byte[] letter) {
        Optional<String> name = Optional.of(source.name());
        return switch (source.normalize(raw)) {
            case Normalized.Ignored(IgnoredReason reason) -> new Outcome.Ignored(reason, name);
            case Normalized.Rejected(RejectedReason reason, String detail) ->
                    new Outcome.Rejected(reason, detail, letter, name);
            case Normalized.Parsed(EcsEvent.Builder event) -> {
                String problem = sharedFields.timestampProblem(event, raw.received());
                if (problem != null) {
                    yield new Outcome.Rejected(
                            RejectedReason.INVALID_TIMESTAMP, problem, letter, name);
                }
                sharedFields.fill(event, raw, source, () -> input.ids().apply(index));
                geo.enrich(event);
                identities.get().enrich(event);
                yield new Outcome.Event(event.build(), name);
            }
        };
    }

    private static String withoutNulls(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == 0) {
            at++;
        }
        return text.substring(at);
    }

    private static byte[] letter(byte @Nullable [] wholeValue, String whole) {
        return wholeValue == null ? whole.getBytes(StandardCharsets.UTF_8) : wholeValue;
    }

    private static List<Outcome> rejected(RejectedReason reason, String detail, byte[] value) {
        return List.of(new Outcome.Rejected(reason, detail, value, Optional.empty()));
    }

    /** The text without a byte order mark; null if it is not valid UTF-8. */
    private static @Nullable String decode(byte[] value) {
        boolean marked =
                value.length >= 3
                        && value[0] == BYTE_ORDER_MARK[0]
                        && value[1] == BYTE_ORDER_MARK[1]
                        && value[2] == BYTE_ORDER_MARK[2];
        int from = marked ? 3 : 0;
        String text = new String(value, from, value.length - from, StandardCharsets.UTF_8);
        // The fast decoder puts U+FFFD for what it cannot read. Only a text that holds one is
        // decoded strictly.
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value, from, value.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}

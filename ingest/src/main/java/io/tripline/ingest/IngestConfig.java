package io.tripline.ingest;

import io.tripline.contracts.Family;
import io.tripline.ingest.enrich.Identities;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.RawRecord;
import io.tripline.ingest.source.Sources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How ingest works. A component's key is its name in dashes below {@code ingest}, e.g. {@code ingest.max-record-bytes}.
 *
 * @param maxRecordBytes a longer record is a dead letter unread
 * @param timezone of times that name none, where neither the shipper nor a header says
 * @param sources log sources by family, for topics that carry one kind only; it is then not guessed
 * @param own log sources of the operator's own, from mapping files; they are asked before ours
 * @param identities who has which accounts
 * @param identityFile where these stand, to be read anew when it changes
 * @param withoutOriginal log sources whose events do not keep the raw record in {@code event.original}
 */
public record IngestConfig(
        int maxRecordBytes,
        ZoneId timezone,
        Map<Family, String> sources,
        Set<String> withoutOriginal,
        Timestamp timestamp,
        Geo geo,
        Streams streams,
        List<LogSource> own,
        Identities identities,
        Optional<Path> identityFile) {
    /** As in {@code EcsJson.LIMITS}: no string of an event may be longer than a reader of events accepts. */
    private static final int MAX_RECORD_BYTES = 1 << 20;

    /** A configuration without log sources of the operator's own, and that knows no persons. */
    public IngestConfig(
            int maxRecordBytes,
            ZoneId timezone,
            Map<Family, String> sources,
            Set<String> withoutOriginal,
            Timestamp timestamp,
            Geo geo,
            Streams streams) {
        this(
                maxRecordBytes,
                timezone,
                sources,
                withoutOriginal,
                timestamp,
                geo,
                streams,
                List.of(),
                Identities.NONE,
                Optional.empty());
    }

    public IngestConfig {
        if (maxRecordBytes < 1024 || maxRecordBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "ingest.max-record-bytes must be between 1024 and "
                            + MAX_RECORD_BYTES
                            + ", not "
                            + maxRecordBytes
                            + ".");
        }
        own = List.copyOf(own);
        sources = Map.copyOf(sources);
        withoutOriginal = Set.copyOf(withoutOriginal);
        for (Map.Entry<Family, String> each : sources.entrySet()) {
            requireSource("ingest.sources." + each.getKey().label(), each.getValue(), own);
        }
        for (String name : withoutOriginal) {
            requireSource("ingest.without-original", name, own);
        }
    }

    /**
     * How far a record's time may be from its arrival; empty for any distance.
     *
     * @param maxFuture a clock that runs ahead by more is wrong
     * @param maxAge an event that is older is a mistaken date
     */
    public record Timestamp(Optional<Duration> maxFuture, Optional<Duration> maxAge) {
        public Timestamp {
            requireNotNegative("ingest.timestamp.max-future", maxFuture);
            requireNotNegative("ingest.timestamp.max-age", maxAge);
        }

        /** Any time goes, as for old logs that are read offline. */
        public static final Timestamp UNBOUNDED = new Timestamp(Optional.empty(), Optional.empty());
    }

    /** Databases in MaxMind's format; without one, there is no such enrichment. */
    public record Geo(Optional<Path> city, Optional<Path> asn) {
        /** No enrichment. */
        public static final Geo NONE = new Geo(Optional.empty(), Optional.empty());
    }

    /**
     * How it runs in Kafka Streams.
     *
     * @param applicationId the consumer group; instances that share it share the work
     * @param threads at most one per partition has work
     * @param stateDirectory where Kafka Streams keeps its lock; ingest itself has no state
     */
    public record Streams(String applicationId, int threads, Path stateDirectory) {
        public Streams {
            if (applicationId.isBlank()) {
                throw new IllegalArgumentException(
                        "ingest.streams.application-id must name the consumer group.");
            }
            if (threads < 1 || threads > 256) {
                throw new IllegalArgumentException(
                        "ingest.streams.threads must be between 1 and 256, not " + threads + ".");
            }
        }
    }

    /** What holds where nothing else is configured. */
    public static IngestConfig defaults() {
        return new IngestConfig(
                MAX_RECORD_BYTES,
                ZoneOffset.UTC,
                Map.of(),
                Set.of(),
                new Timestamp(
                        Optional.of(Duration.ofMinutes(5)), Optional.of(Duration.ofDays(365))),
                Geo.NONE,
                new Streams("tripline-ingest", 1, Path.of("data", "ingest")));
    }

    /** The same with other bounds of time. */
    public IngestConfig with(Timestamp bounds) {
        return new IngestConfig(
                maxRecordBytes,
                timezone,
                sources,
                withoutOriginal,
                bounds,
                geo,
                streams,
                own,
                identities,
                identityFile);
    }

    /** The same with other persons, who stay the same. */
    public IngestConfig with(Identities known) {
        return new IngestConfig(
                maxRecordBytes,
                timezone,
                sources,
                withoutOriginal,
                timestamp,
                geo,
                streams,
                own,
                known,
                Optional.empty());
    }

    /** All log sources: the operator's own, then ours. */
    public List<LogSource> all() {
        return Stream.concat(own.stream(), Sources.all().stream()).toList();
    }

    /** The log source of this name. */
    public Optional<LogSource> named(String name) {
        return named(name, own);
    }

    /** The log source that recognizes a record. */
    Optional<LogSource> recognizing(RawRecord raw) {
        for (LogSource source : own) {
            if (source.recognizes(raw)) {
                return Optional.of(source);
            }
        }
        return Sources.recognizing(raw);
    }

    private static Optional<LogSource> named(String name, List<LogSource> own) {
        return own.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .or(() -> Sources.named(name));
    }

    Optional<String> sourceOf(Family family) {
        return Optional.ofNullable(sources.get(family));
    }

    boolean keepsOriginal(String source) {
        return !withoutOriginal.contains(source);
    }

    private static void requireSource(String key, String name, List<LogSource> own) {
        if (named(name, own).isEmpty()) {
            throw new IllegalArgumentException(
                    key
                            + " names no log source: "
                            + name
                            + ". There are: "
                            + String.join(
                                    ", ", Sources.all().stream().map(each -> each.name()).toList())
                            + ".");
        }
    }

    private static void requireNotNegative(String key, Optional<Duration> duration) {
        if (duration.isPresent() && duration.get().isNegative()) {
            throw new IllegalArgumentException(key + " must not be negative.");
        }
    }
}

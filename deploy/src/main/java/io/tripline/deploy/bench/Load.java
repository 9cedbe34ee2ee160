package io.tripline.deploy.bench;

import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.StableId;
import io.tripline.deploy.samples.Branch;
import io.tripline.deploy.samples.OrdinaryTraffic;
import io.tripline.deploy.samples.SampleDay;
import io.tripline.deploy.samples.SampleRecord;
import io.tripline.deploy.servers.Distribution;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sample day at as many branches as make up a count of records, with ordinary traffic beside each of its records, in the
 * order of time, each record given once.
 */
final class Load {
    private static final Duration DAY = Duration.ofDays(1);

    private static final int MOST_BRANCHES = 10_000;

    private final InstantSource clock;
    private final int daysAgo;
    private final int nextBranch;
    private final Iterator<SampleRecord> supply;

    /**
     * A load of one day.
     *
     * @param daysAgo when it ends; 0 for now
     * @param atLeast how many records it has or more
     * @param ordinary how many records of ordinary traffic come with each of a sample day
     */
    Load(InstantSource clock, int daysAgo, int atLeast, int ordinary) {
        this(clock, daysAgo, 0, atLeast, ordinary);
    }

    private Load(InstantSource clock, int daysAgo, int firstBranch, int atLeast, int ordinary) {
        this.clock = clock;
        this.daysAgo = daysAgo;
        Instant end = clock.instant().minus(DAY.multipliedBy(daysAgo));
        List<SampleRecord> records = new ArrayList<>();
        int branch = firstBranch;
        for (; records.size() < atLeast; branch++) {
            Branch renamed = new Branch(branch);
            // The same people and machines every day, and not the same ids.
            int seed = branch + MOST_BRANCHES * daysAgo;
            List<SampleRecord> day = SampleDay.ending(end, seed).records();
            Stream.concat(day.stream(), OrdinaryTraffic.beside(day, ordinary, seed).stream())
                    .map(renamed::rename)
                    .forEach(records::add);
        }
        records.sort(Comparator.comparing(SampleRecord::time));
        supply = records.iterator();
        nextBranch = branch;
    }

    /** A load of the same day by branches that this one does not have. */
    Load ofOtherBranches(int atLeast, int ordinary) {
        return new Load(clock, daysAgo, nextBranch, atLeast, ordinary);
    }

    /** Takes an event in the form that goes into a bulk request. */
    @FunctionalInterface
    interface EventConsumer {
        void accept(Family family, String id, byte[] json) throws IOException;
    }

    /** The next record that was not given before. */
    SampleRecord next() {
        return supply.next();
    }

    /** The next so many. */
    List<SampleRecord> take(int count) {
        List<SampleRecord> records = new ArrayList<>(count);
        while (records.size() < count) {
            records.add(next());
        }
        return records;
    }

    /**
     * Hands on what ingest will make of the records, without the few that are no events.
     *
     * @return how many different events they are
     */
    int events(List<SampleRecord> records, Distribution distribution, EventConsumer consumer)
            throws IOException {
        Set<String> seen = new HashSet<>();
        try (GeoEnrichment geo =
                GeoEnrichment.open(
                        Optional.of(distribution.cityDatabase()),
                        Optional.of(distribution.asnDatabase()))) {
            Normalizer normalizer = new Normalizer(IngestConfig.defaults(), geo, clock);
            long offset = 0;
            for (SampleRecord record : records) {
                for (Outcome outcome : normalizer.normalize(input(record, offset++))) {
                    if (outcome instanceof Outcome.Event(var event, _) && seen.add(event.id())) {
                        consumer.accept(
                                Family.ofTopic(record.topic()), event.id(), EcsJson.write(event));
                    }
                }
            }
        }
        return seen.size();
    }

    private RawInput input(SampleRecord record, long offset) {
        // Its place in Kafka is not known yet, but ids of this kind are as long as the real ones.
        Origin origin = new Origin(record.topic(), 0, offset);
        return new RawInput(
                record.value(),
                Optional.ofNullable(record.headers().get(RecordHeaders.SOURCE)),
                Optional.ofNullable(record.headers().get(RecordHeaders.TIMEZONE)),
                Family.ofTopic(record.topic()),
                clock.instant(),
                index -> StableId.ofOrigin(origin, index));
    }
}

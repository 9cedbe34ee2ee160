package io.tripline.deploy.endtoend;

import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.contracts.StableId;
import io.tripline.deploy.samples.SampleRecord;
import io.tripline.deploy.servers.Distribution;
import io.tripline.deploy.stack.Shipping;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Raw records that were shipped to Kafka, with where each one landed: from that follows, record by record, what must
 * come of it. It is the ledger that the tests balance.
 */
final class Shipment implements AutoCloseable {
    private static final long ACKNOWLEDGEMENT_SECONDS = 120;

    private final Producer<byte[], byte[]> producer;
    private final Distribution distribution;
    private final List<SampleRecord> records = new ArrayList<>();
    private final List<Future<RecordMetadata>> places = new ArrayList<>();

    Shipment(RunningPipeline pipeline) {
        distribution = pipeline.stack().servers().distribution();
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                pipeline.stack().servers().bootstrapServers(),
                                ProducerConfig.LINGER_MS_CONFIG,
                                5,
                                // A broker that refuses a producer's first batch (frozen for
                                // longer than its session, it leads nothing for a moment) and
                                // takes the second never takes the first: it knows no earlier
                                // sequence, and the producer gives up on it after two minutes.
                                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                                1,
                                // A topic's bound counts what travels.
                                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                                "lz4",
                                // What a shipper may send that thinks nothing of ten megabytes a
                                // line.
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                16 << 20),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Ships one record; Kafka's acknowledgement is awaited by {@link #expected}. */
    void ship(SampleRecord record) {
        records.add(record);
        places.add(producer.send(Shipping.kafkaRecord(record)));
    }

    /** Has everything shipped so far acknowledged. */
    void flush() {
        producer.flush();
    }

    /**
     * What must come of the records.
     *
     * @param eventIds the events, by {@code event.id}
     * @param deadLetters the reason of each dead letter, by origin
     * @param ignored how many are ignored
     */
    record Expected(List<String> eventIds, Map<String, String> deadLetters, int ignored) {}

    /** What must come of all that was shipped; fails if Kafka did not take a record. */
    Expected expected() throws Exception {
        List<String> eventIds = new ArrayList<>();
        Map<String, String> deadLetters = new TreeMap<>();
        int ignored = 0;
        try (GeoEnrichment geo =
                GeoEnrichment.open(
                        Optional.of(distribution.cityDatabase()),
                        Optional.of(distribution.asnDatabase()))) {
            Normalizer normalizer =
                    new Normalizer(IngestConfig.defaults(), geo, InstantSource.system());
            for (int i = 0; i < records.size(); i++) {
                RecordMetadata place = places.get(i).get(ACKNOWLEDGEMENT_SECONDS, TimeUnit.SECONDS);
                Origin origin = new Origin(place.topic(), place.partition(), place.offset());
                for (Outcome outcome : normalizer.normalize(input(records.get(i), place, origin))) {
                    switch (outcome) {
                        case Outcome.Event event -> eventIds.add(event.event().id());
                        case Outcome.Rejected rejected ->
                                deadLetters.put(origin.toString(), rejected.reason().label());
                        case Outcome.Ignored _ -> ignored++;
                    }
                }
            }
        }
        return new Expected(eventIds.stream().distinct().sorted().toList(), deadLetters, ignored);
    }

    @Override
    public void close() {
        producer.close();
    }

    private static RawInput input(SampleRecord record, RecordMetadata place, Origin origin) {
        return new RawInput(
                record.value(),
                Optional.empty(),
                Optional.empty(),
                Family.ofTopic(record.topic()),
                Instant.ofEpochMilli(place.timestamp()),
                index -> StableId.ofOrigin(origin, index));
    }
}

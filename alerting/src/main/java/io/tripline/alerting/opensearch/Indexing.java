package io.tripline.alerting.opensearch;

import com.fasterxml.jackson.core.JacksonException;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.OpenSearchConfig;
import io.tripline.alerting.RetentionConfig;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.Received;
import io.tripline.alerting.topics.TopicReader;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Events, alerts, incidents and the ledger on their way into OpenSearch. Reading begins when OpenSearch has answered and everything is
 * in place there; until then it is asked again and again. Each has a reader of its own, so that an alert never waits
 * behind a backlog of events.
 */
public final class Indexing implements AutoCloseable {
    /** A document that is indexed again is the same one. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(Indexing.class);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(3);

    private final OpenSearchLink link;
    private final Schema schema;
    private final Retention retention;
    private final Backoff backoff;
    private final List<BulkDelivery> deliveries;
    private final List<TopicReader> readers;
    private final Thread opening =
            Thread.ofPlatform().name("opensearch-watch").unstarted(this::open);

    /** Owned by the watching thread. */
    private Optional<RetryReason> told = Optional.empty();

    private volatile Optional<String> death = Optional.empty();
    private volatile Optional<String> unreachable = Optional.empty();
    private volatile Optional<String> waiting = Optional.of("OpenSearch has not answered yet.");

    /**
     * Indexing that has not begun.
     *
     * @param mutes asked for every alert
     */
    public Indexing(
            OpenSearchConfig config,
            RetentionConfig keeping,
            Supplier<Mutes> mutes,
            String groupPrefix,
            Map<String, String> kafka,
            DeadLetters deadLetters,
            MeterRegistry meters,
            InstantSource clock,
            RandomGenerator random) {
        link = new OpenSearchLink(config);
        schema = new Schema(link, config);
        retention = new Retention(link, keeping, clock, meters);
        backoff = new Backoff(config.retryFirst(), config.retryLongest(), random);
        IndexMetrics metrics = new IndexMetrics(meters, clock);
        BulkDelivery events = new BulkDelivery(link, deadLetters, backoff, Thread::sleep, metrics);
        BulkDelivery alerts = new BulkDelivery(link, deadLetters, backoff, Thread::sleep, metrics);
        BulkDelivery incidents =
                new BulkDelivery(link, deadLetters, backoff, Thread::sleep, metrics);
        BulkDelivery receipts =
                new BulkDelivery(link, deadLetters, backoff, Thread::sleep, metrics);
        BulkDelivery letters =
                new BulkDelivery(link, Indexing::leave, backoff, Thread::sleep, metrics);
        BulkDelivery ledger = new BulkDelivery(link, deadLetters, backoff, Thread::sleep, metrics);
        deliveries = List.of(events, alerts, incidents, receipts, letters, ledger);
        record Part(
                String topic,
                String group,
                Map<String, String> kafka,
                BulkDelivery delivery,
                BiFunction<Received, Runnable, BulkItems.Made> items) {}
        readers =
                Stream.of(
                                new Part(
                                        Topics.EVENTS,
                                        "-index-events",
                                        patient(kafka, config.flushInterval()),
                                        events,
                                        BulkItems::event),
                                new Part(
                                        Topics.ALERTS,
                                        "-index-alerts",
                                        kafka,
                                        alerts,
                                        (received, settled) ->
                                                BulkItems.alert(received, settled, mutes.get())),
                                new Part(
                                        Topics.INCIDENTS,
                                        "-index-incidents",
                                        kafka,
                                        incidents,
                                        (received, settled) ->
                                                BulkItems.incident(received, settled, mutes.get())),
                                new Part(
                                        Topics.RECEIPTS,
                                        "-index-receipts",
                                        kafka,
                                        receipts,
                                        BulkItems::receipt),
                                new Part(
                                        Topics.LEDGER,
                                        "-index-ledger",
                                        kafka,
                                        ledger,
                                        BulkItems::ledger),
                                new Part(
                                        Topics.DEAD_LETTERS,
                                        "-index-dead-letters",
                                        modest(kafka),
                                        letters,
                                        BulkItems::deadLetter))
                        .map(
                                part -> {
                                    AtomicReference<@Nullable Indexer> current =
                                            new AtomicReference<>();
                                    metrics.inFlight(
                                            part.topic(),
                                            () -> {
                                                Indexer indexer = current.get();
                                                return indexer == null ? 0 : indexer.inFlight();
                                            });
                                    return new TopicReader(
                                            new TopicReader.Source(
                                                    part.topic(),
                                                    groupPrefix + part.group(),
                                                    "earliest",
                                                    config.flushInterval().dividedBy(2),
                                                    config.bulkDocuments(),
                                                    COMMIT_INTERVAL),
                                            part.kafka(),
                                            () -> {
                                                Indexer indexer =
                                                        new Indexer(
                                                                part.delivery(),
                                                                deadLetters,
                                                                part.items(),
                                                                config,
                                                                clock,
                                                                metrics);
                                                current.set(indexer);
                                                return indexer;
                                            },
                                            meters,
                                            clock,
                                            Thread::sleep);
                                })
                        .toList();
    }

    /** Dead letters are as large as somebody made them. */
    private static Map<String, String> modest(Map<String, String> kafka) {
        Map<String, String> modest = new HashMap<>();
        modest.put("fetch.max.bytes", "8388608");
        modest.put("max.partition.fetch.bytes", "1048576");
        modest.putAll(kafka);
        return Map.copyOf(modest);
    }

    /** A dead letter that cannot be indexed stays on its topic; it is no second one, which would go round for ever. */
    private static void leave(Received received, String reason, String detail) {
        log.atWarn()
                .addKeyValue("letter", received)
                .addKeyValue("detail", detail)
                .log("A dead letter cannot be indexed.");
    }

    /** Events wait for their bulk request anyway, so they may as well wait for each other in the broker. */
    private static Map<String, String> patient(Map<String, String> kafka, Duration flushInterval) {
        Map<String, String> patient = new HashMap<>();
        patient.put("fetch.min.bytes", "262144");
        patient.put("fetch.max.wait.ms", Long.toString(flushInterval.toMillis()));
        patient.putAll(kafka);
        return Map.copyOf(patient);
    }

    /** Begins to ask OpenSearch, and then to read. */
    public void start() {
        opening.start();
    }

    /** Why nothing will be indexed any more. */
    public Optional<String> notLive() {
        return death.isPresent()
                ? death
                : readers.stream().map(TopicReader::notLive).flatMap(Optional::stream).findFirst();
    }

    /** Why nothing is indexed at the moment. */
    public Optional<String> notReady() {
        if (waiting.isPresent()) {
            return waiting;
        }
        if (unreachable.isPresent()) {
            return unreachable;
        }
        Optional<String> repeating =
                deliveries.stream()
                        .map(BulkDelivery::trouble)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .map(
                                reason ->
                                        "OpenSearch does not take documents: "
                                                + reason.label()
                                                + ".");
        return repeating.isPresent()
                ? repeating
                : readers.stream().map(TopicReader::notReady).flatMap(Optional::stream).findFirst();
    }

    @Override
    public void close() {
        opening.interrupt();
        awaitOpening();
        readers.forEach(TopicReader::close);
        link.close();
    }

    private void awaitOpening() {
        try {
            // Otherwise it could still start readers behind our back.
            opening.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open() {
        try {
            for (int failures = 1; ; failures++) {
                Optional<String> problem = prepare();
                if (!Objects.equals(problem, waiting) && problem.isPresent()) {
                    log.atWarn().addKeyValue("problem", problem.get()).log("Not indexing yet.");
                }
                waiting = problem;
                if (problem.isEmpty()) {
                    readers.forEach(TopicReader::start);
                    log.atInfo().log("OpenSearch is prepared; indexing begins.");
                    break;
                }
                Thread.sleep(backoff.after(failures));
            }
            watch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            death = Optional.of("Preparing OpenSearch ended by " + e);
            log.atError().setCause(e).log("Preparing OpenSearch ended by a bug.");
        }
    }

    /** Asks whether OpenSearch is there: with nothing to index, nobody else would notice that it is gone. */
    private void watch() throws InterruptedException {
        while (true) {
            Thread.sleep(BETWEEN_QUESTIONS);
            unreachable = reach();
            tellTrouble(
                    deliveries.stream()
                            .map(BulkDelivery::trouble)
                            .flatMap(Optional::stream)
                            .findFirst());
            if (unreachable.isEmpty()) {
                retention.enforceIfDue();
            }
        }
    }

    /** Once when it begins and once when it is over: a retry alone is nobody's business. */
    private void tellTrouble(Optional<RetryReason> trouble) {
        if (trouble.equals(told)) {
            return;
        }
        told = trouble;
        if (trouble.isEmpty()) {
            log.atInfo().log("OpenSearch takes documents again.");
            return;
        }
        log.atLevel(trouble.get().needsAPerson() ? Level.ERROR : Level.WARN)
                .addKeyValue("reason", trouble.get().label())
                .log("OpenSearch does not take documents; they wait in Kafka.");
    }

    private Optional<String> reach() {
        try {
            int status = link.send("HEAD", "/", null).status();
            return status >= 500
                    ? Optional.of("OpenSearch answers with status " + status + ".")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("OpenSearch cannot be reached (opensearch.url): " + e.getMessage());
        }
    }

    private Optional<String> prepare() {
        try {
            return schema.prepare();
        } catch (JacksonException e) {
            return Optional.of(
                    "What answers at opensearch.url is not OpenSearch: " + e.getOriginalMessage());
        } catch (IOException e) {
            return Optional.of("OpenSearch cannot be reached (opensearch.url): " + e.getMessage());
        }
    }
}

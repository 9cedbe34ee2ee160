package io.tripline.alerting.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.PagingConfig;
import io.tripline.alerting.form.Form;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.paging.PagingDesk;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.DeskReader;
import io.tripline.alerting.topics.LeftBehind;
import io.tripline.alerting.topics.ReceiptTopic;
import io.tripline.alerting.topics.TopicReader;
import io.tripline.contracts.Topics;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;

/** The desk that decides who is told, and all destinations, each with its own reader of the outbox. */
public final class Webhooks implements AutoCloseable {
    /** A page waits no longer than this for the next look at the topic. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /** What was told in it is told again after a kill, and after a time without us there is much to tell at once. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    /** The first start tells what happened in the last hour, not the history. */
    private static final Duration LOOK_BACK = Duration.ofHours(1);

    private static final int MAX_RECORDS = 100;

    private final DeskReader desk;
    private final ReceiptTopic receipts;
    private final LeftBehind leftBehind;
    private final List<TopicReader> readers = new ArrayList<>();
    private final List<Courier> couriers = new ArrayList<>();

    /**
     * All that is needed to page.
     *
     * @param groupPrefix begins the names of our consumer groups
     * @param kafka Kafka's own client properties
     */
    public record Surroundings(
            String groupPrefix,
            Map<String, String> kafka,
            DeadLetters deadLetters,
            MeterRegistry meters,
            InstantSource clock,
            RandomGenerator random) {}

    /**
     * Paging that has not begun.
     *
     * @param mutes asked for every alert that nobody was told of yet
     */
    public Webhooks(PagingConfig paging, Supplier<Mutes> mutes, Surroundings around) {
        receipts =
                new ReceiptTopic(
                        around.kafka(),
                        new Backoff(
                                Duration.ofMillis(200), Duration.ofSeconds(15), around.random()),
                        Thread::sleep);
        desk =
                new DeskReader(
                        new DeskReader.Source(
                                List.of(
                                        Topics.ALERTS,
                                        Topics.INCIDENTS,
                                        Topics.TRIAGE,
                                        Topics.RECEIPTS),
                                deskGroup(around.groupPrefix()),
                                Topics.PAGING,
                                LOOK_BACK),
                        around.kafka(),
                        new PagingDesk(paging.routing(), mutes, around.clock(), around.meters()),
                        around.meters(),
                        around.clock(),
                        Thread::sleep);
        Set<String> names =
                paging.destinations().stream()
                        .map(DestinationConfig::name)
                        .collect(Collectors.toUnmodifiableSet());
        String groups = around.groupPrefix() + "-webhook-";
        leftBehind =
                new LeftBehind(
                        Topics.PAGES,
                        groups,
                        names::contains,
                        around.kafka(),
                        new UnknownDestinations(
                                around.deadLetters(), receipts, around.meters(), around.clock()),
                        Thread::sleep);
        long mostBytes = Pager.mostBytes(paging.destinations().size());
        for (DestinationConfig config : paging.destinations()) {
            WebhookMetrics metrics = new WebhookMetrics(around.meters(), config.name());
            Courier courier = courier(config, paging.links(), around.clock());
            Destination destination =
                    new Destination(
                            config,
                            courier,
                            new Endings.Books(around.deadLetters(), receipts, metrics),
                            new Backoff(
                                    config.delivery().retryFirst(),
                                    config.delivery().retryLongest(),
                                    around.random()),
                            Thread::sleep,
                            around.clock(),
                            System::nanoTime);
            couriers.add(courier);
            readers.add(
                    new TopicReader(
                            new TopicReader.Source(
                                    Topics.PAGES,
                                    groups + config.name(),
                                    "earliest",
                                    POLL_INTERVAL,
                                    MAX_RECORDS,
                                    COMMIT_INTERVAL),
                            around.kafka(),
                            () ->
                                    new Pager(
                                            config,
                                            destination,
                                            around.deadLetters(),
                                            metrics,
                                            new Membership(
                                                    System::nanoTime,
                                                    TopicReader.session(around.kafka())),
                                            mostBytes),
                            around.meters(),
                            around.clock(),
                            Thread::sleep));
        }
    }

    /** The consumer group of the desk. */
    public static String deskGroup(String prefix) {
        return prefix + "-paging";
    }

    static Courier courier(
            DestinationConfig config, Map<String, String> links, InstantSource clock) {
        return switch (config.target()) {
            case DestinationConfig.Email email ->
                    new Mailer(
                            config,
                            email,
                            links,
                            InetAddress::getAllByName,
                            clock,
                            (SSLSocketFactory) SSLSocketFactory.getDefault());
            case DestinationConfig.Web web ->
                    new Poster(config, Form.of(web, links), InetAddress::getAllByName, clock);
        };
    }

    /** Begins to read alerts. */
    public void start() {
        if (readers.isEmpty()) {
            // Nobody to tell.
            return;
        }
        readers.forEach(TopicReader::start);
        desk.start();
        leftBehind.start();
    }

    /** Why a destination will not be told any more. */
    public Optional<String> notLive() {
        return desk.notLive()
                .or(
                        () ->
                                readers.stream()
                                        .map(TopicReader::notLive)
                                        .flatMap(Optional::stream)
                                        .findFirst());
    }

    /** Why alerts are not read at the moment. A destination that is down is no reason: that is its own trouble. */
    public Optional<String> notReady() {
        if (readers.isEmpty()) {
            return Optional.empty();
        }
        return desk.notReady()
                .or(
                        () ->
                                readers.stream()
                                        .map(TopicReader::notReady)
                                        .flatMap(Optional::stream)
                                        .findFirst());
    }

    @Override
    public void close() {
        leftBehind.close();
        desk.close();
        readers.forEach(TopicReader::close);
        receipts.close();
        couriers.forEach(Courier::close);
    }
}

package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.RecordHeaders;
import io.tripline.contracts.Topics;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.Replay;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.streams.CorrelationTopology;
import io.tripline.deploy.servers.Await;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.servers.TestProcesses;
import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.stack.ServiceHealth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker and instances of correlation as child processes, and nothing else: quick to start, kill and freeze. */
final class RunningCorrelation implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(FaultLength.of(2, 30));
    private static final String APPLICATION = "faults";
    private static final Path RULES = Path.of("src", "test", "resources", "rules");

    private final Path directory;
    private final Path rules;
    private final RuleSet compiled;
    private final ChildServers servers;
    private final int partitions;
    private final Map<String, Instance> instances = new LinkedHashMap<>();
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private @Nullable AlertTopicReader alerts;

    /** One instance's process and where it says how it is. */
    record Instance(ChildProcess process, ServiceHealth health) {
        void start() {
            process.start();
            awaitReady();
        }

        void awaitReady() {
            Await.ready(process, PATIENCE, () -> health.notReady().isEmpty());
        }

        boolean isReady() {
            try {
                return health.notReady().isEmpty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    RunningCorrelation(int partitions) throws IOException {
        this.partitions = partitions;
        directory = Files.createTempDirectory("tripline-correlation");
        rules = Files.createDirectory(directory.resolve("rules"));
        copyRules();
        // Compiled once: each time it takes seconds.
        compiled = new RuleLoader().load(rules).rules();
        servers = TestProcesses.servers(directory.resolve("servers"));
        servers.restart(Server.KAFKA);
        admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                servers.bootstrapServers()));
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                servers.bootstrapServers(),
                                ProducerConfig.LINGER_MS_CONFIG,
                                5),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Where rules are read from at the start of an instance; its files may be changed. */
    Path rules() {
        return rules.resolve("faults");
    }

    /** Of the rules that there were at first. */
    List<String> ruleIds() throws IOException {
        try (Stream<Path> files = Files.list(RULES.resolve("faults"))) {
            return files.map(file -> file.getFileName().toString().replace(".yml", "")).toList();
        }
    }

    /** Puts the rules back that there were at first. */
    void copyRules() throws IOException {
        Files.createDirectories(rules.resolve("faults"));
        try (Stream<Path> old = Files.list(rules())) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(RULES.resolve("faults"))) {
            for (Path file : files.toList()) {
                Files.copy(file, rules().resolve(file.getFileName()));
            }
        }
    }

    /** The instance that every test finds running. */
    Instance first() {
        Instance first = instance("first", "first", 512);
        if (!first.process.alive()) {
            first.start();
        }
        return first;
    }

    /**
     * An instance of correlation with its own process, not started.
     *
     * @param state the name of its state directory
     */
    Instance instance(String name, String state, int heapMegabytes) {
        return instance(ServiceName.CORRELATION, name, state, heapMegabytes);
    }

    /** The one instance of ingest, not started. */
    Instance ingest() {
        return instance(ServiceName.INGEST, "ingest", "ingest", 256);
    }

    private Instance instance(ServiceName service, String name, String state, int heapMegabytes) {
        return instances.computeIfAbsent(
                name,
                _ -> {
                    int port = Ports.free(1).getFirst();
                    return new Instance(
                            TestProcesses.service(
                                    service,
                                    name,
                                    configuration(name, state, port),
                                    heapMegabytes,
                                    directory.resolve("logs").resolve(name + ".log")),
                            new ServiceHealth(URI.create("http://127.0.0.1:" + port)));
                });
    }

    /**
     * Publishes events as ingest does. The clock of whoever appends jumps to and fro by most of an hour; not forth where time
     * alone has to tell something soon.
     *
     * @param perSecond how many, about
     */
    void publish(List<EcsEvent> arrivals, int perSecond, Random random) {
        long begin = System.nanoTime();
        for (int i = 0; i < arrivals.size(); i++) {
            EcsEvent event = arrivals.get(i);
            long ahead = random.nextLong(-50, Traffic.isFollowedByNothing(event) ? 1 : 50);
            send(event, Instant.now().plus(Duration.ofMinutes(ahead)));
            long due = begin + TimeUnit.SECONDS.toNanos(i) / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        producer.flush();
    }

    private void send(EcsEvent event, Instant appended) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        Topics.EVENTS,
                        null,
                        appended.toEpochMilli(),
                        event.id().getBytes(StandardCharsets.UTF_8),
                        EcsJson.write(event));
        record.headers().add(RecordHeaders.ORIGIN, origin(event).getBytes(StandardCharsets.UTF_8));
        var _ = producer.send(record);
    }

    /** Ships events to ingest as fast as Kafka takes them, spread over all partitions. */
    void ship(List<EcsEvent> events) {
        for (EcsEvent event : events) {
            ship(event.id(), EcsJson.write(event));
        }
        producer.flush();
    }

    /** Ships one raw record. */
    void ship(String key, byte[] raw) {
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                Topics.LOGS_AUTH, key.getBytes(StandardCharsets.UTF_8), raw));
    }

    /** Where the broker answers. */
    String bootstrapServers() {
        return servers.bootstrapServers();
    }

    /** Waits until the broker gives all of the work to so many instances. */
    void awaitInstances(int count) {
        try {
            assertThat(Eventually.within(PATIENCE, this::working, there -> there.size() == count))
                    .as("instances that have work")
                    .hasSize(count);
        } catch (Exception e) {
            throw new IllegalStateException("The broker does not say who has work.", e);
        }
    }

    /** The instances to which the broker has given partitions; nobody while it gives them out. */
    private Set<String> working() throws Exception {
        ConsumerGroupDescription group =
                admin.describeConsumerGroups(List.of(APPLICATION))
                        .describedGroups()
                        .values()
                        .iterator()
                        .next()
                        .get(30, TimeUnit.SECONDS);
        return group.members().stream()
                .filter(each -> !each.assignment().topicPartitions().isEmpty())
                .map(each -> each.clientId().replaceAll("-StreamThread-.*", ""))
                .collect(Collectors.toSet());
    }

    /** What the command line makes of these events. */
    List<Alert> replayed(List<EcsEvent> events) throws Exception {
        Path file = directory.resolve("events.ndjson");
        Files.write(
                file,
                events.stream()
                        .map(event -> new String(EcsJson.write(event), StandardCharsets.UTF_8))
                        .toList());
        Path alerts = directory.resolve("alerts.ndjson");
        run(alerts, "replay", "--rules", rules.toString(), file.toString());
        List<Alert> replayed = new ArrayList<>();
        for (String line : Files.readAllLines(alerts)) {
            replayed.add(AlertJson.read(line.getBytes(StandardCharsets.UTF_8)));
        }
        return replayed;
    }

    /** What the command line says of the past fortnight as Kafka holds it, against what was told live. */
    String backtest() throws Exception {
        Path out = directory.resolve("backtest.txt");
        run(
                out,
                "replay",
                "--rules",
                rules.toString(),
                "--from",
                "14d",
                "--against",
                "live",
                "--summary");
        return Files.readString(out);
    }

    /** Which addresses the command line learns as shared from what Kafka holds. */
    String sharedEgress() throws Exception {
        Path out = directory.resolve("egress.txt");
        run(out, "rules", "learn-egress", "--show", "--people", "1");
        return Files.readString(out);
    }

    private void run(Path out, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(TestProcesses.command(TestProcesses.JAVA_OPTIONS, arguments));
        builder.environment().put("TRIPLINE_KAFKA_BOOTSTRAP_SERVERS", servers.bootstrapServers());
        Path errors = directory.resolve("replay.log");
        Process replay =
                builder.redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        assertThat(replay.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(replay.exitValue())
                .as("status of replay, %s", Files.readString(errors))
                .isZero();
    }

    /** What the rules, as they were at first, must find in this traffic. */
    List<String> expected(Traffic traffic) throws IOException {
        try (Replay replay = new Replay(compiled, CorrelationConfig.defaults().bounds())) {
            traffic.events().forEach(event -> replay.accept(event, origin(event)));
            replay.end();
            return AlertTopicReader.standing(replay.revisions());
        }
    }

    /** Waits until all that was published is worked off, and says what was told of this traffic, revision by revision. */
    List<Alert> told(Traffic traffic) throws Exception {
        Progress progress = new Progress();
        assertThat(Eventually.within(PATIENCE, () -> behind(progress), behind -> behind == 0))
                .as("records not worked off")
                .isZero();
        return toldSoFar(traffic);
    }

    private long behind(Progress progress) throws Exception {
        long events = behind(APPLICATION + "-match", Topics.EVENTS);
        long routes = behind(APPLICATION, CorrelationTopology.ROUTES);
        progress.sayNowAndThen(
                "%,d events and %,d routes not worked off".formatted(events, routes));
        return events + routes;
    }

    /**
     * Waits until all that was published is worked off and what was held back is told, and says what was told of this traffic.
     *
     * @param complete whether nothing is missing among the alerts that stand
     */
    List<Alert> told(Traffic traffic, Predicate<List<String>> complete) throws Exception {
        told(traffic);
        return Eventually.within(
                PATIENCE,
                () -> toldSoFar(traffic),
                told -> complete.test(AlertTopicReader.standing(told)));
    }

    /** What was told of whomever, revision by revision. */
    List<Alert> toldSoFar() throws MalformedEventException {
        if (alerts == null) {
            alerts = new AlertTopicReader(servers.bootstrapServers());
        }
        return alerts.read();
    }

    private List<Alert> toldSoFar(Traffic traffic) throws MalformedEventException {
        return toldSoFar().stream()
                .filter(alert -> alert.entity().values().stream().anyMatch(traffic::isAbout))
                .toList();
    }

    /** Waits until ingest has made events of all that was shipped. */
    void awaitNormalized() throws Exception {
        assertThat(
                        Eventually.within(
                                PATIENCE,
                                () -> behind("tripline-ingest", Topics.LOGS_AUTH),
                                behind -> behind == 0))
                .as("raw records not worked off")
                .isZero();
    }

    /** How many records of a topic a group has not committed. */
    private long behind(String group, String topic) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new LinkedHashMap<>();
        for (int i = 0; i < partitions; i++) {
            latest.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        var ends = admin.listOffsets(latest).all().get(30, TimeUnit.SECONDS);
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get(30, TimeUnit.SECONDS);
        return latest.keySet().stream()
                .mapToLong(
                        each -> {
                            OffsetAndMetadata done = committed.get(each);
                            return Objects.requireNonNull(ends.get(each)).offset()
                                    - (done == null ? 0 : done.offset());
                        })
                .sum();
    }

    private static String origin(EcsEvent event) {
        return "logs.auth-0-" + event.id().replaceAll(".*-", "");
    }

    private Path configuration(String name, String state, int port) {
        Path file = directory.resolve(name + ".yml");
        try {
            Files.writeString(
                    file,
                    """
                    kafka: {bootstrap.servers: %s, session.timeout.ms: 6000, heartbeat.interval.ms: 1500}
                    topics: {partitions: %d}
                    correlation:
                      rules: %s
                      cached-events: 10000
                      revise-within: 2s
                      timer-grace: 2s
                      streams: {application-id: %s, state-directory: %s}
                    ingest:
                      streams: {state-directory: %s}
                    http:
                      correlation: {port: %d}
                      ingest: {port: %d}
                    """
                            .formatted(
                                    servers.bootstrapServers(),
                                    partitions,
                                    rules,
                                    APPLICATION,
                                    directory.resolve("state-" + state),
                                    directory.resolve("state-" + state),
                                    port,
                                    port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        if (alerts != null) {
            alerts.close();
        }
        instances.values().forEach(each -> each.process.stop());
        servers.process(Server.KAFKA).stop();
        servers.discardData();
    }
}

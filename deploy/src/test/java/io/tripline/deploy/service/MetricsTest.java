package io.tripline.deploy.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tripline.alerting.Certificates;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.correlation.CorrelationMeters;
import io.tripline.correlation.state.Outcomes;
import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.monitoring.Metric;
import io.tripline.deploy.monitoring.MetricsReference;
import io.tripline.deploy.monitoring.Monitoring;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.stack.ApiToken;
import io.tripline.ingest.IngestMeters;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.source.IgnoredReason;
import io.tripline.ingest.source.RejectedReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the services expose, made as their processes make them, against what the reference, the alert rules and the
 * dashboard name. No server is there: their meters are from the start. Counters that only a first event or a misfortune
 * makes are made here by the classes that count.
 */
final class MetricsTest {
    @TempDir Path directory;

    /** If it fails: run it with {@code -Dmetrics.update=true}, then read the diff. */
    @Test
    void everyMetricThatIsNamedExists() throws Exception {
        Settings settings = settings();
        Map<String, Map<String, Metric>> own = new TreeMap<>();
        Map<String, Metric> all = new TreeMap<>();
        for (ServiceName service : ServiceName.values()) {
            Map<String, Metric> exposed = exposed(service, settings);
            all.putAll(exposed);
            Map<String, Metric> ours = new TreeMap<>(exposed);
            ours.values().removeIf(each -> !MetricsReference.isOurs(each));
            own.put(service.label(), ours);
        }
        Set<String> used = Monitoring.used();
        Map<String, Metric> others = new TreeMap<>(all);
        others.values()
                .removeIf(
                        each ->
                                MetricsReference.isOurs(each)
                                        || each.samples().stream().noneMatch(used::contains));
        if (Boolean.getBoolean("metrics.update")) {
            Files.writeString(Monitoring.REFERENCE, MetricsReference.markdown(own, others));
        }

        Set<String> samples =
                all.values().stream()
                        .flatMap(each -> each.samples().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        used.remove("up");
        assertThat(samples).containsAll(used);
        assertThat(samples).containsAll(Monitoring.documented().keySet());
    }

    private static Map<String, Metric> exposed(ServiceName name, Settings settings) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (JvmGcMetrics garbageCollection = new JvmGcMetrics();
                LogbackMetrics logLines = new LogbackMetrics()) {
            garbageCollection.bindTo(registry);
            logLines.bindTo(registry);
            new JvmMemoryMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            Service service = Services.create(name, settings, registry);
            try {
                if (name != ServiceName.ALERTING) {
                    // Kafka Streams' own meters are bound when it starts.
                    service.start().run();
                }
                count(name, registry);
                return Metric.read(registry.scrape());
            } finally {
                service.close().run();
            }
        }
    }

    private static void count(ServiceName name, PrometheusMeterRegistry registry) {
        switch (name) {
            case INGEST -> {
                IngestMeters meters = new IngestMeters(registry);
                Optional<String> source = Optional.of("linux.auth");
                EcsEvent event =
                        EcsEvent.builder()
                                .set(EcsField.TIMESTAMP, Instant.EPOCH)
                                .set(EcsField.EVENT_ID, "an-event")
                                .set(EcsField.EVENT_KIND, "event")
                                .set(EcsField.ECS_VERSION, EcsField.CATALOGUE_VERSION)
                                .build();
                meters.count(Family.AUTH, new Outcome.Event(event, source));
                meters.count(Family.AUTH, new Outcome.Ignored(IgnoredReason.HOUSEKEEPING, source));
                meters.count(
                        Family.AUTH,
                        new Outcome.Rejected(
                                RejectedReason.TOO_LARGE, "a detail", new byte[0], source));
            }
            case CORRELATION -> {
                CorrelationMeters meters = new CorrelationMeters(registry);
                for (Outcomes.Kind each : Outcomes.Kind.values()) {
                    meters.count("a-rule", each);
                }
                meters.excepted("a-rule", "an-exception");
                meters.notEvaluated("a-rule", "no-place");
                meters.cut("a-field");
                meters.spent("a-rule", 1);
            }
            case ALERTING -> {
                // All of its meters are there from the start.
            }
        }
    }

    private Settings settings() throws Exception {
        Certificates certificate = Certificates.selfSigned(directory);
        ApiToken tokens = ApiToken.in(directory);
        assertThat(tokens.ensure(InstantSource.system())).isPresent();
        int free = Ports.free(1).getFirst();
        Path rules = Files.createDirectories(directory.resolve("rules"));
        Path file = directory.resolve("tripline.yml");
        Files.writeString(
                file,
                """
                kafka.bootstrap.servers: 127.0.0.1:%d
                ingest.streams.state-directory: %s
                correlation.streams.state-directory: %s
                correlation.rules: %s
                api.port: %d
                api.tokens-file: %s
                api.tls.certificate: %s
                api.tls.key: %s
                webhooks:
                  - name: on-call
                    url: http://127.0.0.1:9/
                    secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                    allow-private: true
                """
                        .formatted(
                                free,
                                directory.resolve("ingest"),
                                directory.resolve("correlation"),
                                rules,
                                free,
                                tokens.tokensFile(),
                                certificate.certificate(),
                                certificate.key()));
        return ConfigReader.read(file, Map.of());
    }
}

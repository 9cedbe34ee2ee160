package io.tripline.deploy.service;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole life of one service's process: {@code tripline run ingest} and so on. */
public final class ServiceProcess {
    private static final Logger log = LoggerFactory.getLogger(ServiceProcess.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final ServiceName name;
    private final Settings settings;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable KafkaReach kafka;

    /** Not yet started. */
    public ServiceProcess(ServiceName name, Settings settings) {
        this.name = name;
        this.settings = settings;
    }

    /**
     * Runs until SIGTERM or Ctrl-C, then closes in order.
     *
     * @throws CannotRunException if the service ended by itself, so that whoever supervises the process starts it anew
     */
    public void run() throws InterruptedException {
        JsonLogs.use(name.label(), settings.get(Keys.LOG_LEVEL));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (JvmGcMetrics garbageCollection = new JvmGcMetrics();
                LogbackMetrics logLines = new LogbackMetrics()) {
            garbageCollection.bindTo(meters);
            logLines.bindTo(meters);
            new JvmMemoryMetrics().bindTo(meters);
            new JvmThreadMetrics().bindTo(meters);
            new ClassLoaderMetrics().bindTo(meters);
            new ProcessorMetrics().bindTo(meters);
            new FileDescriptorMetrics().bindTo(meters);
            new UptimeMetrics().bindTo(meters);
            serve(Services.create(name, settings, meters), meters);
        } finally {
            meters.close();
        }
    }

    private void serve(Service service, PrometheusMeterRegistry meters)
            throws InterruptedException {
        HttpEndpoint endpoint =
                HttpEndpoint.open(
                        settings.get(Keys.HTTP_HOST),
                        settings.get(name.port()),
                        name.port().name(),
                        meters,
                        service.notLive(),
                        () -> notReady(service));
        try {
            TopicSetup.ensure(settings);
            try (KafkaReach reach = new KafkaReach(settings.kafka())) {
                kafka = reach;
                runUntilAskedToStop(service);
            }
        } finally {
            endpoint.close();
        }
    }

    /** Kafka first: what is missing without it follows from that. */
    private Optional<String> notReady(Service service) {
        KafkaReach reach = kafka;
        return reach == null
                ? Optional.of("Kafka's topics are not there yet.")
                : reach.notReady().or(service.notReady());
    }

    private void runUntilAskedToStop(Service service) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    asked.countDown();
                                    awaitEnd();
                                },
                                "orderly-end"));
        try {
            service.start().run();
            log.atInfo()
                    .addKeyValue("service", name.label())
                    .addKeyValue("port", settings.get(name.port()))
                    .log("Started.");
            Optional<String> death =
                    new LivenessWatch(service.notLive(), BETWEEN_LOOKS).await(asked);
            if (death.isPresent()) {
                log.atError()
                        .addKeyValue("service", name.label())
                        .log("Only a restart helps, so the process ends: " + death.get());
                throw new CannotRunException(
                        ExitCode.FAILED,
                        "The service "
                                + name.label()
                                + " will not work again, so its process ends: "
                                + death.get());
            }
        } finally {
            service.close().run();
            log.atInfo().addKeyValue("service", name.label()).log("Stopped.");
            ended.countDown();
        }
    }

    /** The JVM halts when its hooks return, so the hook stays until the service is closed. */
    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.tripline.deploy.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.AlertingConfig;
import io.tripline.alerting.AlertingService;
import io.tripline.alerting.ApiConfig;
import io.tripline.alerting.TriageApi;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.correlation.CorrelationService;
import io.tripline.correlation.StateDirectoryException;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ApiKeys;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.ingest.IngestService;
import io.tripline.ingest.TestLines;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Makes each service from the configuration. */
final class Services {
    private Services() {}

    static Service create(ServiceName name, Settings settings, MeterRegistry meters) {
        return switch (name) {
            case INGEST -> {
                IngestService ingest =
                        new IngestService(
                                ModuleConfigs.ingest(settings),
                                settings.kafka(),
                                meters,
                                InstantSource.system());
                yield new Service(ingest::start, ingest::close, ingest::notLive, ingest::notReady);
            }
            case CORRELATION -> {
                CorrelationService correlation = correlation(settings, meters);
                CorrelationConfig config = ModuleConfigs.correlation(settings);
                yield watched(
                        new Service(
                                correlation::start,
                                correlation::close,
                                correlation::notLive,
                                correlation::notReady),
                        new KafkaTransactions(
                                topic -> CorrelationService.writesTo(topic, config),
                                Set.of(config.streams().applicationId()),
                                settings.kafka()),
                        meters);
            }
            case ALERTING -> {
                AlertingConfig config = ModuleConfigs.alerting(settings);
                AlertingService alerting =
                        new AlertingService(
                                config,
                                settings.paging(),
                                settings.kafka(),
                                meters,
                                InstantSource.system());
                Optional<TriageApi> api = api(settings, meters);
                yield watched(
                        new Service(
                                () -> {
                                    alerting.start();
                                    api.ifPresent(Services::start);
                                },
                                () -> {
                                    api.ifPresent(TriageApi::close);
                                    alerting.close();
                                },
                                alerting::notLive,
                                alerting::notReady),
                        new KafkaTransactions(
                                AlertingService.TRANSACTIONAL_TOPICS::contains,
                                Set.of(AlertingService.transactionalGroup(config)),
                                settings.kafka()),
                        meters);
            }
        };
    }

    /** With an eye on the transactions by which it writes. Ingest has none. */
    private static Service watched(
            Service service, Transactions transactions, MeterRegistry meters) {
        HangingTransactions hanging = new HangingTransactions(transactions, meters);
        return new Service(
                () -> {
                    hanging.start();
                    service.start().run();
                },
                () -> {
                    service.close().run();
                    hanging.close();
                },
                service.notLive(),
                service.notReady());
    }

    /** None where nobody could prove who they are. */
    private static Optional<TriageApi> api(Settings settings, MeterRegistry meters) {
        ApiConfig config = ApiKeys.config(settings);
        if (!config.isServed()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new TriageApi(
                            config,
                            ModuleConfigs.alerting(settings).opensearch(),
                            settings.kafka(),
                            meters,
                            InstantSource.system()));
        } catch (IllegalArgumentException e) {
            throw new CannotRunException(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
    }

    private static void start(TriageApi api) {
        try {
            api.start();
        } catch (UncheckedIOException e) {
            throw new CannotRunException(ExitCode.PORT_TAKEN, String.valueOf(e.getMessage()), e);
        }
    }

    private static CorrelationService correlation(Settings settings, MeterRegistry meters) {
        try {
            return new CorrelationService(
                    ModuleConfigs.correlation(settings),
                    settings.kafka(),
                    meters,
                    InstantSource.system(),
                    new TestLines(() -> ModuleConfigs.ingest(settings))::read);
        } catch (StateDirectoryException e) {
            throw new CannotRunException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }
}

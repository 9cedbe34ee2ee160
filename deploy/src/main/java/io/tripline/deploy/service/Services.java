package io.tripline.deploy.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.AlertingService;
import io.tripline.correlation.CorrelationService;
import io.tripline.correlation.StateDirectoryException;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.ingest.IngestService;
import java.time.InstantSource;

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
                yield new Service(
                        correlation::start,
                        correlation::close,
                        correlation::notLive,
                        correlation::notReady);
            }
            case ALERTING -> {
                AlertingService alerting =
                        new AlertingService(
                                ModuleConfigs.alerting(settings),
                                settings.paging(),
                                settings.kafka(),
                                meters,
                                InstantSource.system());
                yield new Service(
                        alerting::start, alerting::close, alerting::notLive, alerting::notReady);
            }
        };
    }

    private static CorrelationService correlation(Settings settings, MeterRegistry meters) {
        try {
            return new CorrelationService(
                    ModuleConfigs.correlation(settings),
                    settings.kafka(),
                    meters,
                    InstantSource.system());
        } catch (StateDirectoryException e) {
            throw new CannotRunException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }
}

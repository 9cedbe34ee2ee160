package io.tripline.deploy.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.deploy.config.Settings;
import java.util.Optional;

/** Makes each service from the configuration. */
final class Services {
    private Services() {}

    static Service create(ServiceName name, Settings settings, MeterRegistry meters) {
        return switch (name) {
            case INGEST, CORRELATION, ALERTING ->
                    new Service(() -> {}, () -> {}, Optional::empty, Optional::empty);
        };
    }
}

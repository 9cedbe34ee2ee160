package io.tripline.alerting.api;

import io.tripline.alerting.access.Caller;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Who called what with what result; one line a call in the service's log, under a name of its own. No secrets. */
final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger("io.tripline.audit");

    private AuditLog() {}

    /**
     * A call.
     *
     * @param caller empty if they were not let in
     * @param route the name of what was asked; empty if there is no such thing
     * @param id of what it was asked about; empty if of nothing
     * @param did what was changed; empty if nothing
     * @param why of a refusal; empty if there was none
     */
    record Entry(
            String request,
            String address,
            Optional<Caller> caller,
            String route,
            String id,
            String query,
            int status,
            String did,
            String why,
            Duration took) {}

    static void write(Entry entry) {
        LoggingEventBuilder line =
                log.atInfo()
                        .addKeyValue("http.request.id", entry.request())
                        .addKeyValue("source.ip", entry.address())
                        .addKeyValue("event.action", entry.route())
                        .addKeyValue("http.response.status_code", entry.status())
                        .addKeyValue("event.outcome", entry.status() < 400 ? "success" : "failure")
                        .addKeyValue("event.duration", entry.took().toNanos());
        if (entry.caller().isPresent()) {
            Caller caller = entry.caller().get();
            line = add(line, "user.name", caller.name());
            line = add(line, "user.roles", caller.role().label());
            line = add(line, "tripline.via", caller.via().name().toLowerCase(Locale.ROOT));
        }
        line = add(line, "tripline.id", entry.id());
        line = add(line, "tripline.query", entry.query());
        line = add(line, "tripline.did", entry.did());
        line = add(line, "event.reason", entry.why());
        line.log("A call of the API.");
    }

    private static LoggingEventBuilder add(LoggingEventBuilder line, String key, String value) {
        return value.isEmpty() ? line : line.addKeyValue(key, value);
    }
}

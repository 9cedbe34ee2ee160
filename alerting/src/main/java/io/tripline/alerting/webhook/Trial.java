package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * A page that says it is a test, sent once to one destination.
 *
 * @param taken whether the destination took it
 * @param answer what came of it, for a person
 */
public record Trial(boolean taken, String answer) {
    /** Sends it and says what came of it. */
    public static Trial of(
            DestinationConfig destination, Map<String, String> links, InstantSource clock)
            throws InterruptedException {
        try (Courier courier = Webhooks.courier(destination, links, clock)) {
            return switch (courier.post(page(destination.name(), clock.instant()))) {
                case Attempt.Accepted accepted ->
                        new Trial(
                                accepted.but().isEmpty(),
                                "took it ("
                                        + accepted.status()
                                        + (accepted.but().isEmpty() ? "" : ", " + accepted.but())
                                        + ")");
                case Attempt.Refused refused ->
                        new Trial(
                                false,
                                "refused it ("
                                        + refused.status()
                                        + ", "
                                        + refused.failure().label()
                                        + ")");
                case Attempt.Later later ->
                        new Trial(
                                false,
                                "did not take it ("
                                        + (later.status() == 0 ? "" : later.status() + ", ")
                                        + later.failure().label()
                                        + "); a page would be tried again");
            };
        }
    }

    private static Page page(String name, Instant now) {
        String message =
                "This is a test of Tripline's pages to " + name + ". There is nothing to do.";
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("@timestamp", now.toString()).put("message", message);
        document.putObject("event").put("kind", "state").put("dataset", "tripline.page");
        String id = "test-" + now.toEpochMilli();
        return new Page(
                id,
                id,
                Page.Subject.SUMMARY,
                1,
                Page.Kind.TEST,
                name,
                "",
                message,
                now,
                "",
                document.toString().getBytes(UTF_8));
    }
}

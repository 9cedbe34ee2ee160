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
            Instant now = clock.instant();
            return switch (courier.post(page(destination.name(), Page.Kind.TEST, now))) {
                case Attempt.Accepted accepted ->
                        new Trial(
                                accepted.but().isEmpty(),
                                "took it ("
                                        + accepted.status()
                                        + (accepted.but().isEmpty() ? "" : ", " + accepted.but())
                                        + ")"
                                        + closed(destination, courier, now));
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

    /** Ends what the test opened, where it would stay open; says what came of that. */
    private static String closed(DestinationConfig destination, Courier courier, Instant now)
            throws InterruptedException {
        return switch (destination.target()) {
            case DestinationConfig.PagerDuty _,
                    DestinationConfig.Opsgenie _,
                    DestinationConfig.Alertmanager _ ->
                    courier.post(page(destination.name(), Page.Kind.RESOLVE, now))
                                    instanceof Attempt.Accepted
                            ? " and was told that the test is over"
                            : ", but not that the test is over: close it there";
            case DestinationConfig.Json _,
                    DestinationConfig.Slack _,
                    DestinationConfig.Teams _,
                    DestinationConfig.Template _,
                    DestinationConfig.Email _ ->
                    "";
        };
    }

    private static Page page(String name, Page.Kind kind, Instant now) {
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
                kind,
                name,
                // What a rule's name would be: Alertmanager wants one.
                "test",
                message,
                now,
                "",
                document.toString().getBytes(UTF_8));
    }
}

package io.tripline.alerting;

import io.tripline.alerting.paging.Route;
import io.tripline.alerting.paging.Routing;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is paged about what.
 *
 * @param links addresses a page leads to, by what they are called; {@code {id}} stands for the alert's or incident's id
 */
public record PagingConfig(
        List<DestinationConfig> destinations, Routing routing, Map<String, String> links) {
    public PagingConfig {
        destinations = List.copyOf(destinations);
    }

    /** Tells every destination about every alert, at once. */
    public static PagingConfig everybody(List<WebhookConfig> webhooks) {
        List<DestinationConfig> destinations =
                webhooks.stream().map(DestinationConfig::of).toList();
        List<String> names = destinations.stream().map(DestinationConfig::name).toList();
        return new PagingConfig(
                destinations,
                new Routing(
                        names.isEmpty() ? List.of() : List.of(Route.everything("everybody", names)),
                        ZoneOffset.UTC,
                        hearing(destinations),
                        Optional.empty()),
                Map.of());
    }

    /** What each destination wants to hear of. */
    public static Map<String, Routing.Hears> hearing(List<DestinationConfig> destinations) {
        Map<String, Routing.Hears> hearing = new HashMap<>();
        for (DestinationConfig each : destinations) {
            boolean everyRevision = each.delivery().everyRevision();
            hearing.put(
                    each.name(),
                    switch (each.target()) {
                        // The alert's own bytes do not say what people did with it.
                        case DestinationConfig.Json _ ->
                                new Routing.Hears(everyRevision, false, false);
                        case DestinationConfig.PagerDuty _, DestinationConfig.Opsgenie _ ->
                                new Routing.Hears(everyRevision, true, true, false);
                        // It forgets what is open when it ends: told once more it knows it again.
                        case DestinationConfig.Alertmanager _,
                                DestinationConfig.Slack _,
                                DestinationConfig.Email _,
                                DestinationConfig.Teams _,
                                DestinationConfig.Template _ ->
                                new Routing.Hears(everyRevision, false, true);
                    });
        }
        return hearing;
    }
}

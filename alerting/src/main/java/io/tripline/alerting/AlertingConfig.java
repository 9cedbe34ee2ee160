package io.tripline.alerting;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that can be set about alerting.
 *
 * @param groupPrefix begins the names of our consumer groups; two installations on one Kafka need two
 */
public record AlertingConfig(
        OpenSearchConfig opensearch,
        IncidentsConfig incidents,
        List<WebhookConfig> webhooks,
        String groupPrefix) {

    public AlertingConfig {
        webhooks = List.copyOf(webhooks);
        Set<String> names = new HashSet<>();
        for (WebhookConfig each : webhooks) {
            Require.that(
                    names.add(each.name()),
                    "webhooks.name",
                    "must be given once; it is twice: " + each.name());
        }
        Require.that(
                groupPrefix.matches("[a-zA-Z0-9._-]{1,100}"),
                "alerting.group-prefix",
                "must be letters, digits, dots and dashes, e.g. tripline.");
    }

    /** OpenSearch on this machine and nobody to page. */
    public static AlertingConfig defaults() {
        return new AlertingConfig(
                OpenSearchConfig.defaults(), IncidentsConfig.defaults(), List.of(), "tripline");
    }
}

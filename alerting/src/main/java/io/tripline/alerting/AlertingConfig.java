package io.tripline.alerting;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be set about alerting.
 *
 * @param mutes the file of mutes, if there is one
 * @param groupPrefix begins the names of our consumer groups; two installations on one Kafka need two
 */
public record AlertingConfig(
        OpenSearchConfig opensearch,
        RetentionConfig retention,
        IncidentsConfig incidents,
        Optional<Path> mutes,
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
                OpenSearchConfig.defaults(),
                RetentionConfig.defaults(),
                IncidentsConfig.defaults(),
                Optional.empty(),
                List.of(),
                "tripline");
    }
}

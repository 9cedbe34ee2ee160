package io.tripline.deploy.config;

/** The reference of all keys as Markdown, which docs/configuration.md holds. */
public final class Reference {
    private static final String HEAD =
            """
            # Configuration

            <!-- Made from io.tripline.deploy.config.Keys by `./tripline configuration`; a test holds them together. -->

            One YAML file, `tripline.yml` in the working directory or the one that `--config` names, and the environment,
            which wins. No file is needed: every key has a default. An unknown key is an error, and all problems are told at
            once. `./tripline configuration --check` reads a configuration and starts nothing.

            Keys can be nested or dotted: `http: {host: 0.0.0.0}` is `http.host: 0.0.0.0`. A duration is `500ms`, `30s`, `10m`,
            `24h`, `7d` or ISO 8601. A secret can also stand in a file of its own, which the variable with `_FILE` at its end
            names, e.g. `TRIPLINE_OPENSEARCH_PASSWORD_FILE=/run/secrets/opensearch`.

            | key | environment | type | default | what it does |
            |---|---|---|---|---|
            """;

    private static final String TAIL =
            """

            ## Kafka's own properties

            `kafka.*` passes on any property of Kafka's producers, consumers and admin clients under its own name, such as
            `kafka.security.protocol: SASL_SSL` or `kafka.ssl.truststore.location`; in the environment it is
            `TRIPLINE_KAFKA_SECURITY_PROTOCOL`. Passwords and `kafka.sasl.jaas.config` can come from a file, as above.

            ## Webhooks

            ```yaml
            webhooks:
              - name: on-call                    # lower-case letters, digits and dashes
                url: https://hooks.example.com/tripline
                secret-file: /run/secrets/on-call  # or secret, TRIPLINE_WEBHOOKS_ON_CALL_SECRET or ..._SECRET_FILE: up to four keys
                allow-private: false             # true lets it go to a loopback or private address
                every-revision: false            # true tells every revision of an alert, not only what raises or withdraws it
                timeout: 10s                     # the longest wait for a whole answer
                concurrency: 4                   # pages under way at the same time, 1 to 64
                retry-first: 500ms               # the wait after a first failure; it doubles
                retry-longest: 1m
                give-up-after: 6h                # then the page is a dead letter
            ```
            """;

    private Reference() {}

    /** All of it. */
    public static String markdown() {
        StringBuilder out = new StringBuilder(HEAD);
        for (Key<?> key : Keys.ALL) {
            out.append("| `")
                    .append(key.name())
                    .append("` | `")
                    .append(key.variable())
                    .append("` | ")
                    .append(key.secret() ? "secret" : key.type().name())
                    .append(" | ")
                    .append(key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`")
                    .append(" | ")
                    .append(key.doc())
                    .append(" |\n");
        }
        return out.append(TAIL).toString();
    }
}

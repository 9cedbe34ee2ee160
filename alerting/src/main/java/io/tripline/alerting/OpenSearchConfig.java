package io.tripline.alerting;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where OpenSearch is and how it is fed.
 *
 * @param url the nodes, tried in turn
 * @param user for basic authentication; needs a password
 * @param caFile certificates (PEM) that sign the nodes'; without it, those Java trusts
 * @param certificateFile our own certificate (PEM, with what signs it), for nodes that ask for one; needs a key
 * @param keyFile its private key (PEM, PKCS #8, not encrypted)
 * @param connectTimeout the longest wait for a connection
 * @param requestTimeout the longest wait for an answer
 * @param shards primary shards of every index
 * @param autoExpandReplicas as the index setting: {@code 0-1} is green on one node and safe on two
 * @param refreshInterval how soon events can be searched; 30 s costs a tenth less than 1 s
 * @param bulkDocuments a bulk request is sent when it holds this many documents
 * @param bulkBytes or this many bytes
 * @param flushInterval or when its first document has waited this long
 * @param bulksInFlight bulk requests at the same time; when all are busy, reading pauses
 * @param retryFirst the wait after a first failure; it doubles
 * @param retryLongest the longest wait between two tries, which never end
 */
public record OpenSearchConfig(
        List<URI> url,
        Optional<String> user,
        Optional<Secret> password,
        Optional<Path> caFile,
        Optional<Path> certificateFile,
        Optional<Path> keyFile,
        Duration connectTimeout,
        Duration requestTimeout,
        int shards,
        String autoExpandReplicas,
        Duration refreshInterval,
        int bulkDocuments,
        int bulkBytes,
        Duration flushInterval,
        int bulksInFlight,
        Duration retryFirst,
        Duration retryLongest) {

    public OpenSearchConfig {
        url = List.copyOf(url);
        Require.that(!url.isEmpty(), "opensearch.url", "must name at least one node.");
        for (URI node : url) {
            Require.that(
                    ("http".equals(node.getScheme()) || "https".equals(node.getScheme()))
                            && node.getHost() != null
                            && node.getUserInfo() == null,
                    "opensearch.url",
                    "must be http or https, a host and no credentials, e.g. https://search.example.com:9200.");
        }
        Require.that(
                user.isPresent() == password.isPresent(),
                "opensearch.user",
                "and opensearch.password must be set together or not at all.");
        Require.that(
                user.isEmpty() || user.get().indexOf(':') < 0,
                "opensearch.user",
                "must hold no colon: basic authentication cannot carry one.");
        Require.that(
                certificateFile.isPresent() == keyFile.isPresent(),
                "opensearch.certificate-file",
                "and opensearch.key-file must be set together or not at all.");
        Require.positive(connectTimeout, "opensearch.connect-timeout");
        Require.positive(requestTimeout, "opensearch.request-timeout");
        Require.between(shards, 1, 64, "opensearch.shards");
        Require.that(
                autoExpandReplicas.matches("false|\\d+-(\\d+|all)"),
                "opensearch.auto-expand-replicas",
                "must be a range such as 0-1 or 1-all, or false.");
        Require.positive(refreshInterval, "opensearch.refresh-interval");
        Require.between(bulkDocuments, 1, 50_000, "opensearch.bulk-documents");
        Require.between(bulkBytes, 1 << 10, 64 << 20, "opensearch.bulk-bytes");
        Require.positive(flushInterval, "opensearch.flush-interval");
        Require.between(bulksInFlight, 1, 16, "opensearch.bulks-in-flight");
        Require.positive(retryFirst, "opensearch.retry-first");
        Require.that(
                retryLongest.compareTo(retryFirst) >= 0,
                "opensearch.retry-longest",
                "must not be shorter than opensearch.retry-first.");
    }

    /** One node on this machine, without authentication; the sizes are those measured best. */
    public static OpenSearchConfig defaults() {
        return new OpenSearchConfig(
                List.of(URI.create("http://127.0.0.1:9200")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                1,
                "0-1",
                Duration.ofSeconds(5),
                5_000,
                4 << 20,
                Duration.ofMillis(250),
                3,
                Duration.ofMillis(200),
                Duration.ofSeconds(15));
    }
}

package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.KeptLetters;
import io.tripline.alerting.OpenSearchConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.topics.Received;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A delivery to one OpenSearch, with everything that a test wants to look at. */
final class Links implements AutoCloseable {
    Mutes mutes = Mutes.NONE;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final KeptLetters deadLetters = new KeptLetters();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final List<String> settled = new CopyOnWriteArrayList<>();
    final OpenSearchConfig config;
    final OpenSearchLink link;
    final IndexMetrics metrics;
    final BulkDelivery delivery;

    Links(URI url) {
        // Preparing the schema has taken a real server of a busy machine more than 5 s.
        config = config(url, Duration.ofSeconds(30));
        link = new OpenSearchLink(config);
        metrics = new IndexMetrics(meters, InstantSource.fixed(Samples.APPENDED.plusMillis(40)));
        delivery =
                new BulkDelivery(
                        link,
                        deadLetters,
                        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15), new Random(1)),
                        pauses::add,
                        metrics);
    }

    static OpenSearchConfig config(URI url, Duration requestTimeout) {
        OpenSearchConfig defaults = OpenSearchConfig.defaults();
        return new OpenSearchConfig(
                List.of(url),
                defaults.user(),
                defaults.password(),
                defaults.caFile(),
                defaults.certificateFile(),
                defaults.keyFile(),
                Duration.ofSeconds(1),
                requestTimeout,
                1,
                "0-1",
                Duration.ofSeconds(1),
                3,
                1 << 20,
                Duration.ofMillis(100),
                2,
                defaults.retryFirst(),
                defaults.retryLongest());
    }

    BulkItem event(Received received) {
        return made(BulkItems.event(received, () -> settled.add(id(received))));
    }

    BulkItem receipt(Received received) {
        return made(BulkItems.receipt(received, () -> settled.add(id(received))));
    }

    BulkItem alert(Received received) {
        return made(BulkItems.alert(received, () -> settled.add(id(received)), mutes));
    }

    BulkItem incident(Received received) {
        return made(BulkItems.incident(received, () -> settled.add(id(received)), mutes));
    }

    BulkItem ledger(Received received) {
        return made(BulkItems.ledger(received, () -> settled.add(id(received))));
    }

    List<BulkItem> events(String... ids) {
        List<BulkItem> items = new ArrayList<>();
        for (String id : ids) {
            items.add(event(Samples.event(id)));
        }
        return items;
    }

    double count(String name, String... tags) {
        return meters.get("tripline.alerting." + name).tags(tags).counter().count();
    }

    static String id(Received received) {
        byte[] key = received.key();
        return key == null ? "" : new String(key, UTF_8);
    }

    private static BulkItem made(BulkItems.Made made) {
        return switch (made) {
            case BulkItems.Made.Item item -> item.item();
            case BulkItems.Made.Nothing _ ->
                    throw new IllegalArgumentException("Nothing to index.");
            case BulkItems.Made.No no -> throw new AssertionError(no.refusal());
        };
    }

    @Override
    public void close() {
        link.close();
    }
}

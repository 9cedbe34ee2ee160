package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IngestMetersTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:01Z");

    private static final String CONN =
            "1772438400.123456\tCuid%d\t192.0.2.41\t50122\t198.51.100.53\t443\ttcp\t-\t-\t-\t-\tSF\tT\tF\t0\tS\t1\t40\t1\t40\t-";

    /** Events, what is ignored and what is dead of several sources, of two families, and what no source claims. */
    private static final List<String> NETWORK =
            List.of(
                    CONN.formatted(1),
                    CONN.formatted(2),
                    "#separator \\x09",
                    "1772438400.123456\tCuid3\t192.0.2.41\t50122\t198.51.100.53\t445\ta\tb\tc",
                    "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"event\":{\"kind\":\"event\",\"dataset\":\"a.b\"},\"ecs\":{\"version\":\"8.0.0\"}}",
                    "what is this",
                    "{broken",
                    " ");

    private static final List<String> AUTH =
            List.of(
                    "2026-03-02T11:00:00+00:00 edge sshd[7]: Failed password for ann from 203.0.113.77 port 4022 ssh2",
                    "what is this",
                    CONN.formatted(4));

    @Test
    void received_is_sent_and_ignored_and_dead_of_every_source_of_every_family() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        IngestMeters meters = new IngestMeters(registry);
        Normalizer normalizer =
                new Normalizer(
                        IngestConfig.defaults(),
                        GeoEnrichment.open(Optional.empty(), Optional.empty()),
                        InstantSource.fixed(NOW));
        Map<Family, List<String>> batch = Map.of(Family.NETWORK, NETWORK, Family.AUTH, AUTH);

        batch.forEach(
                (family, lines) -> {
                    for (String line : lines) {
                        RawInput input =
                                RawInput.of(
                                        line.getBytes(UTF_8),
                                        family,
                                        NOW,
                                        new Origin("logs." + family.label(), 0, 41));
                        normalizer
                                .normalize(input)
                                .forEach(outcome -> meters.count(family, outcome));
                    }
                });

        Map<String, Double> received = sums(registry, "received");
        Map<String, Double> became = new HashMap<>(sums(registry, "sent"));
        sums(registry, "ignored").forEach((key, count) -> became.merge(key, count, Double::sum));
        sums(registry, "dead").forEach((key, count) -> became.merge(key, count, Double::sum));
        assertThat(received).isEqualTo(became);
        assertThat(received)
                .containsOnly(
                        Map.entry("network zeek.tsv", 4.0),
                        Map.entry("network ecs", 1.0),
                        Map.entry("network none", 3.0),
                        Map.entry("auth linux.auth", 1.0),
                        Map.entry("auth none", 1.0),
                        Map.entry("auth zeek.tsv", 1.0));
        assertThat(sums(registry, "sent")).containsEntry("network zeek.tsv", 2.0);
        assertThat(sums(registry, "ignored")).containsEntry("network zeek.tsv", 1.0);
        assertThat(sums(registry, "dead")).containsEntry("network zeek.tsv", 1.0);
    }

    /** By family and source. */
    private static Map<String, Double> sums(SimpleMeterRegistry registry, String name) {
        return registry.find("tripline.ingest." + name).counters().stream()
                .collect(
                        groupingBy(
                                each ->
                                        each.getId().getTag("family")
                                                + " "
                                                + each.getId().getTag("source"),
                                summingDouble(Counter::count)));
    }
}

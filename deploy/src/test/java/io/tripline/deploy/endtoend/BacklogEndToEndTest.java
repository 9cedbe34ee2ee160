package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.deploy.endtoend.RunningCorrelation.Instance;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ingest and correlation were down for a week and read it all at once. */
class BacklogEndToEndTest {
    private static final long SEED = 11;
    private static final int EVENTS = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration TIMERS = Duration.ofMinutes(3);

    @Test
    void a_week_at_once_gives_what_a_replay_in_order_gives_and_a_clock_ahead_disturbs_nobody()
            throws Exception {
        try (RunningCorrelation correlation = new RunningCorrelation(4)) {
            Instance ingest = correlation.ingest();
            // Once, so that there are topics.
            ingest.start();
            ingest.process().stop();
            Traffic week = new Traffic(SEED, Instant.now(), Duration.ofDays(7), EVENTS);
            String ahead =
                    "%s bastion sshd[4242]: Failed password for deploy from 192.0.2.7 port 40000 ssh2"
                            .formatted(Instant.now().plus(Duration.ofDays(1)));
            correlation.ship("ahead", ahead.getBytes(StandardCharsets.UTF_8));
            List<EcsEvent> events = oneAtATime(week.events());
            correlation.ship(events);

            ingest.start();
            assertThat(
                            Eventually.within(
                                    PATIENCE,
                                    () ->
                                            DeadLetterTopicReader.reasons(
                                                            correlation.bootstrapServers())
                                                    .values(),
                                    reasons -> !reasons.isEmpty()))
                    .containsExactly("invalid_timestamp");
            assertThat(metrics(ingest))
                    .containsPattern(
                            "tripline_ingest_dead_total\\{.*reason=\"invalid_timestamp\",source=\"linux.auth\".*} 1");
            correlation.awaitNormalized();
            correlation.first();
            List<String> expected = asFromAFile(correlation.replayed(events));
            // The last absences come true when correlation.timer-grace is over.
            List<String> told =
                    Eventually.within(
                            TIMERS, () -> asFromAFile(correlation.told(week)), expected::equals);

            AlertTopicReader.assertSame(told, expected);
            assertBacktested(correlation, expected.size());
        }
    }

    /** What Kafka still holds gives what was told live; a rule that was not there gives alerts that were not. */
    private static void assertBacktested(RunningCorrelation correlation, int alerts)
            throws Exception {
        assertThat(correlation.backtest())
                .contains("most a day")
                .contains("Against live: 0 gained, 0 lost, %d same.".formatted(alerts));

        Path rule = correlation.rules().resolve("guessing.yml");
        Files.writeString(
                rule, Files.readString(rule).replace("id: guessing\n", "id: guessing-anew\n"));
        assertThat(correlation.backtest())
                .containsPattern("Against live: [1-9]\\d* gained, 0 lost, [1-9]\\d* same.")
                .containsPattern("Not compared, as these rules are not here: guessing \\([1-9]");

        assertThat(correlation.sharedEgress()).startsWith("address  people  days");
    }

    /**
     * Without what ingest adds to an event in evidence: a file has no partition and no offset, and events in it keep their
     * ids.
     */
    private static List<String> asFromAFile(Collection<Alert> alerts) {
        return AlertTopicReader.standing(alerts).stream()
                .map(
                        alert ->
                                alert.replaceAll(
                                        "\"(origin|event\\.id|event\\.dataset)\":\"[^\"]*\",?", ""))
                .toList();
    }

    /** Ingest gives other ids than a file's, and ids order what happens at the same time. */
    private static List<EcsEvent> oneAtATime(List<EcsEvent> events) {
        Set<Instant> times = new HashSet<>();
        return events.stream().filter(event -> times.add(event.timestamp())).toList();
    }

    private static String metrics(Instance ingest) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(ingest.health().endpoint().resolve("/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}

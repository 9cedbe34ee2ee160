package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.deploy.bench.BenchReport;
import io.tripline.deploy.bench.SmallLatencyRun;
import io.tripline.deploy.endtoend.Shipment.Expected;
import io.tripline.deploy.samples.PlantedAlert;
import io.tripline.deploy.samples.SampleDay;
import io.tripline.deploy.samples.SampleRecord;
import io.tripline.deploy.service.ServiceName;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnRunningPipeline
class SampleDayEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void everyRawRecordIsAccountedForAndEveryPlantedAttackIsAlertedAndPaged(
            RunningPipeline pipeline) throws Exception {
        SampleDay day = SampleDay.ending(Instant.now(), 7);
        Expected expected;
        try (Shipment shipment = new Shipment(pipeline)) {
            for (SampleRecord record : day.records()) {
                shipment.ship(record);
            }
            expected = shipment.expected();
        }

        Map<String, Integer> documents =
                Eventually.within(
                        PATIENCE,
                        () -> pipeline.search().eventDocuments(expected.eventIds()),
                        found -> found.size() == expected.eventIds().size());
        assertThat(documents).containsOnlyKeys(expected.eventIds());
        assertThat(documents.values()).as("documents of each event").containsOnly(1);

        assertThat(expected.deadLetters()).as("the sample day carries garbage").isNotEmpty();
        assertThat(DeadLetterTopicReader.reasons(pipeline.stack().servers().bootstrapServers()))
                .containsAllEntriesOf(expected.deadLetters());

        for (PlantedAlert planted : day.expected()) {
            List<JsonNode> alerts =
                    Eventually.within(
                            PATIENCE,
                            () ->
                                    pipeline.search()
                                            .standingAlerts(
                                                    planted.ruleId(),
                                                    planted.entityField(),
                                                    planted.entityValue()),
                            found -> !found.isEmpty());
            assertThat(alerts).as("alerts of %s", planted).hasSize(1);
            JsonNode alert = alerts.getFirst();
            assertThat(alert.at("/tripline/alert/evidence"))
                    .as("evidence of %s", planted)
                    .isNotEmpty();
            assertThat(alert.path("message").asText()).isNotBlank();

            String id = alert.at("/event/id").asText();
            boolean paged =
                    Eventually.within(
                            PATIENCE,
                            () ->
                                    pipeline.receiver().deliveries().stream()
                                            .anyMatch(
                                                    each ->
                                                            each.alert()
                                                                    .at("/event/id")
                                                                    .asText()
                                                                    .equals(id)),
                            found -> found);
            assertThat(paged).as("page about %s", planted).isTrue();
        }
        assertThat(pipeline.receiver().refused()).as("webhooks that did not verify").isEmpty();
    }

    /** Or the benchmark would report zeros, and nobody would know why. */
    @Test
    void theBenchmarkSeesEveryStageOfEveryPage(RunningPipeline pipeline) throws Exception {
        SmallLatencyRun run =
                SmallLatencyRun.on(
                        pipeline.stack().servers().bootstrapServers(),
                        (origin, appended) ->
                                pipeline.receiver().deliveries().stream()
                                        .filter(each -> lastOrigin(each.alert()).equals(origin))
                                        .map(each -> Duration.between(appended, each.at()))
                                        .findFirst());

        assertThat(run.latency().attacks()).isPositive();
        assertThat(run.latency().missing()).as("pages that did not come").isZero();
        assertThat(run.unseen()).as("stages that were not seen").isEmpty();
        assertThat(run.latency().stages())
                .extracting(BenchReport.Stage::name)
                .containsExactly("until events", "until alerts", "until pages", "until 2xx");
        assertThat(run.latency().stages().getFirst().p99()).isPositive();
    }

    private static String lastOrigin(JsonNode alert) {
        JsonNode evidence = alert.at("/tripline/alert/evidence");
        return evidence.path(evidence.size() - 1).path("origin").asText();
    }

    @Test
    void everyServiceSaysThatItIsWellAndWhatItDid(RunningPipeline pipeline) throws Exception {
        for (ServiceName service : ServiceName.values()) {
            assertThat(get(pipeline, service, "/health/live").statusCode())
                    .as("%s lives", service)
                    .isEqualTo(200);
            assertThat(get(pipeline, service, "/health/ready").statusCode())
                    .as("%s is ready", service)
                    .isEqualTo(200);
            assertThat(get(pipeline, service, "/metrics").body())
                    .contains("tripline_" + service.label() + "_received_total")
                    .contains("jvm_memory_used_bytes");
        }
    }

    private static HttpResponse<String> get(
            RunningPipeline pipeline, ServiceName service, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(pipeline.stack().endpoint(service).resolve(path))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}

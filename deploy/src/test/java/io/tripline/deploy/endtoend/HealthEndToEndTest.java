package io.tripline.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.servers.ChildServers.Server;
import io.tripline.deploy.service.ServiceName;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the health pages say while a server is gone and nothing is under way that would notice. */
@OnRunningPipeline
class HealthEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void withoutKafkaNoServiceIsReadyAndAllLive(RunningPipeline pipeline) throws Exception {
        ChildProcess kafka = pipeline.stack().servers().process(Server.KAFKA);
        kafka.suspend();
        try {
            for (ServiceName service : ServiceName.values()) {
                HttpResponse<String> answer = ready(pipeline, service, 503);
                assertThat(answer.statusCode()).as("%s without Kafka", service).isEqualTo(503);
                assertThat(answer.body()).contains("Kafka");
                assertThat(get(pipeline, service, "/health/live").statusCode()).isEqualTo(200);
            }
        } finally {
            kafka.resume();
        }
        for (ServiceName service : ServiceName.values()) {
            assertThat(ready(pipeline, service, 200).statusCode())
                    .as("%s with Kafka again", service)
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutOpenSearchOnlyAlertingIsNotReady(RunningPipeline pipeline) throws Exception {
        pipeline.proxy().refuseWith(503);
        try {
            HttpResponse<String> answer = ready(pipeline, ServiceName.ALERTING, 503);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("OpenSearch");
            assertThat(get(pipeline, ServiceName.ALERTING, "/health/live").statusCode())
                    .isEqualTo(200);
            assertThat(get(pipeline, ServiceName.INGEST, "/health/ready").statusCode())
                    .isEqualTo(200);
        } finally {
            pipeline.proxy().passOn();
        }
        assertThat(ready(pipeline, ServiceName.ALERTING, 200).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> ready(
            RunningPipeline pipeline, ServiceName service, int wanted) throws Exception {
        return Eventually.within(
                PATIENCE,
                () -> get(pipeline, service, "/health/ready"),
                answer -> answer.statusCode() == wanted);
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

package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** What every pair of servers does for us, wherever it runs: it keeps topics and documents. */
final class ServersContract {
    private ServersContract() {}

    /** Makes a topic and a document. */
    static void fill(Servers servers) throws Exception {
        try (Admin admin = admin(servers)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        HttpRequest document =
                HttpRequest.newBuilder(servers.openSearch().resolve("/tripline-kept/_doc/1"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
        assertThat(status(document)).isEqualTo(201);
    }

    /** The topic and the document are there. */
    static void assertKept(Servers servers) throws Exception {
        try (Admin admin = admin(servers)) {
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).contains("kept");
        }
        HttpRequest document =
                HttpRequest.newBuilder(servers.openSearch().resolve("/tripline-kept/_doc/1"))
                        .build();
        assertThat(status(document)).isEqualTo(200);
    }

    private static Admin admin(Servers servers) {
        return Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()));
    }

    private static int status(HttpRequest request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}

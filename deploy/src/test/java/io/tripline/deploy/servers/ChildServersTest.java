package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.servers.ChildServers.Server;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildServersTest {
    private static final Distribution DISTRIBUTION =
            new Distribution(Path.of(System.getProperty("tripline.distribution")));

    @TempDir Path directory;

    @Test
    void bothServersKeepTheirDataWhenKilledAndLeaveNothingRunningWhenClosed() throws Exception {
        // A space in the path is what breaks shell scripts, OpenSearch's own among them.
        EmbeddedSettings settings =
                EmbeddedSettings.onFreePorts(DISTRIBUTION, directory.resolve("with space"));
        ChildServers servers = new ChildServers(settings);
        List<ChildProcess> processes;
        try (servers) {
            servers.start();
            processes = List.of(servers.process(Server.KAFKA), servers.process(Server.OPENSEARCH));
            createTopic(servers);
            index(servers);

            servers.process(Server.KAFKA).kill9();
            servers.process(Server.OPENSEARCH).kill9();
            assertThat(processes).noneMatch(ChildProcess::alive);
            servers.restart(Server.KAFKA);
            servers.restart(Server.OPENSEARCH);

            assertThat(topics(servers)).contains("kept");
            assertThat(status(servers, "/tripline-kept/_doc/1")).isEqualTo(200);

            servers.process(Server.OPENSEARCH).suspend();
            servers.process(Server.OPENSEARCH).resume();
            servers.awaitReady(Server.OPENSEARCH);
        }

        assertThat(processes).noneMatch(ChildProcess::alive);
        assertThat(servers.ports().values()).allMatch(Ports::isFree);
        servers.discardData();
        assertThat(settings.data()).doesNotExist();
    }

    @Test
    void aTakenPortIsNamedTogetherWithTheKeyThatChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, Integer> ports = Map.of("embedded.kafka.port", taken.getLocalPort());

            assertThatThrownBy(() -> Ports.requireFree(ports))
                    .isInstanceOfSatisfying(
                            CannotRunException.class,
                            refusal ->
                                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.PORT_TAKEN))
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("embedded.kafka.port");
        }
    }

    private static void createTopic(Servers servers) throws Exception {
        try (Admin admin = admin(servers)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static Iterable<String> topics(Servers servers) throws Exception {
        try (Admin admin = admin(servers)) {
            return admin.listTopics().names().get(20, TimeUnit.SECONDS);
        }
    }

    private static Admin admin(Servers servers) {
        return Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()));
    }

    private static void index(Servers servers) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(servers.openSearch().resolve("/tripline-kept/_doc/1"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
        assertThat(send(request)).isEqualTo(201);
    }

    private static int status(Servers servers, String path) throws Exception {
        return send(HttpRequest.newBuilder(servers.openSearch().resolve(path)).build());
    }

    private static int send(HttpRequest request) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }
}

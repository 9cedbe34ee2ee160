package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.servers.ChildServers.Server;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildServersTest {
    @TempDir Path directory;

    @Test
    void bothServersKeepTheirDataWhenKilledAndLeaveNothingRunningWhenClosed() throws Exception {
        // A space in the path is what breaks shell scripts, OpenSearch's own among them.
        EmbeddedSettings settings = TestProcesses.settings(directory.resolve("with space"));
        ChildServers servers = new ChildServers(settings);
        List<ChildProcess> processes;
        try (servers) {
            servers.start();
            processes = List.of(servers.process(Server.KAFKA), servers.process(Server.OPENSEARCH));
            ServersContract.fill(servers);

            servers.process(Server.KAFKA).kill9();
            servers.process(Server.OPENSEARCH).kill9();
            assertThat(processes).noneMatch(ChildProcess::alive);
            servers.restart(Server.KAFKA);
            servers.restart(Server.OPENSEARCH);

            ServersContract.assertKept(servers);

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
}

package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChildServersTest {
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

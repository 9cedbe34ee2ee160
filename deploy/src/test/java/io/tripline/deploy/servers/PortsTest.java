package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PortsTest {
    /** Linux gives those to whoever connects to anybody, between our look and the start of a server. */
    @Test
    void noPortIsGivenThatTheSystemGivesAway() {
        assertThat(Ports.free(20)).allSatisfy(port -> assertThat(port).isLessThan(32_768));
    }

    @Test
    void whoAsksWhileOthersHaveNotBegunYetGetsOthers() {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ports.addAll(Ports.free(7));
        }

        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void aPortInUseIsNotFree() throws Exception {
        int port = Ports.free(1).getFirst();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
        }
    }
}

package io.tripline.deploy.servers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

final class ContainerServersTest {
    @Test
    void serversInContainersKeepWhatTheyAreGiven() throws Exception {
        assumeTrue(
                ContainerServers.possible(), "Skipped: no Docker engine answers on this machine.");
        try (ContainerServers servers = ContainerServers.started()) {
            ServersContract.fill(servers);

            ServersContract.assertKept(servers);
        }
    }
}

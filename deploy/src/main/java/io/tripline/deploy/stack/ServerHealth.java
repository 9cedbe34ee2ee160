package io.tripline.deploy.stack;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Whether Kafka and OpenSearch answer: a frozen process runs, too. */
public final class ServerHealth {
    private static final String HEALTH = "/_cluster/health?wait_for_status=yellow&timeout=1s";
    private static final String FULL = "/_all/_settings/index.blocks.read_only_allow_delete";

    private ServerHealth() {}

    /** Why Kafka is not ready; empty if it is. The client's own time-outs hold. */
    public static Optional<String> kafka(Admin admin) throws InterruptedException {
        try {
            return admin.describeCluster().nodes().get().isEmpty()
                    ? Optional.of("has no broker")
                    : Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of("does not answer");
        }
    }

    /** Why OpenSearch is not ready: it lacks a primary shard, or refuses to write for want of room; empty if it is. */
    public static Optional<String> openSearch(URI address) throws InterruptedException {
        ServiceHealth server = new ServiceHealth(address);
        try {
            int status = server.ask(HEALTH).statusCode();
            if (status != 200) {
                return Optional.of(status == 408 ? "red" : "answers with " + status);
            }
            // Only indices that have the block are listed.
            return server.ask(FULL).body().contains("read_only_allow_delete")
                    ? Optional.of("its disk is full: it writes no more")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("does not answer");
        }
    }
}

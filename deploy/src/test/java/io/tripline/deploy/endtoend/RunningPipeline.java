package io.tripline.deploy.endtoend;

import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.servers.Ports;
import io.tripline.deploy.servers.TestProcesses;
import io.tripline.deploy.stack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole stack, started once for all end-to-end tests of a run and stopped after the last: Kafka, OpenSearch and the
 * three services as child processes, a proxy before OpenSearch that can refuse, and a receiver of webhooks.
 */
final class RunningPipeline implements AutoCloseable {
    private final Stack stack;
    private final RefusingProxy proxy;
    private final WebhookReceiver receiver;

    private RunningPipeline() throws IOException {
        Path home = Path.of(System.getProperty("tripline.project"));
        Path directory = Files.createTempDirectory("tripline-end-to-end");
        receiver = new WebhookReceiver();
        List<Integer> ports = Ports.free(7);
        proxy = new RefusingProxy(URI.create("http://127.0.0.1:" + ports.get(2)));
        stack =
                new Stack(
                        settings(directory, ports),
                        home,
                        directory.resolve("data"),
                        _ -> proxy.address());
        stack.start(
                (name, after) ->
                        System.out.printf("%s is ready after %d ms%n", name, after.toMillis()));
    }

    Stack stack() {
        return stack;
    }

    RefusingProxy proxy() {
        return proxy;
    }

    WebhookReceiver receiver() {
        return receiver;
    }

    SearchClient search() {
        return new SearchClient(stack.servers().openSearch());
    }

    @Override
    public void close() {
        stack.close();
        stack.servers().discardData();
        proxy.close();
        receiver.close();
    }

    private Settings settings(Path directory, List<Integer> ports) throws IOException {
        Path file = directory.resolve("tripline.yml");
        Files.writeString(
                file,
                """
                kafka: {session.timeout.ms: 6000, heartbeat.interval.ms: 1500}
                embedded:
                  java-options: %s
                  kafka: {port: %d, controller-port: %d}
                  opensearch: {port: %d, transport-port: %d}
                http:
                  ingest: {port: %d}
                  correlation: {port: %d}
                  alerting: {port: %d}
                webhooks:
                  - name: on-call
                    url: %s
                    secret: %s
                    allow-private: true
                """
                        .formatted(
                                TestProcesses.JAVA_OPTIONS,
                                ports.get(0),
                                ports.get(1),
                                ports.get(2),
                                ports.get(3),
                                ports.get(4),
                                ports.get(5),
                                ports.get(6),
                                receiver.uri(),
                                WebhookReceiver.SECRET));
        return ConfigReader.read(file, Map.of());
    }

    /** Gives tests the one that runs, and stops it when all tests of the run are done. */
    static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunningPipeline.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(
                            RunningPipeline.class, _ -> start(), RunningPipeline.class);
        }

        private static RunningPipeline start() {
            try {
                return new RunningPipeline();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package io.tripline.deploy.servers;

import io.tripline.deploy.service.ServiceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Servers and services as tests start them: on free ports, with the default heaps, and with the quick compiler only. */
public final class TestProcesses {
    /** A test ends before the optimizing compiler pays; without it a start takes half the CPU time. */
    public static final List<String> JAVA_OPTIONS = List.of("-XX:TieredStopAtLevel=1");

    public static final Distribution DISTRIBUTION =
            new Distribution(Path.of(System.getProperty("tripline.distribution")));

    private TestProcesses() {}

    /** Kafka and OpenSearch, not started. */
    public static ChildServers servers(Path data) {
        return new ChildServers(settings(data));
    }

    static EmbeddedSettings settings(Path data) {
        List<Integer> ports = Ports.free(4);
        return new EmbeddedSettings(
                DISTRIBUTION,
                data,
                JAVA_OPTIONS,
                ports.get(0),
                ports.get(1),
                384,
                ports.get(2),
                ports.get(3),
                1024,
                "nobody",
                Path.of("/var/lib/tripline"));
    }

    /**
     * A service, not started.
     *
     * @param name what it is called in messages
     */
    public static ChildProcess service(
            ServiceName service, String name, Path configuration, int heapMegabytes, Path log) {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "-Xmx" + heapMegabytes + "m",
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError"));
        options.addAll(JAVA_OPTIONS);
        return new ChildProcess(
                new ChildProcess.Launch(
                        name,
                        command(
                                options,
                                "run",
                                service.label(),
                                "--config",
                                configuration.toString()),
                        Map.of(),
                        Path.of("").toAbsolutePath(),
                        log));
    }

    /** The command line of {@code tripline} in a JVM of its own. */
    public static List<String> command(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.tripline.deploy.cli.Tripline"));
        command.addAll(List.of(arguments));
        return command;
    }
}

package io.tripline.deploy.cli;

import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.service.ServiceProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header =
                "Run one service in the foreground, against the Kafka and OpenSearch of the configuration.",
        description = {
            "",
            "This is what a container or systemd runs. It logs ECS JSON on standard output, serves /metrics and /health,"
                    + " makes missing topics, and ends in order on SIGTERM. If only a restart helps, it ends with status 1.",
            "",
            "Its heap is 256 MB (correlation: 512 MB) unless TRIPLINE_JAVA_OPTIONS has -Xmx or -XX:MaxRAMPercentage."
        },
        footerHeading = "%nExample:%n",
        footer = "  TRIPLINE_KAFKA_BOOTSTRAP_SERVERS=kafka.example.com:9092 tripline run ingest")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RunCommand implements Callable<Integer> {
    @ParentCommand private Tripline tripline;

    @Parameters(paramLabel = "SERVICE", description = "${COMPLETION-CANDIDATES}")
    private ServiceName service;

    @Override
    public Integer call() throws InterruptedException {
        new ServiceProcess(service, tripline.settings()).run();
        return 0;
    }
}

package io.tripline.deploy.cli;

import io.tripline.deploy.ExitCode;
import io.tripline.deploy.stack.Lag;
import io.tripline.deploy.stack.Memory;
import io.tripline.deploy.stack.ServerHealth;
import io.tripline.deploy.stack.ServiceHealth;
import io.tripline.deploy.stack.StackState;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        header = "What runs here: processes, health, memory, and how far each service is behind.",
        description = {
            "",
            "Exit code 0 if everything is ready, 69 if something is not or nothing runs."
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class StatusCommand implements Callable<Integer> {
    private static final String REQUEST_TIMEOUT = "5000";

    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Path data = UpCommand.data(tripline.settings());
        PrintWriter out = spec.commandLine().getOut();
        Optional<StackState> running = StackState.running(data);
        if (running.isEmpty()) {
            out.println("Nothing runs in " + data + "; ./tripline up starts it.");
            return ExitCode.UNAVAILABLE.code();
        }
        StackState state = running.get();
        try (Admin admin = admin(state)) {
            return show(admin, state, out).code();
        }
    }

    private static ExitCode show(Admin admin, StackState state, PrintWriter out)
            throws InterruptedException {
        boolean well = state.ready();
        long memory = 0;
        Table table = new Table("process", "pid", "memory", "address", "health");
        for (Map.Entry<String, StackState.Running> each : state.processes().entrySet()) {
            String health = health(admin, state, each.getKey(), each.getValue());
            well &= health.equals("ready");
            OptionalLong resident = Memory.resident(each.getValue().pid());
            memory += resident.orElse(0);
            table.row(
                    each.getKey(),
                    Long.toString(each.getValue().pid()),
                    megabytes(resident.orElse(0)),
                    address(state, each.getKey()),
                    health);
        }
        long launcher = Memory.resident(state.launcher().pid()).orElse(0);
        table.row(
                "launcher",
                Long.toString(state.launcher().pid()),
                megabytes(launcher),
                "",
                "ready");
        out.print(table);
        out.println("Memory in all: " + megabytes(memory + launcher) + ".");
        printLag(admin, out);
        out.flush();
        return well ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    private static String health(
            Admin admin, StackState state, String name, StackState.Running process)
            throws InterruptedException {
        if (process.find().isEmpty()) {
            return "not running";
        }
        Optional<String> trouble =
                switch (name) {
                    case "kafka" -> ServerHealth.kafka(admin);
                    case "opensearch" -> ServerHealth.openSearch(URI.create(state.openSearch()));
                    default ->
                            new ServiceHealth(URI.create(state.endpoints().getOrDefault(name, "")))
                                    .notReady();
                };
        return trouble.orElse("ready");
    }

    private static String address(StackState state, String name) {
        return switch (name) {
            case "kafka" -> state.bootstrapServers();
            case "opensearch" -> state.openSearch();
            default -> state.endpoints().getOrDefault(name, "");
        };
    }

    private static Admin admin(StackState state) {
        return Admin.create(
                Map.of(
                        "bootstrap.servers",
                        state.bootstrapServers(),
                        "default.api.timeout.ms",
                        REQUEST_TIMEOUT,
                        "request.timeout.ms",
                        REQUEST_TIMEOUT));
    }

    private static void printLag(Admin admin, PrintWriter out) throws InterruptedException {
        try {
            Table table = new Table("consumer group", "records behind");
            Lag.ask(admin)
                    .byGroup()
                    .forEach((group, behind) -> table.row(group, Long.toString(behind)));
            out.println();
            out.print(table);
        } catch (ExecutionException e) {
            out.println("Kafka does not tell how far the services are behind.");
        }
    }

    private static String megabytes(long bytes) {
        return bytes / (1024 * 1024) + " MB";
    }
}

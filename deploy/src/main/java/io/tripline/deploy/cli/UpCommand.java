package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.servers.BoundedLog;
import io.tripline.deploy.servers.PrivateDirectory;
import io.tripline.deploy.stack.DataLock;
import io.tripline.deploy.stack.StackState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        header = "Start Kafka, OpenSearch and the services on this machine, and stay until Ctrl-C.",
        description = {
            "",
            "Data stays in the directory of embedded.data, and is there again at the next start."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline up",
            "  tripline up --detach && tripline status",
            "  TRIPLINE_EMBEDDED_KAFKA_PORT=19092 tripline up     where 9092 is taken"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class UpCommand implements Callable<Integer> {
    private static final Duration DETACH_PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Option(
            names = "--detach",
            description =
                    "Come back when all is ready, or after three minutes while it is still starting, and leave it running.")
    private boolean detach;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = tripline.settings();
        Path data = data(settings);
        PrintWriter out = spec.commandLine().getOut();
        if (detach) {
            return detached(settings, data, out);
        }
        StackRun run = new StackRun(settings, data, out);
        return run.run(
                () -> {
                    run.sayAddresses();
                    run.sayCommands(Optional.empty());
                    run.say("Everything is ready. Ctrl-C stops it.");
                    run.stay();
                });
    }

    /** Where {@code up} keeps its data. */
    static Path data(Settings settings) {
        return Tripline.home().resolve(settings.get(Keys.EMBEDDED_DATA));
    }

    private static int detached(Settings settings, Path data, PrintWriter out)
            throws InterruptedException {
        Path log = data.resolve("logs/launcher.log");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                // Neither Ctrl-C nor a closed terminal shall end it; down does.
                                "trap '' INT HUP; exec \"$@\" </dev/null",
                                "tripline",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-Dtripline.home=" + Tripline.home(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Tripline.class.getName(),
                                "up"));
        settings.file()
                .ifPresent(
                        file ->
                                command.addAll(
                                        List.of("--config", file.toAbsolutePath().toString())));
        // Before the log of one that runs is touched; the launcher itself takes the lock again.
        DataLock.take(data).close();
        try {
            PrivateDirectory.make(data.resolve("logs"));
            new BoundedLog(log).keepBounded();
            Files.writeString(
                    log,
                    "Started on " + InstantSource.system().instant() + ".\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            long begin = Files.size(log);
            Process launcher =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            long deadline = System.nanoTime() + DETACH_PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                if (launcher.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    out.print(from(log, begin));
                    out.flush();
                    return launcher.exitValue();
                }
                Optional<StackState> state =
                        StackState.running(data)
                                .filter(each -> each.launcher().pid() == launcher.pid());
                if (state.filter(StackState::ready).isPresent()) {
                    out.print(from(log, begin));
                    out.println(
                            "It runs on as process "
                                    + launcher.pid()
                                    + "; ./tripline down stops it.");
                    out.flush();
                    return ExitCode.OK.code();
                }
            }
            out.print(from(log, begin));
            out.flush();
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "It is not ready after "
                            + DETACH_PATIENCE.toMinutes()
                            + " minutes, and goes on starting as process "
                            + launcher.pid()
                            + ": ./tripline status tells how far it is, ./tripline down stops it, and what it says goes on in "
                            + log
                            + ".");
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "The directory " + data + " can't be used: " + e + "; set embedded.data.",
                    e);
        }
    }

    /** What one launcher wrote behind what its predecessors did. */
    private static String from(Path log, long begin) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int from = (int) Math.min(begin, all.length);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }
}

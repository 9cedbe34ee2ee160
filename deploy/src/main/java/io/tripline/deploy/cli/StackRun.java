package io.tripline.deploy.cli;

import io.tripline.alerting.Secret;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ApiKeys;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.servers.ChildProcess;
import io.tripline.deploy.service.ServiceName;
import io.tripline.deploy.stack.ApiToken;
import io.tripline.deploy.stack.DataLock;
import io.tripline.deploy.stack.Stack;
import io.tripline.deploy.stack.StackState;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The life of a stack under {@code demo} and {@code up}: start, stay, and end in order at the first Ctrl-C. */
final class StackRun {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_CHORES = Duration.ofSeconds(10);

    /** After a power cut, the state of days is restored: longer than that nobody waits without asking why. */
    private static final Duration RESTORE_PATIENCE = Duration.ofDays(1);

    private final DataLock lock;
    private final Stack stack;
    private final Path data;
    private final PrintWriter out;
    private final boolean hasTokenOfItsOwn;
    private final Optional<Secret> freshToken;
    private final URI api;
    private final Path whereCommandsLook;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    StackRun(Settings settings, Path data, PrintWriter out) {
        this.lock = DataLock.take(data);
        this.data = data;
        this.out = out;
        this.hasTokenOfItsOwn = settings.find(ApiKeys.TOKENS_FILE).isEmpty();
        this.freshToken =
                hasTokenOfItsOwn
                        ? ApiToken.in(data).ensure(InstantSource.system())
                        : Optional.empty();
        this.stack = new Stack(settings, Tripline.home(), data);
        this.api = ApiClient.url(settings);
        this.whereCommandsLook = UpCommand.data(settings);
    }

    Stack stack() {
        return stack;
    }

    /** What to do once the stack is ready. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Starts all, works, and stops all, whatever happens between. */
    int run(Work work) throws InterruptedException {
        Signals.whenAskedToEnd(this::end);
        note(false);
        Thread.ofVirtual().start(this::keepHouse);
        try {
            say(
                    "Starting Kafka, OpenSearch and the services; logs are in "
                            + data.resolve("logs")
                            + ".");
            stack.start(new Told(), RESTORE_PATIENCE);
            note(true);
            work.run();
        } catch (RuntimeException e) {
            // Whoever asks to end while it starts makes the start fail; that is no failure.
            if (asked.get() == 0 || hasFailed.get()) {
                throw e;
            }
        } finally {
            stop();
        }
        return asked.get() == 0 ? ExitCode.OK.code() : ExitCode.INTERRUPTED.code();
    }

    /** What a start tells, to the person and to {@code status}. */
    private final class Told implements Stack.Progress {
        @Override
        public void ready(String name, Duration after) {
            say("  %-12s ready after %.1f s".formatted(name, after.toMillis() / 1000.0));
            note(false);
        }

        @Override
        public void waiting(String name, String why, Duration after) {
            say("  %-12s still waited for after %d s: %s".formatted(name, after.toSeconds(), why));
            note(false);
        }

        @Override
        public void failed(RuntimeException why) {
            hasFailed.set(asked.get() == 0);
        }
    }

    /** Nothing is noted of what is already stopped. */
    private synchronized void note(boolean ready) {
        if (stopped.getCount() > 0) {
            StackState.of(stack, ready).write(data);
        }
    }

    /** What has to be done now and then while it runs. */
    private void keepHouse() {
        Set<String> told = new HashSet<>();
        try {
            while (!stopping.await(BETWEEN_CHORES.toMillis(), TimeUnit.MILLISECONDS)) {
                for (ChildProcess each : stack.processes().values()) {
                    try {
                        each.keepLogBounded();
                    } catch (IOException e) {
                        sayOnce(told, "The log " + each.log() + " can't be copied: " + e + ".");
                    }
                }
                try {
                    if (hasTokenOfItsOwn) {
                        ApiToken.in(data).renew(InstantSource.system());
                    }
                } catch (CannotRunException e) {
                    sayOnce(told, "The API's token can't be renewed: " + e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayOnce(Set<String> told, String line) {
        if (told.add(line)) {
            say(line);
        }
    }

    /** Stays until asked to end; fails if a process ends by itself. */
    void stay() throws InterruptedException {
        while (!stopping.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
            stack.requireAlive(_ -> asked.get() == 0);
        }
        stopped.await();
    }

    /** Whether somebody asked to end. */
    boolean asked() {
        return asked.get() > 0;
    }

    /** Where to look. */
    void sayAddresses() {
        say("");
        say("  OpenSearch   " + stack.servers().openSearch());
        say("  Kafka        " + stack.servers().bootstrapServers());
        for (ServiceName name : ServiceName.values()) {
            say(
                    "  %-12s %s/metrics  %s/health/ready"
                            .formatted(name.label(), stack.endpoint(name), stack.endpoint(name)));
        }
        say("  %-12s %s/api/v1/alerts".formatted("triage API", api));
        sayToken();
        say("");
    }

    /** Once, and only to a person: a log would keep it. */
    private void sayToken() {
        Path file = ApiToken.in(data).tokenFile();
        if (freshToken.isPresent() && Colours.isTerminal()) {
            say("  %-12s %s".formatted("its token", freshToken.get().reveal()));
            say("               It is not shown again; the commands find it in " + file + ".");
        } else if (ApiToken.in(data).isThere()) {
            say("  %-12s in %s".formatted("its token", file));
        }
    }

    /**
     * What to try next, as it can be typed in another terminal.
     *
     * @param incident to look at
     */
    void sayCommands(Optional<String> incident) {
        commands(data, whereCommandsLook, incident).forEach(this::say);
        say("");
    }

    /** The commands find by themselves only the token of the data that the configuration names. */
    static List<String> commands(Path data, Path whereTheyLook, Optional<String> incident) {
        List<String> commands = new ArrayList<>();
        commands.add("In another terminal:");
        if (!data.toAbsolutePath().equals(whereTheyLook.toAbsolutePath())) {
            commands.add(
                    "  export TRIPLINE_API_CLIENT_TOKEN_FILE=" + ApiToken.in(data).tokenFile());
        }
        commands.add("  ./tripline incidents list");
        incident.ifPresent(each -> commands.add("  ./tripline incidents show " + each));
        commands.add("  ./tripline alerts list");
        return commands;
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    private void end() {
        if (asked.incrementAndGet() == 1) {
            say("\nStopping the services, OpenSearch and Kafka; once more to force it.");
            stopping.countDown();
            Thread.startVirtualThread(this::stop);
        } else {
            stack.processes().values().forEach(ChildProcess::kill9);
            StackState.remove(data);
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
        }
    }

    private synchronized void stop() {
        if (stopped.getCount() > 0) {
            stopping.countDown();
            stack.close();
            StackState.remove(data);
            stopped.countDown();
            lock.close();
        }
    }
}

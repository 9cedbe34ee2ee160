package io.tripline.deploy.cli;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.Family;
import io.tripline.correlation.Replay;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Offline;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header = "Show what the rules make of a file, in event time, without Kafka or OpenSearch.",
        description = {
            "",
            "Reads line by line whatever holds events: raw records, rows of {\"id\"?, \"source\"?, \"raw\"}, rows that"
                    + " normalize wrote, or ECS events. Writes each alert as one line of JSON, in its final revision;"
                    + " progress goes to standard error."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline replay /var/log/auth.log",
            "  tripline replay --rules my-rules events.ndjson > alerts.ndjson",
            "  zcat day.ndjson.gz | tripline replay | jq -r .message"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class ReplayCommand implements Callable<Integer> {
    private static final int PROGRESS_EVERY = 50_000;

    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description =
                    "The folder of rule files; default: correlation.rules of the configuration.")
    private @Nullable Path rules;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The log source of raw records; recognized one by one if not given.")
    private @Nullable String source;

    @Option(
            names = "--ndjson",
            description = "Take nothing but rows of {\"id\"?, \"source\"?, \"raw\"}.")
    private boolean ndjson;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where the records are; - is standard input, the default.")
    private Path file;

    @Override
    public Integer call() {
        Settings settings = tripline.settings();
        IngestConfig ingest = ModuleConfigs.ingest(settings).with(IngestConfig.Timestamp.UNBOUNDED);
        Optional<String> named = SourceOption.named(source, ingest);
        InstantSource clock = InstantSource.system();
        Tally tally = new Tally(spec.commandLine().getErr());
        try (Replay replay =
                        new Replay(loaded(settings), ModuleConfigs.correlation(settings).bounds());
                GeoEnrichment geo = GeoEnrichment.open(ingest.geo().city(), ingest.geo().asn());
                InputStream in = open();
                DataOutput out = DataOutput.standard()) {
            Offline offline =
                    new Offline(new Normalizer(ingest, geo, clock), Family.DEVICE, clock.instant());
            Consumer<Offline.Row> correlate =
                    row -> {
                        tally.count(row.outcome());
                        if (row.outcome() instanceof Outcome.Event(var event, _)) {
                            replay.accept(event);
                        }
                    };
            if (ndjson) {
                offline.rows(in, named, correlate);
            } else {
                offline.anything(in, named, correlate);
            }
            replay.end();
            for (Alert alert : replay.alerts()) {
                out.line(AlertJson.write(alert));
                tally.alerts++;
            }
            tally.end();
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "Reading the input failed: " + e.getMessage() + ".", e);
        }
    }

    /** The rules that may run; what is wrong with the others is told, and they are left out as in production. */
    private RuleSet loaded(Settings settings) throws IOException {
        Path folder = rules(settings);
        RuleLoader.Loaded loaded = new RuleLoader().load(folder);
        for (Problem problem : loaded.problems()) {
            spec.commandLine()
                    .getErr()
                    .println("Not loaded: " + TerminalText.of(problem.toString()));
        }
        if (loaded.rules().rules().isEmpty()) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "No rule was loaded from "
                            + folder
                            + (loaded.problems().isEmpty()
                                    ? ": rules are files DIR/TACTIC/NAME.yml, neither .yaml nor deeper."
                                    : ": what is wrong stands above."));
        }
        return loaded.rules();
    }

    private Path rules(Settings settings) {
        Path folder =
                rules == null
                        ? Tripline.home().resolve(settings.get(Keys.CORRELATION_RULES))
                        : rules;
        if (!Files.isDirectory(folder)) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "There is no folder of rules " + folder + ": give one with --rules.");
        }
        return folder;
    }

    private InputStream open() throws IOException {
        if (file.toString().equals("-")) {
            return System.in;
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "The file " + file + " can't be read: is the name right?");
        }
        return Files.newInputStream(file);
    }

    /** What was read so far, told on standard error. */
    private static final class Tally {
        private final PrintWriter err;
        private long events;
        private long ignored;
        private long rejected;
        private long alerts;

        Tally(PrintWriter err) {
            this.err = err;
        }

        void count(Outcome outcome) {
            switch (outcome) {
                case Outcome.Event _ -> events++;
                case Outcome.Ignored _ -> ignored++;
                case Outcome.Rejected _ -> rejected++;
            }
            if ((events + ignored + rejected) % PROGRESS_EVERY == 0) {
                err.printf("%,d records%n", events + ignored + rejected);
                err.flush();
            }
        }

        void end() {
            err.printf(
                    "%,d events, %,d ignored, %,d rejected; %,d alerts%n",
                    events, ignored, rejected, alerts);
            err.flush();
        }
    }
}

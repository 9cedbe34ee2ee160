package io.tripline.deploy.cli;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.Topics;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header =
                "Show what the rules make of a file, or of what Kafka still holds of the past, in event time.",
        description = {
            "",
            "Reads line by line whatever holds events: raw records, rows of {\"id\"?, \"source\"?, \"raw\"}, rows that"
                    + " normalize wrote, or ECS events. Writes each alert as one line of JSON, in its final revision;"
                    + " progress goes to standard error.",
            "",
            "With --from it reads the events of that time from Kafka, and those before that the rules look back to, as far as"
                    + " Kafka holds them: try a rule on last week before it is live. Nothing is changed anywhere."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline replay /var/log/auth.log",
            "  tripline replay --rules my-rules events.ndjson > alerts.ndjson",
            "  zcat day.ndjson.gz | tripline replay | jq -r .message",
            "  tripline replay --from 7d --rules my-rules --summary",
            "  tripline replay --from 2026-03-02 --to 2026-03-09 --against live --summary"
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

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "Read events from Kafka, of this time on: a time like 2026-03-02T08:00:00Z, a day like 2026-03-02"
                            + " (UTC), or so long ago like 24h.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "With --from: up to this time; default: now.")
    private @Nullable String to;

    @Option(
            names = "--against",
            paramLabel = "live",
            description =
                    "With --from: say which alerts are gained, lost and the same, held against those that were told."
                            + " Each line is then {\"compared\", \"alert\"}.")
    private @Nullable Against against;

    @Option(
            names = "--summary",
            description =
                    "Instead of JSON, a table for a person: alerts a day, entities, and some of the alerts with their"
                            + " evidence.")
    private boolean summary;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where the records are; - is standard input, the default.")
    private Path file;

    /** What alerts are held against. */
    enum Against {
        LIVE
    }

    @Override
    public Integer call() {
        Settings settings = tripline.settings();
        if (from != null) {
            if (!isStandardInput()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--from reads from Kafka: leave either it or the file " + file + " out.");
            }
            return past(settings, TimeSpan.of(from, to, InstantSource.system().instant()));
        }
        if (to != null || against != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--to and --against are about what Kafka holds: say --from too.");
        }
        IngestConfig ingest = ModuleConfigs.ingest(settings).with(IngestConfig.Timestamp.UNBOUNDED);
        Optional<String> named = SourceOption.named(source, ingest);
        InstantSource clock = InstantSource.system();
        Tally tally = new Tally(spec.commandLine().getErr());
        Rejections rejections = new Rejections();
        // The input first: to load the rules and run their tests takes long.
        try (InputStream in = open();
                GeoEnrichment geo = GeoEnrichment.open(ingest.geo().city(), ingest.geo().asn());
                FileEvents events =
                        new FileEvents(
                                loaded(settings),
                                ModuleConfigs.correlation(settings).bounds(),
                                FileEvents.MOST_AT_ONCE);
                DataOutput out = DataOutput.standard()) {
            Offline lines =
                    new Offline(new Normalizer(ingest, geo, clock), Family.DEVICE, clock.instant());
            Offline offline = isStandardInput() ? lines : lines.of(file);
            Consumer<Offline.Row> correlate =
                    row -> {
                        tally.count(row.outcome());
                        rejections.count(row.outcome());
                        if (row.outcome() instanceof Outcome.Event(var event, _)) {
                            events.accept(event);
                        }
                    };
            if (ndjson) {
                offline.rows(in, named, correlate);
            } else {
                offline.anything(in, named, correlate);
            }
            List<Alert> alerts = events.alerts();
            tally.alerts = alerts.size();
            tally.tooLate = events.tooLate();
            if (summary) {
                print(new Backtest(TimeSpan.around(alerts), alerts).summary());
            } else {
                alerts.forEach(alert -> out.line(AlertJson.write(alert)));
            }
            tally.say(TerminalText.lines(rejections.text(file.toString())));
            tally.end();
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "Reading the input failed: " + e.getMessage() + ".", e);
        }
    }

    /** What the rules make of what Kafka holds of a time. */
    private int past(Settings settings, TimeSpan span) {
        Tally tally = new Tally(spec.commandLine().getErr());
        KafkaAccess kafka = new KafkaAccess(settings);
        try (DataOutput out = DataOutput.standard()) {
            // To load the rules and run their tests takes longer than to see that Kafka is not
            // there.
            kafka.mustHold(Topics.EVENTS);
            RuleSet loaded = loaded(settings);
            Backtest backtest;
            try (PastEvents events =
                    new PastEvents(kafka, settings, span, loaded, tally::count, tally::reject)) {
                backtest = new Backtest(span, events.alerts());
            }
            tally.alerts = backtest.alerts().size();
            if (against == null) {
                if (summary) {
                    print(backtest.summary());
                } else {
                    backtest.alerts().forEach(alert -> out.line(AlertJson.write(alert)));
                }
            } else {
                Backtest.Against compared =
                        backtest.against(ids(loaded), PastEvents.liveAlerts(kafka));
                if (summary) {
                    print(backtest.summary() + System.lineSeparator() + Backtest.text(compared));
                } else {
                    compared.alerts().forEach(alert -> out.line(row(compared, alert)));
                    tally.say(Backtest.counts(compared));
                }
            }
            tally.end();
            return ExitCode.OK.code();
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "Reading the rules failed: " + e.getMessage() + ".", e);
        }
    }

    private static Set<String> ids(RuleSet rules) {
        return rules.rules().stream().map(CompiledRule::id).collect(Collectors.toSet());
    }

    private static byte[] row(Backtest.Against compared, Alert alert) {
        return ("{\"compared\":\""
                        + compared.change(alert).label()
                        + "\",\"alert\":"
                        + new String(AlertJson.write(alert), StandardCharsets.UTF_8)
                        + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(TerminalText.lines(text));
        out.flush();
    }

    /** The rules that may run; what is wrong with the others is told, and they are left out as in production. */
    private RuleSet loaded(Settings settings) throws IOException {
        Path folder = rules(settings);
        spec.commandLine()
                .getErr()
                .println(
                        "Loading the rules of "
                                + TerminalText.of(folder.toString())
                                + " and running their tests");
        spec.commandLine().getErr().flush();
        RuleLoader.Loaded loaded = RuleFiles.loader(settings).load(folder);
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
        Path folder = rules == null ? ModuleConfigs.rules(settings) : rules;
        if (!Files.isDirectory(folder)) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "There is no folder of rules " + folder + ": give one with --rules.");
        }
        return folder;
    }

    private boolean isStandardInput() {
        return file.toString().equals("-");
    }

    private InputStream open() throws IOException {
        if (isStandardInput()) {
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
        private long tooLate;

        Tally(PrintWriter err) {
            this.err = err;
        }

        void count(Outcome outcome) {
            switch (outcome) {
                case Outcome.Event _ -> events++;
                case Outcome.Ignored _ -> ignored++;
                case Outcome.Rejected _ -> rejected++;
            }
            tell();
        }

        void count() {
            events++;
            tell();
        }

        void reject() {
            rejected++;
            tell();
        }

        void say(String text) {
            err.print(text);
            err.flush();
        }

        private void tell() {
            if ((events + ignored + rejected) % PROGRESS_EVERY == 0) {
                err.printf("%,d records%n", events + ignored + rejected);
                err.flush();
            }
        }

        void end() {
            if (tooLate > 0) {
                err.printf(
                        "%,d times an event was too late for a rule: it stands far behind ones that are newer by more than correlation.lateness. Sort the input by time.%n",
                        tooLate);
            }
            err.printf(
                    "%,d %s, %,d ignored, %,d rejected; %,d %s%n",
                    events,
                    events == 1 ? "event" : "events",
                    ignored,
                    rejected,
                    alerts,
                    alerts == 1 ? "alert" : "alerts");
            err.flush();
        }
    }
}

package io.tripline.deploy.cli;

import io.tripline.contracts.Family;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Offline;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "normalize",
        mixinStandardHelpOptions = true,
        header = "Show what ingest makes of raw lines: one JSON row each, in order, without Kafka.",
        description = {
            "",
            "A row is {\"id\", \"outcome\": \"event\"|\"ignored\"|\"rejected\", \"reason\"?, \"detail\"?, \"event\"?}: ignored"
                    + " has a reason, rejected a reason and a detail. A line that can't be read is a row too, and no failure of the"
                    + " command.",
            "",
            "With --validate an event that differs from ECS 9 has \"problems\" too, one sentence each, and the command fails."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline normalize /var/log/auth.log",
            "  tripline normalize --source okta.system < okta.log | jq .event",
            "  tripline normalize --ndjson rows.ndjson     rows of {\"id\"?, \"source\"?, \"raw\"}"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class NormalizeCommand implements Callable<Integer> {
    @ParentCommand private Tripline tripline;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The log source of all lines; recognized line by line if not given.")
    private @Nullable String source;

    @Option(
            names = "--ndjson",
            description = "Read rows of {\"id\"?, \"source\"?, \"raw\"} instead of raw lines.")
    private boolean ndjson;

    @Option(
            names = "--validate",
            description =
                    "Hold each event against ECS: allowed values, pairs of category and type, required fields.")
    private boolean validate;

    @Option(
            names = "--family",
            paramLabel = "FAMILY",
            defaultValue = "device",
            description = "Whose lines: auth, device, network; default: device.")
    private Family family;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where the lines are; - is standard input, the default.")
    private Path file;

    @Override
    public Integer call() {
        Settings settings = tripline.settings();
        // A file may be of any age; what is too old to page somebody is not too old to look at.
        IngestConfig config = ModuleConfigs.ingest(settings).with(IngestConfig.Timestamp.UNBOUNDED);
        Optional<String> named = SourceOption.named(source, config);
        InstantSource clock = InstantSource.system();
        try (GeoEnrichment geo = GeoEnrichment.open(config.geo().city(), config.geo().asn());
                InputStream in = open();
                DataOutput out = DataOutput.standard()) {
            Offline lines =
                    new Offline(new Normalizer(config, geo, clock), family, clock.instant());
            Offline offline = file.toString().equals("-") ? lines : lines.of(file);
            AtomicBoolean differs = new AtomicBoolean();
            Consumer<Offline.Row> print =
                    row -> {
                        List<String> problems = validate ? row.problems() : List.of();
                        if (!problems.isEmpty()) {
                            differs.set(true);
                        }
                        out.line(row.toJson(problems));
                    };
            if (ndjson) {
                offline.rows(in, named, print);
            } else {
                offline.lines(in, named, print);
            }
            return (differs.get() ? ExitCode.FAILED : ExitCode.OK).code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "Reading the input failed: " + e.getMessage() + ".", e);
        }
    }

    private InputStream open() {
        if (file.toString().equals("-")) {
            return System.in;
        }
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "The file " + file + " can't be read: is the name right?",
                    e);
        }
    }
}

package io.tripline.deploy.cli;

import io.tripline.contracts.Family;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.stack.ServiceHealth;
import io.tripline.deploy.stack.SourceCounts;
import io.tripline.deploy.stack.StackState;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.source.LogSource;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "sources",
        mixinStandardHelpOptions = true,
        subcommands = {SourcesLedgerCommand.class, SourcesTestCommand.class},
        header = "The log sources: which arrive, how fresh, what became of their records.",
        description = {
            "",
            "Counts are since ingest started; received = events + ignored + dead, for each source. What no source claims is none."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline sources",
            "  tripline sources ledger --hours 1               is every raw record accounted for?",
            "  tripline sources test mappings/acme-vpn.yml     the tests inside a mapping file of your own"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class SourcesCommand implements Callable<Integer> {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Option(names = "--all", description = "Also the sources of which nothing has arrived.")
    private boolean all;

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description = "Ingest's metrics page; default: that of the stack that runs here.")
    private @Nullable URI metrics;

    Tripline tripline() {
        return tripline;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = tripline.settings();
        PrintWriter out = spec.commandLine().getOut();
        Optional<URI> endpoint =
                metrics != null
                        ? Optional.of(metrics)
                        : StackState.running(UpCommand.data(settings))
                                .map(stack -> stack.endpoints().get("ingest"))
                                .map(URI::create);
        Optional<String> page = Optional.empty();
        if (endpoint.isPresent()) {
            page = new ServiceHealth(endpoint.get()).metrics();
        }
        Map<String, SourceCounts> counts = page.map(SourceCounts::of).orElse(Map.of());
        Table table =
                new Table(
                        "log source",
                        "received",
                        "events",
                        "ignored",
                        "dead",
                        "newest event",
                        "from",
                        "claims");
        IngestConfig config = ModuleConfigs.ingest(settings);
        for (LogSource source : config.all()) {
            SourceCounts count = counts.get(source.name());
            if (count != null || all || page.isEmpty()) {
                row(table, source.name(), count, claims(config, source.name()));
            }
        }
        SourceCounts unclaimed = counts.get(SourceCounts.UNCLAIMED);
        if (unclaimed != null) {
            row(table, SourceCounts.UNCLAIMED, unclaimed, "");
        }
        out.print(table);
        if (page.isEmpty()) {
            out.println();
            out.println("Nothing is counted: ingest does not run here, or does not answer.");
        }
        out.flush();
        return ExitCode.OK.code();
    }

    private static void row(
            Table table, String name, @Nullable SourceCounts counts, String claims) {
        if (counts == null) {
            table.row(name, "-", "-", "-", "-", "-", "-", claims);
            return;
        }
        table.row(
                name,
                Long.toString(counts.received()),
                Long.toString(counts.sent()),
                reasons(counts.ignored()),
                reasons(counts.dead()),
                counts.newest().map(Object::toString).orElse("-"),
                counts.families().stream().map("logs."::concat).collect(Collectors.joining(", ")),
                claims);
    }

    private static String reasons(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "0"
                : SourceCounts.sum(counts)
                        + counts.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(each -> each.getKey() + " " + each.getValue())
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String claims(IngestConfig config, String name) {
        String topics =
                config.sources().entrySet().stream()
                        .filter(each -> each.getValue().equals(name))
                        .map(Map.Entry::getKey)
                        .map(Family::rawTopic)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return topics.isEmpty() ? "by content" : "all of " + topics;
    }
}

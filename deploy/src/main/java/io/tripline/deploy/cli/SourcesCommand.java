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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
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
            "  tripline sources --hosts                        which machines do they come from?",
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

    @Option(
            names = "--hosts",
            description =
                    "Also the hosts, devices and tenants that events are of, by the newest 20,000 in Kafka.")
    private boolean withHosts;

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
        Function<String, List<String>> hosts = hosts(settings);
        Table table =
                new Table(
                        Stream.concat(
                                        Stream.of(
                                                "log source",
                                                "received",
                                                "events",
                                                "ignored",
                                                "dead",
                                                "newest event",
                                                "from",
                                                "claims"),
                                        withHosts ? Stream.of("hosts") : Stream.empty())
                                .toArray(String[]::new));
        IngestConfig config = ModuleConfigs.ingest(settings);
        for (LogSource source : config.all()) {
            SourceCounts count = counts.get(source.name());
            if (count != null || all || page.isEmpty()) {
                row(table, source.name(), count, claims(config, source.name()), hosts);
            }
        }
        SourceCounts unclaimed = counts.get(SourceCounts.UNCLAIMED);
        if (unclaimed != null) {
            row(table, SourceCounts.UNCLAIMED, unclaimed, "", hosts);
        }
        out.print(table);
        if (page.isEmpty()) {
            out.println();
            out.println("Nothing is counted: ingest does not run here, or does not answer.");
        }
        out.flush();
        return ExitCode.OK.code();
    }

    /** One more cell of a source's row, or none. */
    private Function<String, List<String>> hosts(Settings settings) {
        if (!withHosts) {
            return _ -> List.of();
        }
        KafkaAccess kafka = new KafkaAccess(settings);
        try {
            NewestHosts newest = NewestHosts.of(kafka);
            return name -> List.of(newest.of(name));
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
    }

    private static void row(
            Table table,
            String name,
            @Nullable SourceCounts counts,
            String claims,
            Function<String, List<String>> hosts) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        if (counts == null) {
            cells.addAll(Collections.nCopies(6, "-"));
        } else {
            cells.add(Long.toString(counts.received()));
            cells.add(Long.toString(counts.sent()));
            cells.add(reasons(counts.ignored()));
            cells.add(reasons(counts.dead()));
            cells.add(counts.newest().map(Object::toString).orElse("-"));
            cells.add(
                    counts.families().stream()
                            .map("logs."::concat)
                            .collect(Collectors.joining(", ")));
        }
        cells.add(claims);
        cells.addAll(hosts.apply(name));
        table.row(cells.toArray(String[]::new));
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

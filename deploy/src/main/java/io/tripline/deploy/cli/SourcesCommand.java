package io.tripline.deploy.cli;

import io.tripline.contracts.Family;
import io.tripline.contracts.LedgerEntry.Tally;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.ledger.ArrivedSources;
import io.tripline.deploy.ledger.ArrivedSources.Arrived;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.source.LogSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
            "Counts are those of the ledger that ingest writes to Kafka, all instances together, with up to 10 seconds' delay;"
                    + " received = events + ignored + dead, for each source. What no source claims is none. A newest event far"
                    + " from its arrival is of a late shipper or a wrong clock or time zone."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline sources",
            "  tripline sources --hours 1                      who is silent since an hour?",
            "  tripline sources --hosts                        which machines do they come from?",
            "  tripline sources ledger --hours 1               is every raw record accounted for?",
            "  tripline sources test mappings/acme-vpn.yml     the tests inside a mapping file of your own"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class SourcesCommand implements Callable<Integer> {
    /** What is nearer to its arrival than that, which the ledger knows to the minute, is on time. */
    private static final Duration ON_TIME = Duration.ofMinutes(5);

    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Option(names = "--all", description = "Also the sources of which nothing has arrived.")
    private boolean all;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "24",
            description = "How far back; default: 24. No further than the topic keeps.")
    private int hours;

    @Option(
            names = "--hosts",
            description =
                    "Also the hosts, devices and tenants that events are of, by the newest 20,000 in Kafka.")
    private boolean withHosts;

    Tripline tripline() {
        return tripline;
    }

    @Override
    public Integer call() {
        Settings settings = tripline.settings();
        IngestConfig config = ModuleConfigs.ingest(settings);
        KafkaAccess kafka = new KafkaAccess(settings);
        Instant now = InstantSource.system().instant();
        SortedMap<String, Arrived> arrived;
        Hosts hosts = _ -> Stream.empty();
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
            arrived =
                    ArrivedSources.since(consumer, now.minus(Duration.ofHours(atLeastOne(hours))));
            if (withHosts) {
                NewestHosts newest = NewestHosts.of(kafka);
                hosts = name -> Stream.of(newest.of(name));
            }
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
        Table table =
                new Table(
                        Stream.concat(
                                        Stream.of(
                                                "log source",
                                                "received",
                                                "events",
                                                "ignored",
                                                "dead",
                                                "last arrival",
                                                "newest event",
                                                "from",
                                                "claims"),
                                        withHosts ? Stream.of("hosts") : Stream.empty())
                                .toArray(String[]::new));
        for (LogSource source : config.all()) {
            Arrived known = arrived.remove(source.name());
            if (known != null || all) {
                row(table, source.name(), known, claims(config, source.name()), now, hosts);
            }
        }
        // What nobody claims, and sources that this configuration does not know.
        for (Map.Entry<String, Arrived> each : arrived.entrySet()) {
            row(table, each.getKey(), each.getValue(), "", now, hosts);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        if (table.isEmpty()) {
            out.println();
            out.println(
                    "Nothing was counted in the last "
                            + hours
                            + " hours: nothing was shipped, or ingest does not run (./tripline status).");
        }
        out.flush();
        return ExitCode.OK.code();
    }

    static int atLeastOne(int hours) {
        if (hours < 1) {
            throw new CannotRunException(ExitCode.USAGE, "--hours must be at least 1.");
        }
        return hours;
    }

    /** One more cell of a source's row, or none. */
    private interface Hosts {
        Stream<String> of(String source);
    }

    private static void row(
            Table table,
            String name,
            @Nullable Arrived arrived,
            String claims,
            Instant now,
            Hosts hosts) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        if (arrived == null) {
            cells.addAll(Collections.nCopies(7, "-"));
        } else {
            Tally tally = arrived.tally();
            cells.add(Long.toString(tally.received()));
            cells.add(Long.toString(tally.events()));
            cells.add(reasons(tally.ignored()));
            cells.add(reasons(tally.dead()));
            cells.add(ago(Duration.between(arrived.minute(), now)));
            cells.add(tally.newest().map(newest -> newest(newest, arrived.minute())).orElse("-"));
            cells.add(String.join(", ", arrived.topics()));
        }
        cells.add(claims);
        hosts.of(name).forEach(cells::add);
        table.row(cells.toArray(String[]::new));
    }

    /** The ledger knows minutes, not when in a minute. */
    private static String ago(Duration since) {
        return since.toMinutes() < 1 ? "this minute" : roughly(since) + " ago";
    }

    private static String newest(Instant newest, Instant arrived) {
        Duration behind = Duration.between(newest, arrived);
        if (behind.abs().compareTo(ON_TIME) <= 0) {
            return newest.toString();
        }
        return newest + " (" + roughly(behind.abs()) + (behind.isNegative() ? " ahead)" : " late)");
    }

    private static String roughly(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        return duration.toHours() > 1
                ? duration.toHours() + " hours"
                : duration.toMinutes() + " min";
    }

    private static String reasons(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "0"
                : counts.values().stream().mapToLong(Long::longValue).sum()
                        + new TreeMap<>(counts)
                                .entrySet().stream()
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

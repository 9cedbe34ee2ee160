package io.tripline.deploy.cli;

import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.config.Settings;
import io.tripline.deploy.ledger.Ledger;
import io.tripline.deploy.ledger.LedgerReader;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        header =
                "Prove from Kafka what became of every raw record: an event, ignored, a dead letter, or missing.",
        description = {
            "",
            "Reads the raw topics up to what ingest has committed, and what names each record on events and dead-letters; what"
                    + " nothing names is normalized once more and must be ignored. Exit code 1 if records are missing."
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class SourcesLedgerCommand implements Callable<Integer> {
    @ParentCommand private SourcesCommand parent;

    @Spec private CommandSpec spec;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "24",
            description = "How far back, by arrival; default: 24. No further than the topics keep.")
    private int hours;

    @Override
    public Integer call() {
        Settings settings = parent.tripline().settings();
        IngestConfig config = ModuleConfigs.ingest(settings);
        InstantSource clock = InstantSource.system();
        KafkaAccess kafka = new KafkaAccess(settings);
        Ledger ledger;
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer();
                GeoEnrichment geo = GeoEnrichment.open(Optional.empty(), Optional.empty())) {
            Map<TopicPartition, Long> committed = kafka.committed(config.streams().applicationId());
            Instant since =
                    clock.instant().minus(Duration.ofHours(SourcesCommand.atLeastOne(hours)));
            ledger =
                    new LedgerReader(consumer, new Normalizer(config, geo, clock), committed)
                            .since(since);
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
        print(spec.commandLine().getOut(), ledger);
        return (ledger.missing() == 0 ? ExitCode.OK : ExitCode.FAILED).code();
    }

    private static void print(PrintWriter out, Ledger ledger) {
        Table table = new Table("log source", "raw records", "events", "ignored", "dead");
        ledger.accounts()
                .forEach(
                        (source, account) ->
                                table.row(
                                        source,
                                        Long.toString(account.sum()),
                                        Long.toString(account.events()),
                                        reasons(account.ignored()),
                                        reasons(account.dead())));
        out.print(table);
        out.println();
        out.println(
                ledger.received()
                        + " Kafka records arrived, "
                        + (ledger.missing() == 0
                                ? "and all are accounted for."
                                : ledger.missing() + " of them are MISSING."));
        out.flush();
    }

    private static String reasons(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "0"
                : counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
    }
}

package io.tripline.deploy.cli;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "learn-egress",
        mixinStandardHelpOptions = true,
        header = "Learn which addresses many people share, for the rule on impossible travel.",
        description = {
            "",
            "Reads the sign-ins that Kafka holds and writes the addresses from which many people signed in, each on two days or"
                    + " more, to the list learned-egress beside the rules: company exits, VPNs, mobile operators. A running"
                    + " correlation takes the list up by itself; the alert names its version. Read the diff: who hides in"
                    + " such an address is not told."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline rules learn-egress",
            "  tripline rules learn-egress --from 30d --people 20 --show"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesLearnEgressCommand implements Callable<Integer> {
    private static final Path LIST = Path.of("lists", "learned-egress.txt");

    @ParentCommand private RulesCommand parent;

    @Spec private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            defaultValue = "14d",
            description = "From when on sign-ins count, as for replay; default: ${DEFAULT-VALUE}.")
    private String from;

    @Option(
            names = "--people",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many people make an address shared; default: ${DEFAULT-VALUE}.")
    private int people;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "The folder of rules with the list; default: correlation.rules.")
    private @Nullable Path rules;

    @Option(names = "--show", description = "Only show them, and write nothing.")
    private boolean show;

    @Override
    public Integer call() {
        Settings settings = parent.tripline().settings();
        TimeSpan span = TimeSpan.of(from, null, InstantSource.system().instant());
        SharedEgress egress = new SharedEgress();
        KafkaAccess kafka = new KafkaAccess(settings);
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
            new TopicStretch(consumer, Topics.EVENTS, span.from(), span.to())
                    .read(record -> accept(record, egress));
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
        List<SharedEgress.Shared> shared = egress.of(people);
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table("address", "people", "days");
        shared.forEach(
                each ->
                        table.row(
                                each.address(),
                                Integer.toString(each.people()),
                                Integer.toString(each.days())));
        out.print(table);
        if (!show) {
            Path list = (rules == null ? RuleFiles.folder(settings) : rules).resolve(LIST);
            write(list, oldest(egress, span), span.to(), shared);
            out.println("Wrote " + list + ".");
        }
        out.flush();
        return ExitCode.OK.code();
    }

    /** What was learned before is not thrown away for nothing, as of a Kafka that is another one. */
    private static Instant oldest(SharedEgress egress, TimeSpan span) {
        return egress.oldest()
                .orElseThrow(
                        () ->
                                new CannotRunException(
                                        ExitCode.NO_INPUT,
                                        "Kafka holds no sign-in from %s to %s: nothing is learned, and the list stays as it is."
                                                .formatted(span.from(), span.to())));
    }

    private static void accept(ConsumerRecord<byte[], byte[]> record, SharedEgress egress) {
        EcsEvent event;
        try {
            event = EcsJson.read(record.value());
        } catch (MalformedEventException e) {
            // Correlation counts and names what is no event; nothing is learned from it.
            return;
        }
        egress.accept(event);
    }

    /** Of the time that Kafka still holds, which may be shorter than what was asked for. */
    private void write(Path list, Instant from, Instant to, List<SharedEgress.Shared> shared) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# Addresses from which at least %d people signed in, each on two days or more, from %s to %s."
                        .formatted(people, from, to));
        lines.add(
                "# Written by ./tripline rules learn-egress; by hand goes into shared-egress.txt.");
        shared.forEach(each -> lines.add(each.address()));
        try {
            ListFile.write(list, lines);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "The list " + list + " can't be written: " + e.getMessage() + ".",
                    e);
        }
    }
}

package io.tripline.deploy.cli;

import io.tripline.alerting.paging.Receipt;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import io.tripline.deploy.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        header = "Who was told about what, when, with which answer and after how many attempts.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class NotifyLogCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    private static final Comparator<Receipt> BY_TIME =
            Comparator.comparing(Receipt::at).thenComparing(Receipt::id);

    @ParentCommand private NotifyCommand parent;

    @Spec private CommandSpec spec;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many of the newest to show; default: 50, at most 10,000.")
    private int last;

    @Option(
            names = "--about",
            paramLabel = "ID",
            description = "Only those about this alert or incident.")
    private @Nullable String about;

    @Option(names = "--to", paramLabel = "NAME", description = "Only those to this destination.")
    private @Nullable String destination;

    @Override
    public Integer call() {
        KafkaAccess kafka = new KafkaAccess(parent.tripline().settings());
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<Receipt> receipts =
                    new ArrayList<>(
                            receipts(
                                    kafka,
                                    each ->
                                            (about == null || each.about().equals(about))
                                                    && (destination == null
                                                            || each.destination()
                                                                    .equals(destination))));
            int from = Math.max(0, receipts.size() - Math.max(0, last));
            out.print(
                    receipts.isEmpty()
                            ? "There are no such receipts.\n"
                            : table(receipts.subList(from, receipts.size())).toString());
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
        out.flush();
        return ExitCode.OK.code();
    }

    /** The newest receipts, the oldest of them first. */
    static Collection<Receipt> receipts(KafkaAccess kafka, Predicate<Receipt> wanted) {
        PriorityQueue<Receipt> newest = new PriorityQueue<>(BY_TIME);
        TopicScan.of(
                kafka,
                Topics.RECEIPTS,
                record -> {
                    byte[] value = record.value();
                    if (value == null) {
                        return;
                    }
                    try {
                        Receipt receipt = Receipt.read(value);
                        if (wanted.test(receipt)) {
                            newest.add(receipt);
                            if (newest.size() > MOST) {
                                newest.remove();
                            }
                        }
                    } catch (MalformedEventException e) {
                        // Somebody else wrote it.
                    }
                });
        return newest.stream().sorted(BY_TIME).toList();
    }

    static Table table(Collection<Receipt> receipts) {
        Table table =
                new Table(
                        "time (UTC)",
                        "to",
                        "page",
                        "about",
                        "outcome",
                        "answer",
                        "attempts",
                        "why");
        for (Receipt each : receipts) {
            table.row(
                    Story.time(each.at()),
                    each.destination(),
                    each.kind().label(),
                    each.about(),
                    each.outcome().label(),
                    (each.status() == 0 ? "" : each.status() + " ") + each.reason(),
                    Integer.toString(each.attempts()),
                    each.why());
        }
        return table;
    }
}

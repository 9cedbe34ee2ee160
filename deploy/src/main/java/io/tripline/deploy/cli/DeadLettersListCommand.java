package io.tripline.deploy.cli;

import io.tripline.deploy.ExitCode;
import io.tripline.deploy.letters.DeadLetter;
import io.tripline.deploy.letters.DeadLetterBox;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        header =
                "How many dead letters there are, by reason and log source, and the newest of them.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DeadLettersListCommand implements Callable<Integer> {
    @ParentCommand private DeadLettersCommand parent;

    @Spec private CommandSpec spec;

    @Mixin private LetterFilter filter = new LetterFilter();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many of the newest to show; default: 20.")
    private int limit;

    /** How many letters there are of how many raw records, and how many came back from a replay. */
    private static final class Count {
        /** Beyond, the memory is worth more than the exact number. */
        private static final int MOST_TOLD_APART = 200_000;

        private final Set<Long> records = new HashSet<>();
        private long letters;
        private long sentBefore;

        void add(DeadLetter letter) {
            letters++;
            sentBefore += letter.replayOf().isPresent() ? 1 : 0;
            if (records.size() < MOST_TOLD_APART) {
                records.add(letter.hash());
            }
        }

        String distinct() {
            return (records.size() < MOST_TOLD_APART ? "" : "at least ") + records.size();
        }
    }

    @Override
    public Integer call() {
        Map<String, Map<String, Count>> counts = new TreeMap<>();
        Deque<DeadLetter> newest = new ArrayDeque<>();
        KafkaAccess kafka = parent.kafka();
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
            new DeadLetterBox(consumer)
                    .read(
                            letter -> {
                                if (filter.accepts(letter)) {
                                    counts.computeIfAbsent(letter.reason(), _ -> new TreeMap<>())
                                            .computeIfAbsent(letter.source(), _ -> new Count())
                                            .add(letter);
                                    newest.addLast(letter.withoutBytes());
                                    if (newest.size() > Math.max(limit, 0)) {
                                        newest.removeFirst();
                                    }
                                }
                            });
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
        print(spec.commandLine().getOut(), counts, newest);
        return ExitCode.OK.code();
    }

    private static void print(
            PrintWriter out, Map<String, Map<String, Count>> counts, Deque<DeadLetter> newest) {
        if (counts.isEmpty()) {
            out.println("There are no such dead letters.");
            out.flush();
            return;
        }
        Table sums = new Table("reason", "log source", "letters", "raw records", "sent before");
        counts.forEach(
                (reason, bySource) ->
                        bySource.forEach(
                                (source, count) ->
                                        sums.row(
                                                reason,
                                                orDash(source),
                                                Long.toString(count.letters),
                                                count.distinct(),
                                                Long.toString(count.sentBefore))));
        out.println(sums);
        Table table = new Table("letter", "received", "reason", "log source", "origin", "detail");
        for (DeadLetter each : newest) {
            table.row(
                    each.place(),
                    each.received(),
                    each.reason(),
                    orDash(each.source()),
                    each.origin(),
                    each.detail());
        }
        out.print(table);
        out.flush();
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}

package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.deploy.letters.Changes;
import io.tripline.deploy.letters.DeadLetter;
import io.tripline.deploy.letters.DeadLetterBox;
import io.tripline.deploy.letters.Replay;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header = "Send dead letters through again, once the cause is mended.",
        description = {
            "",
            "A raw record goes back to its topic with what its shipper said and its first arrival: it becomes an event with its"
                    + " own time and may alert as late. Its event has one id however often it is sent, so a second replay adds"
                    + " nothing. What fails again is a dead letter again; of several letters of one record, only the newest is sent."
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DeadLettersReplayCommand implements Callable<Integer> {
    @ParentCommand private DeadLettersCommand parent;

    @Spec private CommandSpec spec;

    @Mixin private LetterFilter filter = new LetterFilter();

    @Option(names = "--all", description = "All there are.")
    private boolean all;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description =
                    "The log source to read them with, instead of the one that was named or recognized.")
    private @Nullable String source;

    @Option(
            names = "--recognize",
            description =
                    "Leave out the log source that the shipper named: it is recognized by the record alone.")
    private boolean recognize;

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            description =
                    "The zone of times that name none, instead of what the shipper said, e.g. Europe/Oslo.")
    private @Nullable String timezone;

    @Parameters(
            arity = "0..*",
            paramLabel = "LETTER",
            description = "Which: PARTITION-OFFSET, as dead-letters list gives it.")
    private List<String> places = new ArrayList<>();

    @Override
    public Integer call() {
        if (places.isEmpty() && filter.isEmpty() && !all) {
            throw new CannotRunException(
                    ExitCode.USAGE,
                    "Say which dead letters: LETTER..., --reason, --source or --all.");
        }
        Changes changes = changes();
        KafkaAccess kafka = parent.kafka();
        Replay.Sum sum;
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer();
                KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            DeadLetterBox box = new DeadLetterBox(consumer);
            Replay replay = new Replay(producer, changes);
            sum = places.isEmpty() ? replay.send(box, filter::accepts) : replay.send(letters(box));
        } catch (Replay.UnfinishedException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    e.getMessage()
                            + ". What was sent has its ids: to send it once more adds nothing.",
                    e);
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Sent again: " + sum.sent() + ".");
        if (sum.older() > 0) {
            out.println(
                    "Left out, as a newer letter of the same record stands for it: "
                            + sum.older()
                            + ".");
        }
        if (sum.homeless() > 0) {
            out.println(
                    "Not sent, as they say nothing of where to or hold a beginning only: "
                            + sum.homeless()
                            + ".");
        }
        out.flush();
        return ExitCode.OK.code();
    }

    private Changes changes() {
        if (source != null && recognize) {
            throw new CannotRunException(
                    ExitCode.USAGE, "--as names the log source; --recognize leaves it open.");
        }
        try {
            return new Changes(
                    SourceOption.named(source, ModuleConfigs.ingest(parent.settings())),
                    recognize,
                    Optional.ofNullable(timezone).map(ZoneId::of));
        } catch (DateTimeException e) {
            throw new CannotRunException(
                    ExitCode.USAGE, "--timezone names no time zone: " + timezone + ".");
        }
    }

    private List<DeadLetter> letters(DeadLetterBox box) {
        return places.stream()
                .map(
                        place ->
                                box.at(place)
                                        .orElseThrow(() -> DeadLettersShowCommand.missing(place)))
                .filter(filter::accepts)
                .toList();
    }
}

package io.tripline.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.mutes.CurrentMutes;
import io.tripline.alerting.mutes.Mute;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.paging.Remembered;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.Topics;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.Keys;
import io.tripline.deploy.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        header = "Which route an alert takes now and why the others not, and who was told of it.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class NotifyExplainCommand implements Callable<Integer> {
    @ParentCommand private NotifyCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "ALERT",
            description =
                    "The id (event.id) of an alert or incident, or a file that holds one alert's JSON.")
    private String alert;

    @Override
    public Integer call() {
        Settings settings = parent.tripline().settings();
        Path file = Path.of(alert);
        PrintWriter out = spec.commandLine().getOut();
        if (Files.isRegularFile(file)) {
            explain(settings, ofFile(file), out);
        } else {
            KafkaAccess kafka = new KafkaAccess(settings);
            try {
                explain(settings, kafka, out);
            } catch (KafkaException e) {
                throw kafka.unreachable(e);
            }
        }
        out.flush();
        return ExitCode.OK.code();
    }

    /** With what the topics know of it. */
    private void explain(Settings settings, KafkaAccess kafka, PrintWriter out) {
        Map<String, Incident> incidents = incidents(kafka, alert);
        Incident own = incidents.remove(alert);
        if (own != null) {
            out.println(TerminalText.of(own.message()));
            out.println(
                    "It is told to the destinations of every route that one of its alerts takes. They are: "
                            + TerminalText.of(String.join(", ", own.alerts()))
                            + ".");
        } else {
            explain(settings, ofTopic(kafka, alert), out);
            incidents
                    .keySet()
                    .forEach(
                            id ->
                                    out.println(
                                            "It is part of incident " + TerminalText.of(id) + "."));
        }
        Set<String> about = new HashSet<>(incidents.keySet());
        about.add(alert);
        tell(kafka, about, out);
    }

    private static void explain(Settings settings, Alert alert, PrintWriter out) {
        InstantSource clock = InstantSource.system();
        out.println(TerminalText.of(alert.rule().title() + ": " + alert.message()));
        new CurrentMutes(settings.find(Keys.ALERTING_MUTES), clock)
                .get()
                .muting(alert)
                .ifPresent(mute -> out.println(TerminalText.of(muted(mute, alert))));
        settings.paging()
                .routing()
                .explain(alert, clock.instant())
                .forEach(line -> out.println(TerminalText.of(line)));
        RoutedRules.warnings(settings).forEach(line -> out.println(TerminalText.of(line)));
    }

    private static String muted(Mute mute, Alert alert) {
        return "It is muted by "
                + mute.name()
                + " of "
                + mute.owner()
                + " until "
                + mute.until(alert.occurrence().lastSeen())
                + ", so that nobody is told: "
                + mute.reason();
    }

    private void tell(KafkaAccess kafka, Set<String> about, PrintWriter out) {
        Collection<Receipt> all =
                NotifyLogCommand.receipts(
                        kafka,
                        receipt ->
                                about.contains(receipt.about())
                                        || receipt.kind() == Page.Kind.UNDELIVERED
                                        || receipt.kind() == Page.Kind.SUMMARY);
        List<Receipt> receipts =
                all.stream()
                        .filter(
                                each ->
                                        about.contains(each.about())
                                                || isTheFirstToTellOfOne(each, all, about))
                        .toList();
        out.println();
        remembered(kafka, all, out);
        out.print(
                receipts.isEmpty()
                        ? "There is no receipt about it: nobody was told yet.\n"
                        : NotifyLogCommand.table(receipts).toString());
    }

    /** What became of it where nobody was told of it by itself. */
    private void remembered(KafkaAccess kafka, Collection<Receipt> receipts, PrintWriter out) {
        byte[][] newest = new byte[1][];
        TopicScan.of(
                kafka,
                Topics.PAGING,
                record -> {
                    if (record.key() != null
                            && new String(record.key(), UTF_8).equals(Remembered.key(alert))) {
                        newest[0] = record.value();
                    }
                });
        if (newest[0] != null) {
            Remembered.says(newest[0], receipts)
                    .ifPresent(line -> out.println(TerminalText.of(line)));
        }
    }

    /** Whether somebody else was told by it, before any other notice, of a page about it that was not delivered. */
    private static boolean isTheFirstToTellOfOne(
            Receipt notice, Collection<Receipt> all, Set<String> about) {
        return all.stream()
                .filter(each -> about.contains(each.about()))
                .filter(each -> each.outcome().isFailure())
                .anyMatch(
                        page ->
                                all.stream()
                                        .filter(each -> tellsOf(each, page))
                                        .min(Comparator.comparing(Receipt::created))
                                        .filter(notice::equals)
                                        .isPresent());
    }

    private static boolean tellsOf(Receipt notice, Receipt page) {
        return notice.kind() == Page.Kind.UNDELIVERED
                && notice.about().startsWith("undelivered-" + page.destination() + "-")
                && !notice.created().isBefore(page.at());
    }

    private static Alert ofFile(Path file) {
        try {
            return AlertJson.read(Files.readAllBytes(file));
        } catch (IOException | MalformedEventException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "The file " + file + " holds no alert of ours.", e);
        }
    }

    /** The incident of this id, and those that have this alert, in their newest revisions. */
    private static Map<String, Incident> incidents(KafkaAccess kafka, String id) {
        Map<String, Incident> newest = new TreeMap<>();
        TopicScan.of(
                kafka,
                Topics.INCIDENTS,
                record -> {
                    if (record.value() == null) {
                        return;
                    }
                    try {
                        Incident incident = IncidentJson.read(record.value());
                        if (incident.id().equals(id) || incident.alerts().contains(id)) {
                            newest.put(incident.id(), incident);
                        }
                    } catch (MalformedEventException e) {
                        // The desk made it a dead letter.
                    }
                });
        return newest;
    }

    /** The newest revision on the topic. */
    private static Alert ofTopic(KafkaAccess kafka, String id) {
        @Nullable Alert[] newest = new Alert[1];
        TopicScan.of(
                kafka,
                Topics.ALERTS,
                record -> {
                    if (record.key() != null
                            && record.value() != null
                            && new String(record.key(), UTF_8).equals(id)) {
                        try {
                            newest[0] = AlertJson.read(record.value());
                        } catch (MalformedEventException e) {
                            // The desk made it a dead letter.
                        }
                    }
                });
        Alert found = newest[0];
        if (found == null) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT,
                    "There is no alert or incident "
                            + id
                            + " in Kafka any more, and no such file.");
        }
        return found;
    }
}

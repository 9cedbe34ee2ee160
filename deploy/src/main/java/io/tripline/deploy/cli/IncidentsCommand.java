package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The commands of incidents; every one asks the triage API. */
@Command(
        name = "incidents",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Look at incidents and triage them, through the API of the running service.",
        description = {
            "",
            "The address is api.client.url, or where this configuration serves the API; the token is"
                    + " TRIPLINE_API_CLIENT_TOKEN or what its _FILE names, or the one that `up` keeps in its data."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline incidents list --since 24h --about ann",
            "  tripline incidents show ID",
            "  tripline incidents ack ID ID",
            "  tripline incidents close ID --as false-positive --note 'the backup account'",
            "  tripline incidents list --json | jq .message"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class IncidentsCommand implements Runnable {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Those that wait for somebody, newest first.")
    int list(
            @Option(
                            names = "--status",
                            split = ",",
                            paramLabel = "STATUS",
                            description =
                                    "new, acknowledged, in-progress, closed; default: all but closed.")
                    @Nullable List<String> statuses,
            @Option(names = "--assignee", description = "What this one works on.")
                    @Nullable String assignee,
            @Option(names = "--unassigned", description = "What nobody works on.")
                    boolean unassigned,
            @Option(names = "--about", description = "A person, host or address.")
                    @Nullable String about,
            @Option(names = "--rule", split = ",", description = "Ids of rules.")
                    @Nullable List<String> rules,
            @Option(names = "--severity-from", description = "This bad or worse, 0 to 100.")
                    @Nullable Integer severityFrom,
            @Option(names = "--since", description = "Of the last 24h, 7d, ...")
                    @Nullable String since,
            @Option(names = "--message", description = "With all these words in the message.")
                    @Nullable String words,
            @Option(names = "--signals", description = "Also of rules that are still tried out.")
                    boolean signals,
            @Option(
                            names = "--limit",
                            defaultValue = "50",
                            description = "How many at most; default: ${DEFAULT-VALUE}.")
                    int limit,
            @Option(names = "--json", description = "One JSON document a line.") boolean json)
            throws InterruptedException {
        try (ApiClient api = ApiClient.of(tripline.settings())) {
            return of(api).list(
                            new TriageCommands.Wanted(
                                    statuses == null
                                            ? List.of("new", "acknowledged", "in_progress")
                                            : statuses,
                                    assignee,
                                    unassigned,
                                    about,
                                    rules == null ? List.of() : rules,
                                    severityFrom,
                                    since == null ? null : ValueType.DURATION.parser().apply(since),
                                    words,
                                    signals,
                                    limit),
                            json);
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println("tripline: --since " + e.getMessage() + ".");
            return ExitCode.USAGE.code();
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "The whole story of one, on one screen.")
    int show(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--json", description = "The document as it is.") boolean json)
            throws InterruptedException {
        try (ApiClient api = ApiClient.of(tripline.settings())) {
            return of(api).show(id, json, false);
        }
    }

    @Command(
            name = "ack",
            mixinStandardHelpOptions = true,
            header = "Say that you have seen it; whoever would be paged next is not.")
    int acknowledge(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids)
            throws InterruptedException {
        return change(ids, TriageCommands.edit().put("status", "acknowledged"));
    }

    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            header = "Say that it is done, and what it was.")
    int close(
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
            @Option(
                            names = "--as",
                            required = true,
                            paramLabel = "DISPOSITION",
                            description = "true-positive, benign, false-positive or duplicate.")
                    String disposition,
            @Option(names = "--note", description = "Why.") @Nullable String note)
            throws InterruptedException {
        ObjectNode edit =
                TriageCommands.edit()
                        .put("status", "closed")
                        .put("disposition", TriageCommands.label(disposition));
        if (note != null) {
            edit.put("note", note);
        }
        return change(ids, edit);
    }

    @Command(
            name = "assign",
            mixinStandardHelpOptions = true,
            header = "Say who works on it; without --to that is you.")
    int assign(
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
            @Option(names = "--to", paramLabel = "NAME", description = "Nobody if empty.")
                    @Nullable String name)
            throws InterruptedException {
        try (ApiClient api = ApiClient.of(tripline.settings())) {
            TriageCommands commands = of(api);
            String to = name == null ? commands.me() : name;
            ObjectNode edit = TriageCommands.edit();
            return commands.change(
                    ids, to.isEmpty() ? edit.putNull("assignee") : edit.put("assignee", to));
        }
    }

    @Command(name = "note", mixinStandardHelpOptions = true, header = "Write something down.")
    int note(
            @Parameters(index = "0", paramLabel = "ID") String id,
            @Parameters(index = "1", paramLabel = "TEXT") String text)
            throws InterruptedException {
        return change(List.of(id), TriageCommands.edit().put("note", text));
    }

    private int change(List<String> ids, ObjectNode edit) throws InterruptedException {
        try (ApiClient api = ApiClient.of(tripline.settings())) {
            return of(api).change(ids, edit);
        }
    }

    private TriageCommands of(ApiClient api) {
        return new TriageCommands(api, "incident", spec.commandLine().getOut());
    }
}

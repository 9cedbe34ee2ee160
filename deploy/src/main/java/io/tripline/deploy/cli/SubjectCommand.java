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

/** What can be done with alerts and with incidents alike; every command asks the triage API. */
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
abstract class SubjectCommand implements Runnable {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    private final String noun;

    /** About {@code alert} or {@code incident}. */
    SubjectCommand(String noun) {
        this.noun = noun;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Those that wait for somebody, newest first.")
    public int list(
            @Option(
                            names = "--status",
                            split = ",",
                            paramLabel = "STATUS",
                            description =
                                    "new, acknowledged, in-progress, closed; default: all but closed, and incidents that went on after it.")
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
                            names = "--withdrawn",
                            description = "Also those that a late event took the reason from.")
                    boolean withdrawn,
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
                                    withdrawn,
                                    statuses == null,
                                    limit),
                            json);
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println("tripline: --since " + e.getMessage() + ".");
            return ExitCode.USAGE.code();
        }
    }

    @Command(
            name = "ack",
            mixinStandardHelpOptions = true,
            header = "Say that you have seen it; whoever would be paged next is not.")
    public int acknowledge(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids)
            throws InterruptedException {
        return change(ids, TriageCommands.edit().put("status", "acknowledged"));
    }

    @Command(
            name = "close",
            mixinStandardHelpOptions = true,
            header = "Say that it is done, and what it was.")
    public int close(
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
    public int assign(
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
    public int note(
            @Parameters(index = "0", paramLabel = "ID") String id,
            @Parameters(index = "1", paramLabel = "TEXT") String text)
            throws InterruptedException {
        return change(List.of(id), TriageCommands.edit().put("note", text));
    }

    @Command(
            name = "redact",
            mixinStandardHelpOptions = true,
            header = "Take away what a note says, such as a password; an admin may.",
            description =
                    "Notes are never changed otherwise. That there was one, and who took it away, stays in the history.")
    public int redact(
            @Parameters(index = "0", paramLabel = "ID") String id,
            @Parameters(
                            index = "1",
                            paramLabel = "NUMBER",
                            description = "Which note, as `show` counts them.")
                    int number)
            throws InterruptedException {
        try (ApiClient api = ApiClient.of(tripline.settings())) {
            return of(api).redact(id, number);
        }
    }

    private int change(List<String> ids, ObjectNode edit) throws InterruptedException {
        try (ApiClient api = ApiClient.of(tripline.settings())) {
            return of(api).change(ids, edit);
        }
    }

    /** Shows one. */
    int show(String id, boolean json, boolean raw) throws InterruptedException {
        try (ApiClient api = ApiClient.of(tripline.settings())) {
            return of(api).show(id, json, raw);
        }
    }

    private TriageCommands of(ApiClient api) {
        return new TriageCommands(api, noun, spec.commandLine().getOut());
    }
}

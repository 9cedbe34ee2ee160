package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.ConfigurationException;
import io.tripline.deploy.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code tripline}. */
@Command(
        name = "tripline",
        version = "tripline 0.1.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Raw logs in, explained alerts out.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline demo                        a day at a made-up company, with an attack in it",
            "  tripline up --detach                 start the stack and go on working",
            "  tripline status                      what runs, how far behind, how much memory",
            "  tripline down                        stop it",
            "  tripline alerts list                 what waits for somebody; see tripline alerts --help",
            "  tripline normalize --source linux.auth /var/log/auth.log",
            "  tripline replay --rules rules < logs.ndjson > alerts.ndjson",
            "  tripline dead-letters list           what could not be read, and why",
            "  tripline rules test                  the tests inside the rules; see tripline rules --help",
            "  tripline test                        all tests",
            "",
            "tripline COMMAND --help explains a command."
        })
public final class Tripline {
    private static final Logger log = LoggerFactory.getLogger(Tripline.class);
    private static final String DEFAULT_FILE = "tripline.yml";
    private static final String CONFIG = "--config";

    /** By name, in the order of help. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    @Option(
            names = CONFIG,
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The configuration; default: tripline.yml in the working directory, if there is one.")
    private @Nullable Path config;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int status = commandLine(arguments).execute(arguments);
        System.out.flush();
        System.exit(status);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("down", DownCommand::new);
        commands.put("alerts", AlertsCommand::new);
        commands.put("incidents", IncidentsCommand::new);
        commands.put("normalize", NormalizeCommand::new);
        commands.put("replay", ReplayCommand::new);
        commands.put("rules", RulesCommand::new);
        commands.put("dashboards", DashboardsCommand::new);
        commands.put("sources", SourcesCommand::new);
        commands.put("dead-letters", DeadLettersCommand::new);
        commands.put("notify", NotifyCommand::new);
        commands.put("samples", SamplesCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("tokens", TokensCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("configuration", ConfigurationCommand::new);
        return commands;
    }

    /**
     * The command line for these arguments: with the one command that they name, or, if they name none, with all. To look at
     * every command takes longer than what many of them do.
     */
    static CommandLine commandLine(String... arguments) {
        String named = command(arguments);
        CommandLine line = new CommandLine(new Tripline());
        COMMANDS.forEach(
                (name, command) -> {
                    if (name.equals(named) || !COMMANDS.containsKey(named)) {
                        line.addSubcommand(name, command.get());
                    }
                });
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(Tripline::wrongUsage);
        line.setExecutionExceptionHandler(Tripline::failed);
        List<String> codes =
                new ArrayList<>(
                        Stream.of(ExitCode.values())
                                .map(each -> "%4d   %s".formatted(each.code(), each.meaning()))
                                .toList());
        codes.addFirst("");
        codes.add(1, "Exit codes:");
        List<String> footer =
                new ArrayList<>(List.of(line.getCommandSpec().usageMessage().footer()));
        footer.addAll(codes);
        line.getCommandSpec().usageMessage().footer(footer.toArray(String[]::new));
        return line;
    }

    /** The first word that is neither an option nor the value of one; empty if there is none. */
    private static String command(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals(CONFIG)) {
                i++;
            } else if (!arguments[i].startsWith("-")) {
                return arguments[i];
            }
        }
        return "";
    }

    /** The configuration that {@code --config} and the environment give. */
    Settings settings() {
        Path file = config;
        if (file == null && Files.exists(Path.of(DEFAULT_FILE))) {
            file = Path.of(DEFAULT_FILE);
        }
        return ConfigReader.read(file, System.getenv());
    }

    /** The project: where the script lies. */
    static Path home() {
        return Path.of(System.getProperty("tripline.home", ".")).toAbsolutePath().normalize();
    }

    private static int wrongUsage(CommandLine.ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("tripline: " + TerminalText.of(e.getMessage()));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try " + line.getCommandSpec().qualifiedName() + " --help.");
        }
        return ExitCode.USAGE.code();
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        return switch (e) {
            case CannotRunException refusal -> {
                err.println("tripline: " + TerminalText.lines(refusal.getMessage()));
                yield refusal.exitCode().code();
            }
            case DataOutput.ClosedException _ -> ExitCode.OUTPUT_CLOSED.code();
            case ConfigurationException problems -> {
                err.println("tripline: " + TerminalText.lines(problems.getMessage()));
                yield ExitCode.CONFIGURATION.code();
            }
            default -> {
                log.atError().setCause(e).log("A command failed unexpectedly.");
                yield ExitCode.SOFTWARE.code();
            }
        };
    }
}

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
import java.util.List;
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
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            AlertsCommand.class,
            IncidentsCommand.class,
            NormalizeCommand.class,
            ReplayCommand.class,
            RulesCommand.class,
            DashboardsCommand.class,
            SourcesCommand.class,
            DeadLettersCommand.class,
            NotifyCommand.class,
            SamplesCommand.class,
            BenchCommand.class,
            TokensCommand.class,
            RunCommand.class,
            ConfigurationCommand.class
        },
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

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The configuration; default: tripline.yml in the working directory, if there is one.")
    private @Nullable Path config;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int status = commandLine().execute(arguments);
        System.out.flush();
        System.exit(status);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Tripline());
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

package io.tripline.deploy.cli;

import io.tripline.alerting.access.Role;
import io.tripline.alerting.access.ServiceToken;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ApiKeys;
import io.tripline.deploy.config.ValueType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Make tokens for the triage API.",
        description = {
            "",
            "They go as hashes into the file of api.tokens-file, one a line. Deleting a line takes its token away within seconds."
        },
        footerHeading = "%nExample:%n",
        footer =
                "  TRIPLINE_API_TOKENS_FILE=/etc/tripline/tokens tripline tokens new --name ann --role analyst --for 90d")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class TokensCommand implements Runnable {
    @ParentCommand private Tripline tripline;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            header = "Make one, and print it: it is not shown again.")
    int fresh(
            @Option(names = "--name", required = true, description = "Whose it is.") String name,
            @Option(
                            names = "--role",
                            defaultValue = "analyst",
                            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
                    Role role,
            @Option(
                            names = "--for",
                            defaultValue = "90d",
                            description = "How long it is good; default: ${DEFAULT-VALUE}.")
                    String life) {
        Path file =
                tripline.settings()
                        .find(ApiKeys.TOKENS_FILE)
                        .orElseThrow(
                                () ->
                                        new CannotRunException(
                                                ExitCode.CONFIGURATION,
                                                "api.tokens-file says nothing: set it to the file that the API reads, e.g. with"
                                                        + " TRIPLINE_API_TOKENS_FILE=/etc/tripline/tokens."));
        try {
            Duration good = ValueType.DURATION.parser().apply(life);
            ServiceToken.Fresh token =
                    ServiceToken.fresh(
                            name,
                            role,
                            InstantSource.system().instant().plus(good),
                            new SecureRandom());
            append(file, token.kept().line());
            PrintWriter out = spec.commandLine().getOut();
            out.println(token.secret().reveal());
            out.flush();
            spec.commandLine()
                    .getErr()
                    .println("Its hash is in " + file + "; it is not shown again.");
            return ExitCode.OK.code();
        } catch (IllegalArgumentException e) {
            throw new CannotRunException(
                    ExitCode.USAGE, "The token cannot be made: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.FAILED,
                    "The file " + file + " can't be written: " + e.getMessage(),
                    e);
        }
    }

    /** A last line that somebody left without its end does not become part of the new one. */
    static void append(Path file, String line) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        String before = Files.readString(file);
        String end = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        Files.writeString(file, end + line + "\n", StandardOpenOption.APPEND);
    }
}

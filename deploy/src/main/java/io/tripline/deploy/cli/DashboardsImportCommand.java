package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.dashboards.Import;
import io.tripline.deploy.dashboards.Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        header = "Bring the dashboards into a running OpenSearch Dashboards.",
        description = {
            "Overwrites the objects whose ids begin with tripline-, and checks afterwards that all are there.",
            "The account comes from TRIPLINE_DASHBOARDS_USER and TRIPLINE_DASHBOARDS_PASSWORD, or a file that"
                    + " TRIPLINE_DASHBOARDS_PASSWORD_FILE names."
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DashboardsImportCommand implements Callable<Integer> {
    @Mixin private DashboardFiles files;

    @Spec private CommandSpec spec;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "Where Dashboards is, with its base path if it has one.")
    private URI url;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) that sign the server's; those Java trusts if left out.")
    private @Nullable Path ca;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "The tenant of the security plugin to import into, such as global.")
    private @Nullable String tenant;

    @Override
    public Integer call() {
        String export = files.read();
        DashboardFiles.check(export);
        Server server =
                new Server(
                        url,
                        Optional.ofNullable(ca),
                        account(System.getenv(), Optional.ofNullable(tenant)));
        int count = new Import(server).run(export);
        spec.commandLine()
                .getOut()
                .println(
                        "Imported "
                                + count
                                + " objects. Begin at "
                                + url.toString().replaceAll("/+$", "")
                                + "/app/dashboards#/view/tripline-overview");
        spec.commandLine().getOut().flush();
        return 0;
    }

    static Server.Account account(Map<String, String> environment, Optional<String> tenant) {
        Optional<String> password =
                Optional.ofNullable(environment.get("TRIPLINE_DASHBOARDS_PASSWORD"));
        String file = environment.get("TRIPLINE_DASHBOARDS_PASSWORD_FILE");
        if (password.isEmpty() && file != null) {
            try {
                password = Optional.of(Files.readString(Path.of(file)).strip());
            } catch (IOException e) {
                throw new CannotRunException(
                        ExitCode.NO_INPUT,
                        "TRIPLINE_DASHBOARDS_PASSWORD_FILE: the file " + file + " can't be read.",
                        e);
            }
        }
        Optional<String> user = Optional.ofNullable(environment.get("TRIPLINE_DASHBOARDS_USER"));
        if (user.isPresent() != password.isPresent()) {
            throw new CannotRunException(
                    ExitCode.CONFIGURATION,
                    "Set both TRIPLINE_DASHBOARDS_USER and TRIPLINE_DASHBOARDS_PASSWORD, or none.");
        }
        return new Server.Account(user, password, tenant);
    }
}

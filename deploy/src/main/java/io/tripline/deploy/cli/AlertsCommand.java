package io.tripline.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of alerts; every one asks the triage API. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Look at alerts and triage them, through the API of the running service.",
        description = {
            "",
            "The address is api.client.url, or where this configuration serves the API; the token is"
                    + " TRIPLINE_API_CLIENT_TOKEN or what its _FILE names, or the one that `up` keeps in its data."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline alerts list --since 24h --about ann",
            "  tripline alerts show ID",
            "  tripline alerts ack ID ID",
            "  tripline alerts close ID --as false-positive --note 'the backup account'",
            "  tripline alerts list --json | jq .message"
        })
final class AlertsCommand extends SubjectCommand {
    AlertsCommand() {
        super("alert");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "The whole story of one, on one screen.")
    int showAlert(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--raw", description = "Also the raw records of its evidence.")
                    boolean raw,
            @Option(names = "--json", description = "The document as it is.") boolean json)
            throws InterruptedException {
        return show(id, json, raw);
    }
}

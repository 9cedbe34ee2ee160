package io.tripline.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class IncidentsCommand extends SubjectCommand {
    IncidentsCommand() {
        super("incident");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "The whole story of one, on one screen.")
    int showIncident(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--json", description = "The document as it is.") boolean json)
            throws InterruptedException {
        return show(id, json, false);
    }
}

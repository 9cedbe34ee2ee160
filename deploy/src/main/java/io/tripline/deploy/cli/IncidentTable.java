package io.tripline.deploy.cli;

import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The open incidents that lie in OpenSearch, as a table: when, how bad, about whom, and how far it got. */
final class IncidentTable {
    private static final String INDEX = "tripline-incidents";
    private static final int MOST_ENTITIES = 4;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private IncidentTable() {}

    /** The open ones that lie there, the worst first. */
    static List<Incident> open(URI openSearch) throws InterruptedException {
        List<Incident> incidents =
                IndexedDocuments.of(
                        openSearch, INDEX, "tripline.incident.status:open", IncidentJson::read);
        incidents.sort(
                Comparator.comparingLong((Incident each) -> each.gravity().score())
                        .reversed()
                        .thenComparing(each -> each.gravity().firstSeen()));
        return incidents;
    }

    static String text(List<Incident> incidents) {
        if (incidents.isEmpty()) {
            return "There is no open incident in OpenSearch.";
        }
        Table table =
                new Table("score", "level", "from (UTC)", "to", "alerts", "about", "tactics", "id");
        for (Incident each : incidents) {
            table.row(
                    Long.toString(each.gravity().score()),
                    each.gravity().level(),
                    TIME.format(each.gravity().firstSeen()),
                    TIME.format(each.gravity().lastSeen()),
                    Long.toString(each.alertCount()),
                    about(each),
                    each.tactics().stream()
                            .map(Incident.Tactic::name)
                            .collect(Collectors.joining(" > ")),
                    each.id());
        }
        return "\n"
                + incidents.size()
                + (incidents.size() == 1 ? " incident:\n\n" : " incidents, the worst first:\n\n")
                + table;
    }

    private static String about(Incident incident) {
        int more = incident.entities().size() - MOST_ENTITIES;
        return incident.entities().stream()
                        .limit(MOST_ENTITIES)
                        .map(Incident.Entity::value)
                        .collect(Collectors.joining(", "))
                + (more > 0 ? " +" + more : "");
    }
}

package io.tripline.deploy.cli;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The alerts that lie in OpenSearch, as a table: when, which rule, how bad, about whom, and why. */
final class AlertTable {
    private static final String INDEX = "tripline-alerts";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final URI openSearch;

    AlertTable(URI openSearch) {
        this.openSearch = openSearch;
    }

    String text() throws InterruptedException {
        List<Alert> alerts = alerts();
        if (alerts.isEmpty()) {
            return "There is no alert in OpenSearch.";
        }
        Table table = new Table("time (UTC)", "level", "rule", "entity", "why");
        for (Alert each : alerts) {
            table.row(
                    TIME.format(each.occurrence().lastSeen()),
                    each.rule().level(),
                    each.rule().title(),
                    each.entity().entrySet().stream()
                            .map(field -> field.getKey().fieldName() + "=" + field.getValue())
                            .collect(Collectors.joining(" ")),
                    each.message());
        }
        return "\n" + alerts.size() + (alerts.size() == 1 ? " alert:\n\n" : " alerts:\n\n") + table;
    }

    private List<Alert> alerts() throws InterruptedException {
        List<Alert> alerts = IndexedDocuments.of(openSearch, INDEX, "*", AlertJson::read);
        // Signals of rules on trial are nobody's work, nor is what a late event took the reason
        // from.
        alerts.removeIf(
                each -> each.rule().shadow() || each.occurrence().state() == Alert.State.WITHDRAWN);
        alerts.sort(Comparator.comparing(each -> each.occurrence().lastSeen()));
        return alerts;
    }
}

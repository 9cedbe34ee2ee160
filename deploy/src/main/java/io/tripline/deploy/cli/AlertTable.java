package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The alerts that lie in OpenSearch, as a table: when, which rule, how bad, about whom, and why. */
final class AlertTable {
    private static final String INDEX = "tripline-alerts";
    private static final int MOST_SHOWN = 200;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

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
        try (HttpClient http = HttpClient.newHttpClient()) {
            // What was indexed a moment ago can be found only after a refresh.
            http.send(
                    HttpRequest.newBuilder(openSearch.resolve("/" + INDEX + "/_refresh"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            HttpResponse<byte[]> found =
                    http.send(
                            HttpRequest.newBuilder(
                                            openSearch.resolve(
                                                    "/" + INDEX + "/_search?size=" + MOST_SHOWN))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            if (found.statusCode() == 404) {
                return List.of();
            }
            List<Alert> alerts = new ArrayList<>();
            for (JsonNode hit : JSON.readTree(found.body()).path("hits").path("hits")) {
                alerts.add(AlertJson.read(JSON.writeValueAsBytes(hit.path("_source"))));
            }
            alerts.sort(Comparator.comparing(each -> each.occurrence().lastSeen()));
            return alerts;
        } catch (IOException | MalformedEventException e) {
            throw new CannotRunException(
                    ExitCode.UNAVAILABLE,
                    "OpenSearch at "
                            + openSearch
                            + " does not give its alerts: "
                            + e.getMessage()
                            + ".",
                    e);
        }
    }
}

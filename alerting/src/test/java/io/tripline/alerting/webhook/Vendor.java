package io.tripline.alerting.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that answers as a vendor's does, and refuses with 400 what its documentation does not allow. */
enum Vendor {
    /** https://docs.slack.dev/reference/block-kit/blocks. */
    SLACK {
        @Override
        DestinationConfig.Web target(URI url) {
            return new DestinationConfig.Slack(Secret.of(url + "services/T0/B0/x"));
        }

        @Override
        void check(HttpExchange exchange, JsonNode body, List<String> problems) {
            text(problems, body, "/text", 1, 40_000);
            need(problems, body.at("/blocks").size() <= 50, "at most 50 blocks");
            for (JsonNode block : body.at("/blocks")) {
                switch (block.path("type").asText()) {
                    case "header" -> {
                        need(
                                problems,
                                block.at("/text/type").asText().equals("plain_text"),
                                "a header is plain text");
                        text(problems, block, "/text/text", 1, 150);
                    }
                    case "section" -> text(problems, block, "/text/text", 1, 3_000);
                    case "actions" -> {
                        need(problems, block.path("elements").size() <= 25, "25 elements");
                        for (JsonNode each : block.path("elements")) {
                            text(problems, each, "/text/text", 1, 75);
                            text(problems, each, "/url", 1, 3_000);
                        }
                    }
                    default -> problems.add("a block of no known type");
                }
            }
        }
    },
    /** https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook. */
    TEAMS {
        @Override
        DestinationConfig.Web target(URI url) {
            return new DestinationConfig.Teams(Secret.of(url + "workflows/x"));
        }

        @Override
        void check(HttpExchange exchange, JsonNode body, List<String> problems) {
            need(
                    problems,
                    body.toString().getBytes(StandardCharsets.UTF_8).length <= 28 * 1024,
                    "28 KB");
            need(problems, body.path("type").asText().equals("message"), "type message");
            JsonNode attachment = body.at("/attachments/0");
            need(
                    problems,
                    attachment
                            .path("contentType")
                            .asText()
                            .equals("application/vnd.microsoft.card.adaptive"),
                    "an adaptive card");
            need(
                    problems,
                    attachment.at("/content/type").asText().equals("AdaptiveCard")
                            && !attachment.at("/content/version").asText().isEmpty(),
                    "a card with its version");
            need(problems, attachment.at("/content/body").size() > 0, "a body");
            for (JsonNode each : attachment.at("/content/actions")) {
                need(problems, each.path("type").asText().equals("Action.OpenUrl"), "an action");
                text(problems, each, "/url", 1, 2_000);
            }
        }
    },
    /** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/. */
    PAGERDUTY {
        @Override
        DestinationConfig.Web target(URI url) {
            return new DestinationConfig.PagerDuty(
                    url.resolve("/v2/enqueue"), Secret.of("0123456789abcdef0123456789abcdef"));
        }

        @Override
        void check(HttpExchange exchange, JsonNode body, List<String> problems) {
            text(problems, body, "/routing_key", 32, 32);
            text(problems, body, "/dedup_key", 1, 255);
            String action = body.path("event_action").asText();
            need(
                    problems,
                    Set.of("trigger", "acknowledge", "resolve").contains(action),
                    "an event action");
            text(problems, body, "/payload/summary", 1, 1_024);
            text(problems, body, "/payload/source", 1, 1_024);
            need(
                    problems,
                    Set.of("critical", "error", "warning", "info")
                            .contains(body.at("/payload/severity").asText()),
                    "a severity");
            Instant.parse(body.at("/payload/timestamp").asText());
            need(problems, body.toString().length() <= 512 * 1024, "512 KB");
        }
    },
    /** https://docs.opsgenie.com/docs/alert-api. */
    OPSGENIE {
        @Override
        DestinationConfig.Web target(URI url) {
            return new DestinationConfig.Opsgenie(url.resolve("/v2/alerts"), Secret.of("genie"));
        }

        @Override
        void check(HttpExchange exchange, JsonNode body, List<String> problems) {
            need(
                    problems,
                    "GenieKey genie".equals(exchange.getRequestHeaders().getFirst("authorization")),
                    "the key");
            text(problems, body, "/source", 1, 100);
            String path = exchange.getRequestURI().toString();
            if (path.equals("/v2/alerts")) {
                text(problems, body, "/message", 1, 130);
                text(problems, body, "/alias", 1, 512);
                text(problems, body, "/description", 1, 15_000);
                text(problems, body, "/entity", 1, 512);
                need(problems, body.path("priority").asText().matches("P[1-5]"), "a priority");
                need(problems, body.path("details").toString().length() <= 8_000, "details");
                for (JsonNode each : body.path("tags")) {
                    need(problems, each.asText().length() <= 50, "tags of 50");
                }
            } else {
                need(
                        problems,
                        path.matches(
                                "/v2/alerts/tripline-[A-Za-z0-9_-]+/(acknowledge|close|notes)\\?identifierType=alias"),
                        "a change of an alias");
                need(problems, body.path("note").asText().length() <= 25_000, "a note");
            }
        }
    },
    /** https://prometheus.io/docs/alerting/latest/clients/. */
    ALERTMANAGER {
        @Override
        DestinationConfig.Web target(URI url) {
            return new DestinationConfig.Alertmanager(
                    url.resolve("/api/v2/alerts"), Optional.of(Secret.of("token")));
        }

        @Override
        void check(HttpExchange exchange, JsonNode body, List<String> problems) {
            need(problems, body.isArray() && body.size() == 1, "an array of alerts");
            JsonNode alert = body.path(0);
            text(problems, alert, "/labels/alertname", 1, 1_000);
            alert.path("labels")
                    .properties()
                    .forEach(
                            each -> {
                                need(
                                        problems,
                                        each.getKey().matches("[a-zA-Z_][a-zA-Z0-9_]*"),
                                        "a label's name");
                                need(problems, each.getValue().isTextual(), "a label's text");
                            });
            need(
                    problems,
                    !Instant.parse(alert.path("endsAt").asText())
                            .isBefore(Instant.parse(alert.path("startsAt").asText())),
                    "an end after the start");
        }
    };

    abstract DestinationConfig.Web target(URI url);

    abstract void check(HttpExchange exchange, JsonNode body, List<String> problems);

    /** One that runs, on loopback. */
    final class Running implements AutoCloseable {
        final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
        final List<String> paths = new CopyOnWriteArrayList<>();
        final List<String> problems = new CopyOnWriteArrayList<>();
        private final HttpServer server;

        Running() {
            try {
                server =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", this::answer);
            server.start();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                List<String> found = new ArrayList<>();
                byte[] bytes = exchange.getRequestBody().readAllBytes();
                try {
                    JsonNode body = new ObjectMapper().readTree(bytes);
                    check(exchange, body, found);
                    bodies.add(body);
                } catch (IOException | RuntimeException e) {
                    found.add(e.toString());
                }
                paths.add(exchange.getRequestURI().toString());
                problems.addAll(found);
                exchange.sendResponseHeaders(found.isEmpty() ? 202 : 400, -1);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static void text(List<String> problems, JsonNode body, String at, int least, int most) {
        JsonNode node = body.at(at);
        int length = node.asText().length();
        need(
                problems,
                node.isTextual() && length >= least && length <= most,
                at + " of " + least + " to " + most + " characters, not " + length);
    }

    private static void need(List<String> problems, boolean holds, String what) {
        if (!holds) {
            problems.add(what);
        }
    }
}

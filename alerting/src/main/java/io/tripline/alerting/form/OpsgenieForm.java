package io.tripline.alerting.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;

/**
 * Alerts of Opsgenie: one alert here is one alias there, which is acknowledged and closed as people do here.
 *
 * @see <a href="https://docs.opsgenie.com/docs/alerts-and-alert-fields">Alert fields: message 130, alias 512,
 *     description 15,000, entity 512, 20 tags of 50 characters; texts may hold HTML</a>
 * @see <a href="https://docs.opsgenie.com/docs/alert-api">Alert API: an open alert that is created again under its alias is
 *     counted; add note to alert, of 25,000 characters</a>
 */
final class OpsgenieForm implements Form {
    private static final int MESSAGE = 130;
    private static final int ENTITY = 512;
    private static final int NOTE = 1_000;
    private static final int DESCRIPTION = 15_000;

    private final DestinationConfig.Opsgenie target;
    private final Map<String, String> links;

    OpsgenieForm(DestinationConfig.Opsgenie target, Map<String, String> links) {
        this.target = target;
        this.links = links;
    }

    @Override
    public Request request(Page page) {
        Digest digest = Digest.of(page, links);
        ObjectNode body = Trees.object().put("source", "Tripline");
        String path =
                switch (page.kind()) {
                    case TRIGGER, UNDELIVERED, SUMMARY, TEST -> {
                        create(page, digest, body);
                        yield "";
                    }
                    case UPDATE -> {
                        // Created again it would only be counted: of its texts nothing would be
                        // shown.
                        body.put(
                                "note",
                                PlainText.bounded(
                                        PlainText.escaped(digest.title() + "\n" + digest.text()),
                                        DESCRIPTION));
                        yield change(page, "notes");
                    }
                    case ACKNOWLEDGE -> {
                        body.put("note", PlainText.escaped(PlainText.line(page.note(), NOTE)));
                        yield change(page, "acknowledge");
                    }
                    case RESOLVE -> {
                        body.put("note", PlainText.escaped(PlainText.line(page.note(), NOTE)));
                        yield change(page, "close");
                    }
                };
        return Trees.request(
                URI.create(target.url() + path),
                Map.of("authorization", "GenieKey " + target.apiKey().reveal()),
                body);
    }

    private static void create(Page page, Digest digest, ObjectNode body) {
        body.put("message", PlainText.bounded(PlainText.escaped(digest.title()), MESSAGE))
                .put("alias", page.key())
                .put(
                        "description",
                        PlainText.bounded(PlainText.escaped(digest.text()), DESCRIPTION))
                .put("entity", PlainText.bounded(PlainText.escaped(digest.about()), ENTITY))
                .put(
                        "priority",
                        switch (digest.level()) {
                            case "critical" -> "P1";
                            case "high" -> "P2";
                            case "medium" -> "P3";
                            case "low" -> "P4";
                            default -> "P5";
                        });
        body.putArray("tags").add("tripline").add(PlainText.bounded(digest.level(), 50));
        ObjectNode details = body.putObject("details");
        details.put("rule", PlainText.escaped(digest.rule()));
        digest.who().forEach((field, value) -> details.put(field, PlainText.escaped(value)));
    }

    private static String change(Page page, String what) {
        return "/" + URLEncoder.encode(page.key(), UTF_8) + "/" + what + "?identifierType=alias";
    }
}

package io.tripline.alerting.form;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.util.Map;

/**
 * An adaptive card for a Teams Workflows webhook. Text stands in runs, which know no Markdown.
 *
 * @see <a href="https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook">at
 *     most 28 KB</a>
 */
final class TeamsForm implements Form {
    private final DestinationConfig.Teams target;
    private final Map<String, String> links;

    TeamsForm(DestinationConfig.Teams target, Map<String, String> links) {
        this.target = target;
        this.links = links;
    }

    @Override
    public Request request(Page page) {
        Digest digest = Digest.of(page, links);
        ObjectNode message = Trees.object().put("type", "message");
        ObjectNode attachment = message.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        attachment.putNull("contentUrl");
        ObjectNode card =
                attachment
                        .putObject("content")
                        .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                        .put("type", "AdaptiveCard")
                        .put("version", "1.4");
        ArrayNode body = card.putArray("body");
        run(body, digest.title()).put("weight", "Bolder").put("size", "Medium");
        if (!digest.note().isEmpty()) {
            run(body, digest.note()).put("weight", "Bolder");
        }
        run(body, digest.message());
        digest.who().forEach((field, value) -> run(body, field + " " + value));
        run(body, digest.when());
        digest.evidence().forEach(each -> run(body, each).put("fontType", "Monospace"));
        if (!digest.first().isEmpty()) {
            run(body, "First: " + digest.first());
        }
        if (!digest.links().isEmpty()) {
            ArrayNode actions = card.putArray("actions");
            digest.links()
                    .forEach(
                            (name, address) ->
                                    actions.addObject()
                                            .put("type", "Action.OpenUrl")
                                            .put("title", name)
                                            .put("url", address));
        }
        return Trees.request(target.url(), Map.of(), message);
    }

    private static ObjectNode run(ArrayNode body, String text) {
        return body.addObject()
                .put("type", "RichTextBlock")
                .putArray("inlines")
                .addObject()
                .put("type", "TextRun")
                .put("text", text);
    }
}

package io.tripline.alerting.form;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.util.Map;

/**
 * Blocks of plain text, so that nothing in them is markup or calls anybody.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks">Block Kit: header 150, text 3,000, button 75, address
 *     3,000 characters; 50 blocks</a>
 */
final class SlackForm implements Form {
    private static final int HEADER = 150;
    private static final int TEXT = 3_000;
    private static final int BUTTON = 75;
    private static final int BUTTONS = 5;

    private final DestinationConfig.Slack target;
    private final Map<String, String> links;

    SlackForm(DestinationConfig.Slack target, Map<String, String> links) {
        this.target = target;
        this.links = links;
    }

    @Override
    public Request request(Page page) {
        Digest digest = Digest.of(page, links);
        ObjectNode body = Trees.object();
        // Shown in notifications, and the one text that is read as markup.
        body.put("text", PlainText.escaped(digest.title() + " " + digest.message()));
        ArrayNode blocks = body.putArray("blocks");
        plain(blocks.addObject().put("type", "header"), digest.title(), HEADER);
        Digest withoutLinks =
                new Digest(
                        digest.title(),
                        digest.message(),
                        digest.note(),
                        digest.level(),
                        digest.rule(),
                        digest.who(),
                        digest.since(),
                        digest.last(),
                        digest.count(),
                        digest.evidence(),
                        digest.first(),
                        Map.of());
        plain(blocks.addObject().put("type", "section"), withoutLinks.text(), TEXT);
        if (!digest.links().isEmpty()) {
            ArrayNode buttons = blocks.addObject().put("type", "actions").putArray("elements");
            digest.links()
                    .forEach(
                            (name, address) -> {
                                if (buttons.size() < BUTTONS) {
                                    plain(
                                            buttons.addObject()
                                                    .put("type", "button")
                                                    .put("url", address),
                                            name,
                                            BUTTON);
                                }
                            });
        }
        return Trees.request(target.url(), Map.of(), body);
    }

    private static void plain(ObjectNode holder, String text, int most) {
        holder.putObject("text")
                .put("type", "plain_text")
                .put("text", PlainText.bounded(text, most))
                .put("emoji", false);
    }
}

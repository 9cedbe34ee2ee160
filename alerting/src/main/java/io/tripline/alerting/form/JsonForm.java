package io.tripline.alerting.form;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.util.LinkedHashMap;
import java.util.Map;

/** The document as it is on the topic, byte by byte; headers say what the page is. */
final class JsonForm implements Form {
    private static final int MOST_NOTE = 200;

    private final DestinationConfig.Json target;

    JsonForm(DestinationConfig.Json target) {
        this.target = target;
    }

    @Override
    public Request request(Page page) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("tripline-page", page.kind().label());
        if (!page.note().isEmpty()) {
            // Headers are ASCII.
            headers.put(
                    "tripline-note",
                    PlainText.line(page.note(), MOST_NOTE).replaceAll("[^ -~]", "?"));
        }
        return new Request(target.url(), Trees.CONTENT_TYPE, headers, page.document());
    }
}

package io.tripline.alerting.form;

import io.tripline.alerting.paging.Page;
import java.util.Map;

/**
 * A page as a mail: a line, and plain text.
 *
 * @param subject without line breaks
 */
public record Mail(String subject, String text) {
    /** The mail for a page. */
    public static Mail of(Page page, Map<String, String> links) {
        Digest digest = Digest.of(page, links);
        return new Mail(digest.title(), digest.text());
    }
}

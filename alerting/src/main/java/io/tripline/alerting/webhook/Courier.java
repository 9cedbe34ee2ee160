package io.tripline.alerting.webhook;

import io.tripline.alerting.paging.Page;

/** Who brings a page to one destination. */
interface Courier extends AutoCloseable {
    /** Tries once, within the destination's timeout. */
    Attempt post(Page page) throws InterruptedException;

    @Override
    void close();
}

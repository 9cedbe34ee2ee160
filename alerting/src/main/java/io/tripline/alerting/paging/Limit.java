package io.tripline.alerting.paging;

import java.time.Duration;

/** How many new alerts or incidents may page in a time; what is beyond is held back and summed up at the end of it. */
public record Limit(int pages, Duration per) {}

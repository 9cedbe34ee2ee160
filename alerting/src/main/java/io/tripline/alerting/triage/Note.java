package io.tripline.alerting.triage;

import java.time.Instant;

/** What somebody wrote down about an alert; never changed afterwards. */
public record Note(Instant at, String by, String text) {}

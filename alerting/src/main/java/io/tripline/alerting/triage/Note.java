package io.tripline.alerting.triage;

import java.time.Instant;

/**
 * What somebody wrote down about an alert; never changed afterwards.
 *
 * @param text empty once an administrator has taken it away
 */
public record Note(Instant at, String by, String text) {}

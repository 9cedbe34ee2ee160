package io.tripline.alerting.triage;

import java.time.Instant;

/**
 * One change of one thing; entries are only ever added.
 *
 * @param what the field that changed, as in JSON
 * @param from its value before; empty if it had none
 * @param to its value after; empty if it has none
 */
public record HistoryEntry(Instant at, String by, String what, String from, String to) {}

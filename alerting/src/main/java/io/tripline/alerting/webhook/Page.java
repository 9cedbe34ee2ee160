package io.tripline.alerting.webhook;

import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.MalformedEventException;
import io.tripline.contracts.StableId;
import java.util.regex.Pattern;

/**
 * One revision of an alert on its way to a destination.
 *
 * @param id the {@code webhook-id}: the same for every attempt, so that a receiver can tell a repetition
 * @param body the alert's bytes as on the topic
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; they are never compared.
record Page(String id, Alert alert, byte[] body, Received received, Runnable settled) {
    /** The id is part of what is signed, framed by full stops: it may hold none, nor anything odd in a header. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    /**
     * The page for a record of the topic of alerts.
     *
     * @throws MalformedEventException if the record is no alert
     */
    static Page of(Received received, Runnable settled) throws MalformedEventException {
        byte[] value = received.value();
        if (value == null) {
            throw new MalformedEventException("The record has no value.");
        }
        Alert alert = AlertJson.read(value);
        String id = PLAIN.matcher(alert.id()).matches() ? alert.id() : StableId.of(alert.id());
        return new Page(id + "-r" + alert.revision(), alert, value, received, settled);
    }
}

package io.tripline.alerting;

import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.Received;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Dead letters in memory. */
public final class KeptLetters implements DeadLetters {
    public record Letter(Received received, String reason, String detail) {}

    public final List<Letter> letters = new CopyOnWriteArrayList<>();

    @Override
    public void keep(Received received, String reason, String detail) {
        letters.add(new Letter(received, reason, detail));
    }
}

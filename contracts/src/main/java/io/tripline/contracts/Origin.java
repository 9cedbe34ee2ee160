package io.tripline.contracts;

import java.util.Objects;

/** Where a raw record lies in Kafka. Written {@code topic-partition-offset}. */
public record Origin(String topic, int partition, long offset) {
    public Origin {
        Objects.requireNonNull(topic, "topic");
    }

    /** Reads {@link #toString()}'s form. A topic's name may itself hold dashes. */
    public static Origin parse(String text) {
        int beforeOffset = text.lastIndexOf('-');
        int beforePartition = text.lastIndexOf('-', beforeOffset - 1);
        if (beforePartition <= 0) {
            throw new IllegalArgumentException("An origin is topic-partition-offset, not: " + text);
        }
        return new Origin(
                text.substring(0, beforePartition),
                Integer.parseInt(text.substring(beforePartition + 1, beforeOffset)),
                Long.parseLong(text.substring(beforeOffset + 1)));
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "-" + offset;
    }
}

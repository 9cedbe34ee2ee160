package io.tripline.alerting.topics;

import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a desk wants written in one transaction. Of several states under one key only the last is: in a storm all of a route's
 * alerts change the same one. Owned by the reader.
 */
final class Answers {
    /** Then they are written before more is decided: a record's answers are a copy of its document for each who is told. */
    static final long ENOUGH_BYTES = 4 << 20;

    /**
     * One record to write.
     *
     * @param cause the record that it answers; null for what has become due
     */
    record Answer(Outgoing outgoing, @Nullable Received cause) {}

    private final String stateTopic;

    /** In the order of the last change; what is no state has a key of its own. */
    private final LinkedHashMap<Object, Answer> all = new LinkedHashMap<>();

    private long bytes;

    Answers(String stateTopic) {
        this.stateTopic = stateTopic;
    }

    void add(Outgoing outgoing, @Nullable Received cause) {
        boolean isState = outgoing.topic().equals(stateTopic);
        Object key = isState ? outgoing.key() : new Object();
        Answer before = all.remove(key);
        bytes += bytes(outgoing) - (before == null ? 0 : bytes(before.outgoing()));
        all.put(key, new Answer(outgoing, cause));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether they are to be written before there are more. */
    boolean areEnough() {
        return bytes >= ENOUGH_BYTES;
    }

    List<Answer> inOrder() {
        return List.copyOf(all.values());
    }

    void clear() {
        all.clear();
        bytes = 0;
    }

    private static long bytes(Outgoing outgoing) {
        byte[] value = outgoing.value();
        return value == null ? 0 : value.length;
    }
}

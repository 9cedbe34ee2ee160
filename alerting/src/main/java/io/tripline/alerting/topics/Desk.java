package io.tripline.alerting.topics;

import java.util.List;

/**
 * Where all records of some topics are decided upon in one place. Called by one thread. What it remembers is what it has
 * written to its state topic: each of its answers is written together with the place in the topics, or not at all.
 */
public interface Desk {
    /** Forgets everything: what follows is {@link #restore}d. */
    void forget();

    /** Takes one record of the state topic; of two with one key the later counts. */
    void restore(String key, byte[] value);

    /** What follows from a record, changes of the own state included. */
    List<Outgoing> handle(Received received);

    /**
     * What follows from a record that could not be handled, in place of {@link #handle}: that it is a dead letter.
     *
     * @param why names the bug, without the record's content
     */
    List<Outgoing> setAside(Received received, String why);

    /** What has become due. Called after every look at the topics, several times a second. */
    List<Outgoing> due();
}

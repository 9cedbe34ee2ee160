package io.tripline.contracts;

import java.util.Locale;

/** A kind of log that is shipped to one raw topic and indexed in one data stream. */
public enum Family {
    AUTH,
    DEVICE,
    NETWORK;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The lower-case name, as in headers, data stream names and metrics. */
    public String label() {
        return label;
    }

    /** The raw topic whose records belong to this family. */
    public String rawTopic() {
        return "logs." + label;
    }

    /** The family of a raw topic; a topic that is none of ours counts as {@link #DEVICE}. */
    public static Family ofTopic(String topic) {
        for (Family family : values()) {
            if (family.rawTopic().equals(topic)) {
                return family;
            }
        }
        return DEVICE;
    }
}

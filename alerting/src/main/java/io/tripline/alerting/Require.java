package io.tripline.alerting;

import java.time.Duration;

/** Refusals of configuration: every message begins with the key and names the mend. */
final class Require {
    private Require() {}

    static void that(boolean holds, String key, String mend) {
        if (!holds) {
            throw new IllegalArgumentException(key + " " + mend);
        }
    }

    static void positive(Duration value, String key) {
        that(value.isPositive(), key, "must be longer than nothing, e.g. PT1S.");
    }

    static void between(int value, int least, int most, String key) {
        that(
                value >= least && value <= most,
                key,
                "must be from " + least + " to " + most + ", not " + value + ".");
    }
}

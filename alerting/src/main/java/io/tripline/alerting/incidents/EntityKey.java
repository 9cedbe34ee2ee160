package io.tripline.alerting.incidents;

import io.tripline.contracts.Incident.Kind;
import java.util.Comparator;

/** An entity in the form in which alerts are compared. */
record EntityKey(Kind kind, String value) implements Comparable<EntityKey> {
    private static final Comparator<EntityKey> ORDER =
            Comparator.comparing(EntityKey::kind).thenComparing(EntityKey::value);

    @Override
    public int compareTo(EntityKey other) {
        return ORDER.compare(this, other);
    }
}

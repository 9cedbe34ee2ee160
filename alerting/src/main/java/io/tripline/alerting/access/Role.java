package io.tripline.alerting.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody may do; each may do what those before it may. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Triage: change alerts and incidents. */
    ANALYST,
    /** Take away what somebody should not have written down. */
    ADMIN;

    /** As people write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it may do what needs that one. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The role of this label. */
    public static Optional<Role> of(String label) {
        return Stream.of(values()).filter(each -> each.label().equals(label)).findFirst();
    }
}

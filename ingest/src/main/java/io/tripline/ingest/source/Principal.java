package io.tripline.ingest.source;

import org.jspecify.annotations.Nullable;

/** Account names of the form {@code name@domain}. */
final class Principal {
    private Principal() {}

    /** What stands behind the last at sign; null if there is none. */
    static @Nullable String domain(@Nullable String principal) {
        int at = principal == null ? -1 : principal.lastIndexOf('@');
        return principal == null || at < 0 ? null : principal.substring(at + 1);
    }
}

package io.tripline.alerting.paging;

import java.util.Locale;

/** Patterns in which {@code *} stands for anything; the case of letters does not count. Linear in time and memory. */
final class Wildcard {
    private Wildcard() {}

    static boolean matches(String pattern, String text) {
        String[] parts = pattern.toLowerCase(Locale.ROOT).split("\\*", -1);
        String rest = text.toLowerCase(Locale.ROOT);
        if (parts.length == 1) {
            return rest.equals(parts[0]);
        }
        if (!rest.startsWith(parts[0])) {
            return false;
        }
        rest = rest.substring(parts[0].length());
        for (int i = 1; i < parts.length - 1; i++) {
            int found = rest.indexOf(parts[i]);
            if (found < 0) {
                return false;
            }
            rest = rest.substring(found + parts[i].length());
        }
        return rest.endsWith(parts[parts.length - 1]);
    }
}

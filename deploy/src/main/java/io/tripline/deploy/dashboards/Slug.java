package io.tripline.deploy.dashboards;

import java.util.Locale;

/** The part of an id that comes from a title: lower-case letters, digits and dashes. */
final class Slug {
    private Slug() {}

    static String of(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}

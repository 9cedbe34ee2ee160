package io.tripline.deploy.dashboards;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, all of it, so that one run tells everything. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    void add(Check check, SavedObject object, String what, String mend) {
        add(check, object, "", what, mend);
    }

    void add(Check check, SavedObject object, String part, String what, String mend) {
        String where = object.name() + " (" + object.title() + ")";
        all.add(new Finding(check, part.isEmpty() ? where : where + ", " + part, what, mend));
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}

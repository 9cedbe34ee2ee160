package io.tripline.deploy.dashboards;

/**
 * What is wrong with a saved object.
 *
 * @param where the object, and the panel in it
 * @param mend what to do about it
 */
record Finding(Check check, String where, String what, String mend) {
    @Override
    public String toString() {
        return where + ": " + what + " Mend: " + mend;
    }
}

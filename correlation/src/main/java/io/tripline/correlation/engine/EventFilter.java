package io.tripline.correlation.engine;

/**
 * A condition on one event alone.
 *
 * @param condition as EPL
 * @param access what an event must meet before the condition is evaluated
 */
record EventFilter(String condition, AccessPredicate access) {
    /**
     * The statement that finds events which meet the condition.
     *
     * @param number of the access predicate, which an event carries when it is sent as a candidate for it
     */
    String statement(int number) {
        return statement(EventSchema.ACCESS + " = " + number + " and (" + condition + ")");
    }

    /** The statement that finds events which meet a condition. */
    static String statement(String condition) {
        return "select "
                + EventSchema.EVENT_TIME
                + " from "
                + EventSchema.TYPE
                + "("
                + condition
                + ")";
    }
}

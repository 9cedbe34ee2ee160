package io.tripline.deploy.dashboards;

/** What is wrong with the source of the dashboards, or an export of them, in one sentence that names the place. */
public final class DashboardsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DashboardsException(String sentence) {
        super(sentence);
    }
}

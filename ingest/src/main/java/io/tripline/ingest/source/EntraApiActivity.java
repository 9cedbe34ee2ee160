package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;

/**
 * What Entra tells of calls and traffic: what its mapping says, and the parts of the address that was called.
 *
 * @see <a href="https://learn.microsoft.com/graph/microsoft-graph-activity-logs-overview">Microsoft Graph activity logs</a>
 */
record EntraApiActivity(MappedSource mapped) implements Mapped {
    private static final String BEHIND_SCHEME = "://";

    @Override
    public void complete(EcsEvent.Builder event, JsonNode call) {
        String address = event.string(EcsField.URL_ORIGINAL);
        int at = address == null ? -1 : address.indexOf(BEHIND_SCHEME);
        if (address != null && at > 0) {
            String called = address.substring(at + BEHIND_SCHEME.length());
            int slash = called.indexOf('/');
            event.set(EcsField.URL_DOMAIN, slash < 0 ? called : called.substring(0, slash));
            Flow.path(event, slash < 0 ? null : called.substring(slash));
        } else {
            // The older Graph tells the path alone.
            Flow.path(event, address);
        }
    }
}

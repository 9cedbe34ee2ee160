package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Azure's activity log: what its mapping says, and who is given a role or loses it, which only what was asked or answered
 * tells, as JSON in a text.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/authorization/role-assignments/create">Role assignments</a>
 */
record AzureActivity(MappedSource mapped) implements Mapped {
    private static final String ROLE_ASSIGNMENTS = "microsoft.authorization/roleassignments/";

    private static final Pattern ID = value("rincipalId");
    private static final Pattern TYPE = value("rincipalType");

    /** The value of this name in JSON; some clients write the names with a capital, or blanks around the colon. */
    private static Pattern value(String name) {
        return Pattern.compile(name + "\"\\s*+:\\s*+\"([^\"]*+)\"");
    }

    @Override
    public void complete(EcsEvent.Builder event, JsonNode entry) {
        String operation = Json.text(entry, "operationName");
        if (operation == null || !operation.toLowerCase(Locale.ROOT).startsWith(ROLE_ASSIGNMENTS)) {
            return;
        }
        JsonNode properties = entry.path("properties");
        String body = Json.text(properties, "responseBody");
        String id = named(body, ID);
        // A refusal is answered with an error alone.
        if (id == null) {
            body = Json.text(properties, "requestbody");
            id = named(body, ID);
        }
        switch (String.valueOf(named(body, TYPE))) {
            case "Group", "ForeignGroup" -> event.set(EcsField.GROUP_ID, id);
            case "User" -> event.set(EcsField.USER_TARGET_ID, id);
            default -> {
                // Rules about people must not meet a program, nor what it may be.
            }
        }
    }

    private static @Nullable String named(@Nullable String json, Pattern value) {
        Matcher found = value.matcher(json == null ? "" : json);
        return found.find() ? found.group(1) : null;
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;

/**
 * LastPass' events: what their mapping says, with the people and the group that {@code Data} names: {@code a@example.com},
 * {@code a@example.com,b@example.com}, {@code 'group' 'a@example.com'} or {@code a@example.com - group}.
 *
 * @see <a href="https://support.lastpass.com/help/event-reporting-via-lastpass-api">Event Reporting via LastPass API</a>
 */
record LastPassEvents(MappedSource mapped) implements Mapped {
    /** In the name of an account that LastPass makes for a shared folder. */
    private static final String OF_A_FOLDER = "-Shared-";

    private static final String BETWEEN_QUOTED = "' '";
    private static final String BEFORE_GROUP = " - ";

    @Override
    public void complete(EcsEvent.Builder event, JsonNode reported) {
        String accounts = event.string(EcsField.USER_TARGET_NAME);
        String members = event.string(EcsField.GROUP_NAME);
        event.clear(EcsField.USER_TARGET_NAME).clear(EcsField.GROUP_NAME);
        if (accounts != null) {
            people(event, List.of(accounts.split(",", 256)));
        }
        if (members != null) {
            group(event, members);
        }
    }

    private static void group(EcsEvent.Builder event, String data) {
        int behindUser = data.indexOf(BEFORE_GROUP);
        if (data.length() > 2 && data.startsWith("'") && data.endsWith("'")) {
            List<String> parts =
                    List.of(data.substring(1, data.length() - 1).split(BETWEEN_QUOTED, 256));
            event.set(EcsField.GROUP_NAME, parts.getFirst());
            people(event, parts.subList(1, parts.size()));
        } else if (behindUser > 0) {
            event.set(EcsField.GROUP_NAME, data.substring(behindUser + BEFORE_GROUP.length()));
            people(event, List.of(data.substring(0, behindUser)));
        } else if (data.indexOf('@') > 0) {
            people(event, List.of(data.split(",", 256)));
        }
    }

    private static void people(EcsEvent.Builder event, List<String> names) {
        for (String each : names) {
            String name = each.strip();
            if (!isAccount(name)) {
                continue;
            }
            if (!event.has(EcsField.USER_TARGET_NAME)) {
                String domain = Principal.domain(name);
                event.set(EcsField.USER_TARGET_NAME, name)
                        .set(EcsField.USER_TARGET_DOMAIN, domain)
                        .set(EcsField.USER_TARGET_EMAIL, domain == null ? null : name);
            }
            event.add(EcsField.RELATED_USER, name);
        }
    }

    /** {@code Initiated by API} is none. */
    private static boolean isAccount(String name) {
        return !name.isEmpty()
                && !name.contains(OF_A_FOLDER)
                && name.chars().noneMatch(Character::isWhitespace);
    }
}

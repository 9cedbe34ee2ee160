package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Auth0's logs: what their mapping says, and what a call of the Management API was about, which only its path tells. The
 * dashboard makes these calls too: an account, a role or a tenant's administrator that it makes is told by nothing else.
 *
 * @see <a href="https://auth0.com/docs/api/management/v2">Management API</a>
 */
record Auth0Logs(MappedSource mapped) implements Mapped {
    private static final String API = "/api/v2/";
    private static final int MOST_PARTS = 16;

    @Override
    public void complete(EcsEvent.Builder event, JsonNode entry) {
        String type = event.string(EcsField.EVENT_ACTION);
        JsonNode details = entry.path("data").path("details");
        String path = Json.text(details, "request", "path");
        if (("sapi".equals(type) || "fapi".equals(type)) && path != null && path.startsWith(API)) {
            String method = String.valueOf(Json.text(details, "request", "method"));
            call(
                    event,
                    method.toLowerCase(Locale.ROOT),
                    List.of(path.substring(API.length()).split("/", MOST_PARTS)),
                    details);
        }
    }

    private static void call(
            EcsEvent.Builder event, String method, List<String> parts, JsonNode details) {
        boolean isRead = method.equals("get");
        switch (parts.getFirst()) {
            case "users" -> {
                // A second part is the account, a third one something that it has: a role, a second
                // factor, a session.
                kind(event, "user", change(method, parts.size() <= 2));
                JsonNode made = details.path("response").path("body");
                event.set(
                                EcsField.USER_TARGET_ID,
                                parts.size() > 1 ? plain(parts.get(1)) : text(made, "user_id"))
                        .set(EcsField.USER_TARGET_NAME, text(made, "username"))
                        .set(EcsField.USER_TARGET_NAME, text(made, "email"))
                        .set(EcsField.USER_TARGET_EMAIL, text(made, "email"));
            }
            case "roles" -> kind(event, "admin", change(method, parts.size() <= 2));
            case "organizations", "tenants" -> {
                boolean isOfPeople =
                        parts.contains("members")
                                || parts.contains("invitations")
                                || parts.contains("roles");
                if (isOfPeople) {
                    kind(event, "user", isRead ? "info" : "change");
                    String invited = invited(details);
                    event.set(EcsField.USER_TARGET_NAME, invited)
                            .set(EcsField.USER_TARGET_EMAIL, invited);
                } else {
                    configuration(event, method);
                }
            }
            default -> configuration(event, method);
        }
    }

    private static String change(String method, boolean isOfWhole) {
        return switch (method) {
            case "get" -> "info";
            case "post" -> isOfWhole ? "creation" : "change";
            case "delete" -> isOfWhole ? "deletion" : "change";
            default -> "change";
        };
    }

    private static void configuration(EcsEvent.Builder event, String method) {
        switch (method) {
            case "get" -> event.set(EcsField.EVENT_TYPE, "access");
            case "delete" -> event.set(EcsField.EVENT_TYPE, "deletion");
            default -> {
                // To post may be to make something, or to have something done.
            }
        }
    }

    private static @Nullable String invited(JsonNode details) {
        JsonNode asked = details.path("request").path("body");
        String invitee = Json.text(asked, "invitee", "email");
        return invitee == null ? Json.text(asked.path("owners").path(0)) : invitee;
    }

    private static void kind(EcsEvent.Builder event, String whom, String type) {
        event.set(EcsField.EVENT_CATEGORY, "iam").set(EcsField.EVENT_TYPE, List.of(whom, type));
    }

    private static @Nullable String text(JsonNode body, String name) {
        return body.isObject() ? Json.text(body, name) : null;
    }

    /** An account's id has a bar in it, which a path may not have. */
    private static String plain(String part) {
        return part.replace("%7C", "|").replace("%7c", "|");
    }
}

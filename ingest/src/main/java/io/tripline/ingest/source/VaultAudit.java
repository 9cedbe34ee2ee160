package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Vault's audit log: what its mapping says, which account a call is of or about, where only the path names it, and that it
 * failed, where only what is answered says so.
 *
 * @see <a href="https://developer.hashicorp.com/vault/docs/audit/schema">Audit log entry schema</a>
 */
record VaultAudit(MappedSource mapped) implements Mapped {
    /** How every token is called that was made from another one, and its beginning where its maker adds a name. */
    private static final String MADE_FROM_ANOTHER = "token";

    private static final Set<String> KEEP_WHAT_THEY_ARE_GIVEN =
            Set.of("cubbyhole", "generic", "kv");

    /** What clients of the KMIP engine ask for, which comes by no path and without a token. */
    @Override
    public boolean recognizes(RawRecord raw) {
        return mapped.recognizes(raw) || isKmip(raw.json().orElse(MissingNode.getInstance()));
    }

    private static boolean isKmip(JsonNode entry) {
        String type = Json.text(entry, "type");
        return type != null
                && type.startsWith("kmip-")
                && entry.has("time")
                && entry.path("request").path("data").has("kmip_request");
    }

    @Override
    public void complete(EcsEvent.Builder event, JsonNode entry) {
        String path = Json.text(entry, "request", "path");
        account(event, entry.path("auth"), path);
        event.set(EcsField.USER_TARGET_NAME, named(path, "/users/"));
        if (isRefused(entry, path)) {
            event.set(EcsField.EVENT_OUTCOME, "failure");
        }
    }

    /** By an error in the answer's data, but for those who answer what people once gave them, whatever it is called. */
    private static boolean isRefused(JsonNode entry, @Nullable String path) {
        if (Json.text(entry, "response", "data", "error") == null) {
            return false;
        }
        String engine = Json.text(entry, "request", "mount_type");
        return engine == null
                ? path != null && (path.startsWith("auth/") || path.startsWith("sys/"))
                : !KEEP_WHAT_THEY_ARE_GIVEN.contains(engine);
    }

    /**
     * Whoever makes a token from another one chooses its metadata, so that only those of a sign-in say who somebody is. All
     * sign-ins of roles are called alike, so they have their role's name.
     */
    private static void account(EcsEvent.Builder event, JsonNode auth, @Nullable String path) {
        String shown = Json.text(auth, "display_name");
        if (shown == null) {
            event.set(EcsField.USER_NAME, named(path, "/login/"));
        } else if (!shown.startsWith(MADE_FROM_ANOTHER)) {
            event.set(EcsField.USER_NAME, shown)
                    .set(EcsField.USER_NAME, Json.text(auth, "metadata", "role_name"))
                    .set(EcsField.USER_NAME, Json.text(auth, "metadata", "username"))
                    .set(EcsField.USER_EMAIL, Json.text(auth, "metadata", "email"));
        } else if (!shown.equals(MADE_FROM_ANOTHER)) {
            event.set(EcsField.USER_NAME, shown);
        }
    }

    /** {@code bob} of {@code auth/userpass/login/bob}; null of other paths. */
    private static @Nullable String named(@Nullable String path, String behind) {
        int at = path == null || !path.startsWith("auth/") ? -1 : path.indexOf(behind);
        if (path == null || at < 0) {
            return null;
        }
        String name = path.substring(at + behind.length());
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }
}

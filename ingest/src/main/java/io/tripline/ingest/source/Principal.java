package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/** Account names of the forms {@code name@domain} and {@code DOMAIN\\name}. */
final class Principal {
    private Principal() {}

    /** Sets the user from an account's name; a name with an at sign stays whole, and is an address of mail too. */
    static void user(EcsEvent.Builder event, @Nullable String account) {
        if (account == null) {
            return;
        }
        int slash = account.indexOf('\\');
        int start = slash + 1;
        // Wazuh writes the backslashes in Windows' values twice, and no account has one in its
        // name.
        while (slash >= 0 && start < account.length() && account.charAt(start) == '\\') {
            start++;
        }
        String domain = slash > 0 ? account.substring(0, slash) : domain(account);
        String name = account.substring(start);
        event.set(EcsField.USER_NAME, name).set(EcsField.USER_DOMAIN, domain);
        if (slash < 0 && domain != null && domain.indexOf('.') > 0 && name.charAt(0) != '@') {
            event.set(EcsField.USER_EMAIL, name);
        }
    }

    /** The name without the domain in front of a backslash; null if there is none. */
    static @Nullable String name(@Nullable String account) {
        String name = account == null ? "" : account.substring(account.lastIndexOf('\\') + 1);
        return name.isEmpty() ? null : name;
    }

    /** What stands behind the last at sign; null if there is none. */
    static @Nullable String domain(@Nullable String principal) {
        int at = principal == null ? -1 : principal.lastIndexOf('@');
        return principal == null || at < 0 ? null : principal.substring(at + 1);
    }
}

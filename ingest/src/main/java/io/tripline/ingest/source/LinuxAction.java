package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a line of an auth log says happened, with ECS's categories and types for it. The lower-case name is {@code
 * event.action}.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category">ECS categories</a>
 */
enum LinuxAction {
    SSH_LOGIN("authentication", "start"),
    SSH_INVALID_USER("authentication", "info"),
    SSH_USER_DENIED("authentication", "info"),
    SSH_MAX_ATTEMPTS("authentication", "info"),
    SSH_AUTHENTICATION_TIMEOUT("authentication", "info"),
    SSH_AUTHENTICATION_PENDING("authentication", "info"),
    SSH_LOGOUT("session", "end"),
    SSH_SESSION_STARTED("session", "start"),
    SSH_CONNECTION("network", "connection", "start"),
    SSH_CONNECTION_CLOSED("network", "connection", "end"),
    SSH_CONNECTION_DROPPED("network", "connection", "denied"),
    SSH_PROTOCOL_ERROR("network", "connection", "protocol"),
    SSH_REVERSE_MAPPING_FAILED("network", "info"),
    SSH_LISTENING("process", "start"),
    SSH_TERMINATED("process", "end"),
    FTP_LOGIN("authentication", "start"),
    MAIL_LOGIN("authentication", "start"),
    REMOTE_DESKTOP_LOGIN("authentication", "start"),
    VPN_LOGIN("authentication", "start"),
    VPN_AUTHENTICATION("authentication", "info"),
    VPN_ADDRESS_ASSIGNED("authentication", "info"),
    VPN_SESSION_ENDED("session", "end"),
    SUDO_COMMAND("process", "start"),
    SUDO_DENIED("process", "info"),
    SUDO_AUTHENTICATION("authentication", "info"),
    SUDO_RULES_REFUSED("configuration", "info"),
    SU_SESSION("authentication", "start"),
    DOAS_COMMAND("process", "start"),
    DOAS_DENIED("process", "info"),
    DOAS_AUTHENTICATION("authentication", "info"),
    PKEXEC_COMMAND("process", "start"),
    POLKIT_AUTHENTICATION("authentication", "info"),
    PAM_AUTHENTICATION("authentication", "info"),
    PAM_MESSAGE("authentication", "info"),
    ACCOUNT_LOCKED("iam", "user", "change"),
    SESSION_OPENED("session", "start"),
    SESSION_CLOSED("session", "end"),
    SESSION_LOGGED_OUT("session", "info"),
    CONSOLE_LOGIN("authentication", "start"),
    CONSOLE_AUTHENTICATION("authentication", "info"),
    CONFIGURATION_CHANGED("configuration", "change"),
    CRON_COMMAND("process", "start"),
    CRON_CHANGED("configuration", "change"),
    CRON_READ("configuration", "access"),
    USER_ADDED("iam", "user", "creation"),
    USER_CHANGED("iam", "user", "change"),
    USER_REMOVED("iam", "user", "deletion"),
    PASSWORD_CHANGED("iam", "user", "change"),
    GROUP_ADDED("iam", "group", "creation"),
    GROUP_CHANGED("iam", "group", "change"),
    GROUP_REMOVED("iam", "group", "deletion"),
    GROUP_MEMBER_ADDED("iam", "group", "change"),
    GROUP_MEMBER_REMOVED("iam", "group", "change"),
    ACCOUNT_MESSAGE("iam", "info");

    private final String category;
    private final List<String> types;

    LinuxAction(String category, String... types) {
        this.category = category;
        this.types = List.of(types);
    }

    String category() {
        return category;
    }

    List<String> types() {
        return types;
    }

    /** Says of an event that this happened, and how it ended, if that is known. */
    void on(EcsEvent.Builder event, @Nullable String outcome) {
        event.set(EcsField.EVENT_CATEGORY, category)
                .set(EcsField.EVENT_TYPE, types)
                .set(EcsField.EVENT_ACTION, name().toLowerCase(Locale.ROOT))
                .set(EcsField.EVENT_OUTCOME, outcome);
    }
}

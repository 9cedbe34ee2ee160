package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Set;

/**
 * Wazuh's alerts: what their mapping says, and what an event of Windows' or of Linux's audit that an alert holds says of
 * processes, files and accounts. An alert stays an alert: what it tells again has happened once.
 *
 * @see <a href="https://documentation.wazuh.com/current/user-manual/ruleset/decoders/json-decoder.html">Wazuh's decoders</a>
 */
record WazuhAlerts(MappedSource mapped) implements Mapped {
    /** Whose events the manager fetches: it is not where they happened. */
    private static final Set<String> CLOUDS =
            Set.of("aws", "azure", "gcp", "github", "ms-graph", "office365");

    /** What audit writes for an account that nobody signed in with. */
    private static final Set<String> NOBODY = Set.of("4294967295", "-1", "unset");

    @Override
    public void complete(EcsEvent.Builder event, JsonNode alert) {
        JsonNode data = alert.path("data");
        if (data.path("win").isObject()) {
            WazuhWindows.complete(event, data.path("win"));
        }
        if (data.path("audit").isObject()) {
            audit(event, data.path("audit"));
        }
        String integration = Json.text(data, "integration");
        if (integration != null && CLOUDS.contains(integration)) {
            event.clear(EcsField.HOST_NAME).clear(EcsField.HOST_ID).clear(EcsField.HOST_IP);
        }
    }

    private static void audit(EcsEvent.Builder event, JsonNode audit) {
        String login = Json.text(audit, "auid");
        boolean isSomebody = login != null && !NOBODY.contains(login);
        Executable.process(event, Json.text(audit, "exe"));
        event.setIfAbsent(EcsField.PROCESS_NAME, Json.text(audit, "command"))
                .set(EcsField.PROCESS_PID, Json.number(audit, "pid"))
                .set(EcsField.PROCESS_PARENT_PID, Json.number(audit, "ppid"))
                .set(EcsField.PROCESS_WORKING_DIRECTORY, Json.text(audit, "cwd"))
                .set(EcsField.PROCESS_COMMAND_LINE, commandLine(audit.path("execve")))
                .set(EcsField.USER_ID, isSomebody ? login : null)
                .set(EcsField.USER_EFFECTIVE_ID, Json.text(audit, "euid"))
                .setIfAbsent(EcsField.USER_NAME, Json.text(audit, "acct"));
        UnixPaths.file(event, Json.text(audit, "file", "name"));
    }

    /** The words that a program was started with: {@code a0}, {@code a1}, ... */
    private static String commandLine(JsonNode words) {
        StringBuilder line = new StringBuilder();
        int at = 0;
        for (String word = Json.text(words, "a0"); word != null; ) {
            line.append(at == 0 ? "" : " ").append(word);
            at++;
            word = Json.text(words, "a" + at);
        }
        return line.toString();
    }
}

package io.tripline.ingest.source;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What PowerShell says of an engine, its host and a command: a text of lines, {@code HostApplication=...} in the classic
 * log, {@code Host Application = ...} in the operational one. A line that starts with no known name goes on with the
 * value before it, as a command line may have line breaks.
 */
final class PowerShellContext {
    private static final int MAX_LINES = 2_000;

    /** By the name without blanks, in lower case: the name of the field under {@code powershell}. */
    private static final Map<String, String> FIELDS =
            Map.ofEntries(
                    entry("commandline", "command.value"),
                    entry("commandname", "command.name"),
                    entry("commandpath", "command.path"),
                    entry("commandtype", "command.type"),
                    entry("connecteduser", "connected_user"),
                    entry("detailsequence", "sequence"),
                    entry("detailtotal", "total"),
                    entry("engineversion", "engine.version"),
                    entry("hostapplication", "host.application"),
                    entry("hostid", "id"),
                    entry("hostname", "host.name"),
                    entry("hostversion", "process.executable_version"),
                    entry("newenginestate", "engine.new_state"),
                    entry("newproviderstate", "provider.new_state"),
                    entry("pipelineid", "pipeline_id"),
                    entry("previousenginestate", "engine.previous_state"),
                    entry("providername", "provider.name"),
                    entry("runspaceid", "runspace_id"),
                    entry("scriptname", "script.name"),
                    entry("sequencenumber", "event.sequence"),
                    entry("severity", "severity"),
                    entry("shellid", "shell_id"),
                    entry("user", "user"),
                    entry("userid", "user"));

    private PowerShellContext() {}

    /** The values by the names of their fields; empty if the text is none. */
    static Map<String, String> read(@Nullable String text) {
        Map<String, String> values = new HashMap<>();
        if (text == null) {
            return values;
        }
        String current = null;
        for (String line : text.lines().limit(MAX_LINES).toList()) {
            int equals = line.indexOf('=');
            String field =
                    equals < 0
                            ? null
                            : FIELDS.get(
                                    line.substring(0, equals)
                                            .replace(" ", "")
                                            .strip()
                                            .toLowerCase(Locale.ROOT));
            if (field != null) {
                current = values.containsKey(field) ? null : field;
                if (current != null) {
                    values.put(current, line.substring(equals + 1).strip());
                }
            } else if (current != null && !line.isBlank()) {
                values.merge(current, line, (before, more) -> before + "\n" + more);
            }
        }
        values.values().removeIf(String::isEmpty);
        return values;
    }
}

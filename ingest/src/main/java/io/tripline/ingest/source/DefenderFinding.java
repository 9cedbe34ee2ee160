package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Defender XDR's tables say of alerts and of behaviors, which may be none: how bad, by which techniques, and what they
 * are about.
 *
 * @see <a href="https://learn.microsoft.com/defender-xdr/advanced-hunting-alertevidence-table">AlertEvidence</a>
 */
final class DefenderFinding {
    private static final Pattern TECHNIQUE = Pattern.compile("\\((T\\d{4}(?:\\.\\d{3})?)\\)");

    private DefenderFinding() {}

    static void describe(EcsEvent.Builder event, JsonNode row) {
        event.set(EcsField.EVENT_SEVERITY, severity(Json.text(row, "Severity")))
                .set(EcsField.PROCESS_COMMAND_LINE, Json.text(row, "ProcessCommandLine"))
                .set(EcsField.REGISTRY_KEY, Json.text(row, "RegistryKey"))
                .set(EcsField.REGISTRY_VALUE, Json.text(row, "RegistryValueName"))
                .set(EcsField.URL_ORIGINAL, Json.text(row, "RemoteUrl"))
                .set(EcsField.EMAIL_SUBJECT, Json.text(row, "EmailSubject"));
        DefenderDevice.address(event, Json.text(row, "LocalIP"));
        DefenderDevice.address(event, Json.text(row, "RemoteIP"));
        techniques(event, Json.text(row, "AttackTechniques"));
        for (String each : Json.texts(row, "AttackTechniques")) {
            techniques(event, each);
        }
    }

    /** Of a list of names, each with its number behind it in brackets, or a text that is the JSON of one. */
    static void techniques(EcsEvent.Builder event, @Nullable String names) {
        if (names != null) {
            Matcher technique = TECHNIQUE.matcher(names);
            while (technique.find()) {
                event.add(EcsField.THREAT_TECHNIQUE_ID, technique.group(1));
            }
        }
    }

    private static @Nullable Long severity(@Nullable String word) {
        return switch (String.valueOf(word).toLowerCase(Locale.ROOT)) {
            case "informational" -> 1L;
            case "low" -> 21L;
            case "medium" -> 47L;
            case "high" -> 73L;
            default -> null;
        };
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * SentinelOne's threats, activities and alerts: what their mapping says, with the techniques that a threat's indicators name
 * and the file's name, which only its path has; and what its agents see, which is no mapping's.
 */
record SentinelOneThreats(MappedSource mapped) implements Mapped {
    /** Graph has entries of Intune with a type of their activity, too, and others have sources of detections. */
    @Override
    public boolean recognizes(RawRecord raw) {
        if (SentinelOneVisibility.fits(raw)) {
            return true;
        }
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        return mapped.recognizes(raw)
                && !log.has("activityDateTime")
                && (!log.has("detectionSource")
                        || log.has("detectionTime")
                        || log.has("analystVerdict")
                        || "SentinelOne".equals(Json.text(log, "detectionSource", "vendor")));
    }

    @Override
    public Glance glance() {
        Set<String> names = new HashSet<>(mapped.glance().names());
        names.add(SentinelOneVisibility.GLANCE);
        return new Glance(true, mapped.glance().lines(), names);
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        return SentinelOneVisibility.fits(raw)
                ? SentinelOneVisibility.normalize(raw)
                : Mapped.super.normalize(raw);
    }

    @Override
    public void complete(EcsEvent.Builder event, JsonNode json) {
        for (JsonNode indicator : json.path("indicators")) {
            indicator.path("tactics").forEach(tactic -> tactic(event, tactic));
        }
        // Unified alerts write it in capitals.
        String system = event.string(EcsField.HOST_OS_TYPE);
        event.set(EcsField.HOST_OS_TYPE, system == null ? null : system.toLowerCase(Locale.ROOT));
        event.setIfAbsent(EcsField.FILE_NAME, AnyPath.name(event.string(EcsField.FILE_PATH)));
        // What SentinelOne's cloud does itself, of hashes that it blocks.
        if ("unknown".equals(event.string(EcsField.USER_NAME))) {
            event.clear(EcsField.USER_NAME);
        }
    }

    private static void tactic(EcsEvent.Builder event, JsonNode tactic) {
        event.add(EcsField.THREAT_TACTIC_NAME, Json.text(tactic, "name"));
        for (JsonNode technique : tactic.path("techniques")) {
            event.add(EcsField.THREAT_TECHNIQUE_ID, Json.text(technique, "name"));
        }
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;

/**
 * What Purview sees on people's own devices: files that are read, printed, copied to a stick or sent to a cloud.
 *
 * @see <a href="https://learn.microsoft.com/purview/endpoint-dlp-learn-about">Endpoint data loss prevention</a>
 */
final class Microsoft365Endpoint {
    private static final String WORKLOAD = "Endpoint";

    private Microsoft365Endpoint() {}

    /** Sets what a record has that names the device that it was seen on; of others nothing. */
    static void describe(EcsEvent.Builder event, JsonNode audit, String workload) {
        String device = Json.text(audit, "DeviceName");
        if (device == null) {
            return;
        }
        event.set(EcsField.HOST_NAME, device.toLowerCase(Locale.ROOT))
                .set(EcsField.FILE_SIZE, Json.number(audit, "FileSize"))
                .set(EcsField.FILE_HASH_SHA1, Json.text(audit, "Sha1"))
                .set(EcsField.FILE_HASH_SHA256, Json.text(audit, "Sha256"))
                .set(EcsField.DESTINATION_DOMAIN, Json.text(audit, "TargetDomain"));
        String path = Json.text(audit, "ObjectId");
        if (workload.equals(WORKLOAD) && path != null && path.indexOf("://") < 0) {
            AnyPath.file(event, path);
        }
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Graph's security alerts: what their mapping says, and what their evidence names, which comes in any order and
 * number. The first of a kind gives the event's field, all of them what is related.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/resources/security-alertevidence">alertEvidence</a>
 */
record GraphAlerts(MappedSource mapped) implements Mapped {
    @Override
    public void complete(EcsEvent.Builder event, JsonNode alert) {
        JsonNode evidence = alert.path("evidence");
        user(event, evidence);
        for (JsonNode each : evidence) {
            account(event, each.path("userAccount"));
            device(event, each);
            file(event, each.path("fileDetails"));
            process(event, each);
            related(event, each);
        }
        if ("unknown".equals(event.string(EcsField.EVENT_REASON))) {
            event.clear(EcsField.EVENT_REASON);
        }
    }

    /** Whoever has a principal name goes before the accounts that processes run under, these before a mailbox. */
    private static void user(EcsEvent.Builder event, JsonNode evidence) {
        for (JsonNode each : evidence) {
            setUser(event, Json.text(each, "userAccount", "userPrincipalName"));
        }
        for (JsonNode each : evidence) {
            setUser(event, Json.text(each, "userAccount", "accountName"));
        }
        for (JsonNode each : evidence) {
            setUser(event, Json.text(each, "primaryAddress"));
        }
    }

    private static void setUser(EcsEvent.Builder event, @Nullable String name) {
        if (!event.has(EcsField.USER_NAME)) {
            Principal.user(event, name);
        }
    }

    private static void account(EcsEvent.Builder event, JsonNode account) {
        String principal = Json.text(account, "userPrincipalName");
        String name = principal == null ? Json.text(account, "accountName") : principal;
        if (name == null) {
            return;
        }
        if (name.equals(event.string(EcsField.USER_NAME))) {
            event.setIfAbsent(EcsField.USER_DOMAIN, Json.text(account, "domainName"))
                    .setIfAbsent(EcsField.USER_FULL_NAME, Json.text(account, "displayName"))
                    .setIfAbsent(EcsField.USER_ID, Json.text(account, "azureAdUserId"))
                    .setIfAbsent(EcsField.USER_ID, Json.text(account, "userSid"));
        }
        event.add(EcsField.RELATED_USER, name);
    }

    private static void device(EcsEvent.Builder event, JsonNode each) {
        String name = Json.text(each, "deviceDnsName");
        name = name == null ? Json.text(each, "hostName") : name;
        if (!event.has(EcsField.HOST_NAME)) {
            event.set(EcsField.HOST_NAME, name)
                    .set(EcsField.HOST_ID, Json.text(each, "mdeDeviceId"));
        }
        event.add(EcsField.RELATED_HOSTS, name);
        for (String address : Json.texts(each, "ipInterfaces")) {
            IpEndpoint endpoint = IpEndpoint.parse(address);
            if (endpoint != null && name != null && name.equals(event.string(EcsField.HOST_NAME))) {
                event.add(EcsField.HOST_IP, endpoint.ip());
            }
        }
    }

    private static void file(EcsEvent.Builder event, JsonNode file) {
        if (!event.has(EcsField.FILE_NAME)) {
            event.set(EcsField.FILE_NAME, Json.text(file, "fileName"))
                    .set(EcsField.FILE_PATH, path(file))
                    .set(EcsField.FILE_HASH_SHA256, Json.text(file, "sha256"))
                    .set(EcsField.FILE_HASH_SHA1, Json.text(file, "sha1"))
                    .set(EcsField.FILE_HASH_MD5, Json.text(file, "md5"));
        }
        hashes(event, file);
    }

    private static void process(EcsEvent.Builder event, JsonNode each) {
        JsonNode image = each.path("imageFile");
        Long pid = Json.number(each, "processId");
        if (pid == null || event.has(EcsField.PROCESS_PID)) {
            hashes(event, image);
            return;
        }
        JsonNode parent = each.path("parentProcessImageFile");
        event.set(EcsField.PROCESS_PID, pid)
                .set(EcsField.PROCESS_COMMAND_LINE, Json.text(each, "processCommandLine"))
                .set(EcsField.PROCESS_NAME, Json.text(image, "fileName"))
                .set(EcsField.PROCESS_EXECUTABLE, path(image))
                .set(EcsField.PROCESS_HASH_SHA256, Json.text(image, "sha256"))
                .set(EcsField.PROCESS_HASH_SHA1, Json.text(image, "sha1"))
                .set(EcsField.PROCESS_PARENT_PID, Json.number(each, "parentProcessId"))
                .set(EcsField.PROCESS_PARENT_NAME, Json.text(parent, "fileName"))
                .set(EcsField.PROCESS_PARENT_EXECUTABLE, path(parent));
        hashes(event, image);
    }

    private static void related(EcsEvent.Builder event, JsonNode each) {
        IpEndpoint address = IpEndpoint.parse(Json.text(each, "ipAddress"));
        event.add(EcsField.RELATED_IP, address == null ? null : address.ip())
                .setIfAbsent(EcsField.URL_FULL, Json.text(each, "url"));
        String hive = Json.text(each, "registryHive");
        String key = Json.text(each, "registryKey");
        if (key != null && !event.has(EcsField.REGISTRY_KEY)) {
            event.set(EcsField.REGISTRY_KEY, hive == null ? key : hive + "\\" + key)
                    .set(EcsField.REGISTRY_VALUE, Json.text(each, "registryValueName"));
        }
    }

    private static void hashes(EcsEvent.Builder event, JsonNode file) {
        event.add(EcsField.RELATED_HASH, Json.text(file, "sha256"))
                .add(EcsField.RELATED_HASH, Json.text(file, "sha1"));
    }

    private static @Nullable String path(JsonNode file) {
        return AnyPath.whole(Json.text(file, "filePath"), Json.text(file, "fileName"));
    }
}

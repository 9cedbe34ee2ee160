package io.tripline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.IpAddress;
import io.tripline.ingest.source.Executable;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.RawRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fills and cleans the fields that every event has, whatever its source. */
final class SharedFields {
    private static final EcsField[] ADDRESSES =
            Arrays.stream(EcsField.values())
                    .filter(field -> field.type() == EcsField.Type.IP)
                    .filter(field -> field != EcsField.RELATED_IP)
                    .toArray(EcsField[]::new);
    private static final EcsField[] PORTS = {
        EcsField.CLIENT_PORT,
        EcsField.DESTINATION_NAT_PORT,
        EcsField.DESTINATION_PORT,
        EcsField.SERVER_PORT,
        EcsField.SOURCE_NAT_PORT,
        EcsField.SOURCE_PORT,
        EcsField.URL_PORT
    };
    private static final EcsField[] PLACES = {
        EcsField.DESTINATION_GEO_LOCATION, EcsField.SOURCE_GEO_LOCATION
    };
    private static final EcsField[] USERS = {
        EcsField.USER_NAME,
        EcsField.USER_EMAIL,
        EcsField.USER_EFFECTIVE_NAME,
        EcsField.USER_TARGET_NAME,
        EcsField.USER_TARGET_EMAIL,
        EcsField.USER_CHANGES_NAME,
        EcsField.SOURCE_USER_NAME,
        EcsField.DESTINATION_USER_NAME
    };
    private static final EcsField[] HOSTS = {
        EcsField.HOST_NAME,
        EcsField.HOST_HOSTNAME,
        EcsField.SOURCE_DOMAIN,
        EcsField.DESTINATION_DOMAIN
    };
    private static final EcsField[] HASHES = {
        EcsField.DLL_HASH_MD5,
        EcsField.DLL_HASH_SHA1,
        EcsField.DLL_HASH_SHA256,
        EcsField.FILE_HASH_MD5,
        EcsField.FILE_HASH_SHA1,
        EcsField.FILE_HASH_SHA256,
        EcsField.PROCESS_HASH_MD5,
        EcsField.PROCESS_HASH_SHA1,
        EcsField.PROCESS_HASH_SHA256
    };

    /** More than a host has that is no router of containers. */
    private static final int MOST_ADDRESSES = 64;

    /** More addresses in one list than an analyst reads. The others are in event.original, and counted. */
    private static final int MOST_LISTED = 500;

    private final IngestConfig config;
    private final InstantSource clock;

    SharedFields(IngestConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Why the event's time cannot be; null if it can. */
    @Nullable String timestampProblem(EcsEvent.Builder event, Instant received) {
        Instant timestamp = (Instant) event.value(EcsField.TIMESTAMP);
        if (timestamp == null) {
            return "The event has no time.";
        }
        if (!EcsJson.isReadable(timestamp)) {
            return "The event's time is not within the years 0001 to 9999.";
        }
        // The distance, as a bound added to the arrival may be beyond all calendars.
        Duration ahead = Duration.between(received, timestamp);
        Optional<Duration> maxFuture = config.timestamp().maxFuture();
        if (maxFuture.isPresent() && ahead.compareTo(maxFuture.get()) > 0) {
            return "The event's time is later than its arrival by more than ingest.timestamp.max-future.";
        }
        Optional<Duration> maxAge = config.timestamp().maxAge();
        if (maxAge.isPresent() && ahead.negated().compareTo(maxAge.get()) > 0) {
            return "The event's time is before its arrival by more than ingest.timestamp.max-age.";
        }
        return null;
    }

    void fill(EcsEvent.Builder event, RawRecord raw, LogSource from, Supplier<String> id) {
        String source = from.name();
        addresses(event);
        ports(event);
        places(event);
        UserAgent.fill(event);
        if (!event.has(EcsField.EVENT_ID)) {
            event.set(EcsField.EVENT_ID, id.get());
        }
        event.setIfAbsent(EcsField.EVENT_DATASET, source)
                .setIfAbsent(EcsField.EVENT_KIND, "event")
                .setIfAbsent(EcsField.EVENT_CREATED, raw.shipped().created().orElse(null))
                .set(EcsField.EVENT_INGESTED, clock.instant())
                .set(EcsField.ECS_VERSION, EcsField.CATALOGUE_VERSION)
                .setIfAbsent(EcsField.LOG_FILE_PATH, raw.shipped().path().orElse(null));
        host(event, raw.shipped(), from);
        hostAddresses(event, raw);
        processName(event);
        String dataset = event.string(EcsField.EVENT_DATASET);
        event.setIfAbsent(EcsField.EVENT_MODULE, module(dataset == null ? source : dataset));
        if (config.keepsOriginal(source)) {
            event.setIfAbsent(EcsField.EVENT_ORIGINAL, raw.text());
        } else {
            event.clear(EcsField.EVENT_ORIGINAL);
        }
        addAll(event, EcsField.RELATED_USER, USERS);
        addAll(event, EcsField.RELATED_HOSTS, HOSTS);
        addAll(event, EcsField.RELATED_HASH, HASHES);
    }

    private static void host(EcsEvent.Builder event, RawRecord.Shipped shipped, LogSource from) {
        if (from.isWrittenOnItsHost()) {
            event.setIfAbsent(EcsField.HOST_NAME, shipped.host().orElse(null));
        } else {
            event.setIfAbsent(EcsField.LOG_SYSLOG_HOSTNAME, shipped.sender().orElse(null));
        }
    }

    /** Rules ask for a program by its name, where a source may tell only where it lies. */
    private static void processName(EcsEvent.Builder event) {
        String executable = event.string(EcsField.PROCESS_EXECUTABLE);
        event.setIfAbsent(EcsField.PROCESS_NAME, Executable.name(executable));
    }

    /**
     * Those of the shipper's host, if the event is of this very host and not of one that it collects from. They stay out of
     * related.ip: a bridge of containers has the same address on every host.
     */
    private static void hostAddresses(EcsEvent.Builder event, RawRecord raw) {
        String host = event.string(EcsField.HOST_NAME);
        if (host == null || event.has(EcsField.HOST_IP)) {
            return;
        }
        RawRecord.Shipped shipped = raw.shipped();
        if (shipped.host().map(SharedFields::label).equals(Optional.of(label(host)))) {
            shipped.addresses().forEach(address -> hostAddress(event, address));
        }
        // Winlogbeat's records are the log source's own: nothing is put around them.
        JsonNode json = raw.json().orElse(MissingNode.getInstance());
        JsonNode shipper = json.path("host");
        if (json.has("winlog") && label(shipper.path("name").asText("")).equals(label(host))) {
            shipper.path("ip").forEach(address -> hostAddress(event, address.asText("")));
        }
    }

    private static void hostAddress(EcsEvent.Builder event, String address) {
        if (event.value(EcsField.HOST_IP) instanceof List<?> list
                && list.size() >= MOST_ADDRESSES) {
            return;
        }
        event.add(EcsField.HOST_IP, IpAddress.canonical(address));
    }

    private static String label(String host) {
        int dot = host.indexOf('.');
        return (dot < 0 ? host : host.substring(0, dot)).toLowerCase(Locale.ROOT);
    }

    private static void addAll(EcsEvent.Builder event, EcsField to, EcsField[] from) {
        for (EcsField field : from) {
            event.add(to, event.value(field));
        }
    }

    private static String module(String dataset) {
        int dot = dataset.indexOf('.');
        return dot > 0 ? dataset.substring(0, dot) : dataset;
    }

    private static void addresses(EcsEvent.Builder event) {
        canonical(event, EcsField.RELATED_IP);
        for (EcsField field : ADDRESSES) {
            if (event.has(field)) {
                canonical(event, field);
                if (event.value(field) instanceof List<?> list) {
                    list.forEach(address -> related(event, address));
                } else {
                    related(event, event.value(field));
                }
            }
        }
    }

    private static void related(EcsEvent.Builder event, @Nullable Object address) {
        if (address instanceof String text && !isNobody(EcsField.RELATED_IP, text)) {
            event.add(EcsField.RELATED_IP, text);
        }
    }

    /** All zeros is how vendors write that they know no address; but a name server that blocks a name answers with it. */
    private static boolean isNobody(EcsField field, String address) {
        return IpAddress.isUnspecified(address) && field != EcsField.DNS_RESOLVED_IP;
    }

    private static void canonical(EcsEvent.Builder event, EcsField field) {
        switch (event.value(field)) {
            case String text -> {
                String address = IpAddress.canonical(text);
                if (address == null) {
                    event.clear(field).vendor("unmapped." + field.fieldName(), text);
                } else if (isNobody(field, address)) {
                    event.clear(field);
                } else {
                    event.set(field, address);
                }
            }
            case List<?> list -> {
                Set<String> known = new LinkedHashSet<>();
                List<String> refused = new ArrayList<>();
                for (Object each : list.subList(0, Math.min(list.size(), MOST_LISTED))) {
                    String address = IpAddress.canonical((String) each);
                    if (address == null) {
                        refused.add((String) each);
                    } else if (!isNobody(field, address)) {
                        known.add(address);
                    }
                }
                event.clear(field).set(field, List.copyOf(known));
                if (!refused.isEmpty()) {
                    event.vendor("unmapped." + field.fieldName(), refused);
                }
                if (list.size() > MOST_LISTED) {
                    event.vendor(
                            "unmapped.left_out." + field.fieldName(),
                            (long) list.size() - MOST_LISTED);
                }
            }
            case null, default -> {}
        }
    }

    private static void ports(EcsEvent.Builder event) {
        for (EcsField field : PORTS) {
            if (event.value(field) instanceof Long port && (port < 1 || port > 65_535)) {
                event.clear(field).vendor("unmapped." + field.fieldName(), port);
            }
        }
    }

    /** Exactly 0, 0 is how vendors write that they do not know; nobody signs in from that spot in the Atlantic. */
    private static void places(EcsEvent.Builder event) {
        for (EcsField field : PLACES) {
            if (event.value(field) instanceof GeoPoint(double latitude, double longitude)
                    && latitude == 0
                    && longitude == 0) {
                event.clear(field).vendor("unmapped." + field.fieldName(), "0,0");
            }
        }
    }
}

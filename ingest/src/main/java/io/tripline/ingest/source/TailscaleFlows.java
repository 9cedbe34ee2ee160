package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.StableId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tailscale's network flow logs: what one node sent and received within some seconds. The record is one event; its first
 * connection gives the ends, and what passed is added up over all.
 *
 * @see <a href="https://tailscale.com/kb/1219/network-flow-logs">Network flow logs</a>
 */
public final class TailscaleFlows implements LogSource {
    /** In this order: what is said within the tailnet says more than how it travelled. */
    private static final List<String> KINDS =
            List.of("virtualTraffic", "subnetTraffic", "exitTraffic", "physicalTraffic");

    private static final Set<String> MAPPED = Set.of("nodeId", "start", "end", "logged");

    @Override
    public String name() {
        return "tailscale.network";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        JsonNode log = flows(raw);
        return log.has("nodeId")
                && log.has("start")
                && log.has("end")
                && KINDS.stream().anyMatch(log::has);
    }

    @Override
    public Glance glance() {
        return Glance.json("nodeId", "event");
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        JsonNode log = flows(raw);
        Instant start = Timestamps.iso(Json.text(log, "start"));
        Instant end = Timestamps.iso(Json.text(log, "end"));
        Instant time = end == null ? start : end;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "The record has neither a start nor an end in ISO 8601.");
        }
        String node = Json.text(log, "nodeId");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(
                                EcsField.EVENT_ID,
                                node == null
                                        ? null
                                        : StableId.of(
                                                name(),
                                                node,
                                                String.valueOf(start),
                                                time.toString()))
                        .set(EcsField.EVENT_ACTION, "network-flow")
                        .set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, List.of("connection", "info"))
                        .set(EcsField.EVENT_START, start)
                        .set(EcsField.EVENT_END, end)
                        .set(EcsField.EVENT_DURATION, duration(start, end))
                        .set(EcsField.HOST_ID, node)
                        .set(EcsField.OBSERVER_VENDOR, "Tailscale")
                        .set(EcsField.OBSERVER_PRODUCT, "Tailscale");
        List<JsonNode> flows = new ArrayList<>();
        KINDS.forEach(kind -> log.path(kind).forEach(flows::add));
        if (!flows.isEmpty()) {
            ends(event, flows.getFirst());
            Flow.traffic(
                    event,
                    sum(flows, "txBytes"),
                    sum(flows, "rxBytes"),
                    sum(flows, "txPkts"),
                    sum(flows, "rxPkts"));
        }
        event.vendor("tailscale.flows", (long) flows.size());
        VendorFields.add(event, "tailscale", log, MAPPED);
        return new Normalized.Parsed(event);
    }

    /** Log streaming sends it within {@code event}. */
    private static JsonNode flows(RawRecord raw) {
        JsonNode log = raw.json().orElse(MissingNode.getInstance());
        return log.has("nodeId") ? log : log.path("event");
    }

    private static void ends(EcsEvent.Builder event, JsonNode flow) {
        IpEndpoint from = IpEndpoint.parse(Json.text(flow, "src"));
        IpEndpoint to = IpEndpoint.parse(Json.text(flow, "dst"));
        Flow.endpoints(
                event,
                from == null ? null : from.ip(),
                from == null ? null : from.port(),
                to == null ? null : to.ip(),
                to == null ? null : to.port(),
                Json.text(flow, "proto"));
    }

    private static @Nullable Long duration(@Nullable Instant start, @Nullable Instant end) {
        if (start == null || end == null || end.isBefore(start)) {
            return null;
        }
        Duration window = Duration.between(start, end);
        // A window of centuries has no nanoseconds that fit.
        return window.compareTo(Duration.ofDays(366)) > 0 ? null : (Long) window.toNanos();
    }

    private static @Nullable Long sum(List<JsonNode> flows, String name) {
        long sum = 0;
        boolean any = false;
        for (JsonNode flow : flows) {
            Long number = Json.number(flow, name);
            if (number != null && number >= 0 && number <= Long.MAX_VALUE - sum) {
                sum += number;
                any = true;
            }
        }
        return any ? (Long) sum : null;
    }
}

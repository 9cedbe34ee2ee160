package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The packet filter's log of pfSense and OPNsense: one line per packet that a rule logs.
 *
 * @see <a href="https://docs.netgate.com/pfsense/en/latest/monitoring/raw-filter-log-format.html">Raw filter log format</a>
 */
public final class Filterlog implements LogSource {
    private static final String HEAD =
            "rule,sub_rule,anchor,tracker,interface,reason,action,direction,ip_version,";

    private static final String[] FOUR =
            columns("tos,ecn,ttl,id,offset,flags,protocol_id,protocol,length,source,destination,");
    private static final String[] SIX =
            columns("class,flow_label,hop_limit,protocol,protocol_id,length,source,destination,");

    private static final Set<String> MAPPED =
            Set.of(
                    "action",
                    "data_length",
                    "destination",
                    "destination_port",
                    "direction",
                    "interface",
                    "length",
                    "protocol",
                    "protocol_id",
                    "source",
                    "source_port",
                    "tracker");

    @Override
    public String name() {
        return "pf.filterlog";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        return raw.text().contains("filterlog")
                ? SyslogHeader.of(raw).filter(Filterlog::isOne).isPresent()
                : raw.shipped().program().filter("filterlog"::equals).isPresent();
    }

    private static boolean isOne(SyslogHeader header) {
        return "filterlog".equals(header.program());
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        if (header.time() == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        String line = header.message();
        KeyValues log = KeyValues.ofColumns(line, FOUR);
        if ("6".equals(log.text("ip_version"))) {
            log = KeyValues.ofColumns(line, SIX);
        }
        String action = log.text("action");
        if (action == null || log.text("source") == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "The line has no action and source where the filter's log has them.");
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, header.time())
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_ACTION, action)
                        .set(EcsField.OBSERVER_VENDOR, "pf")
                        .set(EcsField.OBSERVER_TYPE, "firewall")
                        .set(EcsField.OBSERVER_HOSTNAME, header.host())
                        .set(EcsField.RULE_ID, log.text("tracker"));
        SyslogFields.set(event, header);
        // Of other protocols, something else stands in the columns of the ports.
        boolean ports = List.of("6", "17", "132").contains(log.or("protocol_id", ""));
        Flow.endpoints(
                event,
                log.text("source"),
                ports ? log.number("source_port") : null,
                log.text("destination"),
                ports ? log.number("destination_port") : null,
                log.text("protocol_id"));
        Flow.decided(event, decision(action));
        event.set(EcsField.NETWORK_BYTES, log.number("length")).set(EcsField.NETWORK_PACKETS, 1L);
        String face = log.text("interface");
        switch (log.or("direction", "")) {
            case "in" ->
                    event.set(EcsField.NETWORK_DIRECTION, "ingress")
                            .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, face);
            case "out" ->
                    event.set(EcsField.NETWORK_DIRECTION, "egress")
                            .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, face);
            default -> event.vendor("pf.interface", face);
        }
        log.keep(event, "pf", MAPPED);
        return new Normalized.Parsed(event);
    }

    private static @Nullable Boolean decision(String action) {
        return switch (action) {
            case "pass" -> Boolean.TRUE;
            case "block", "reject", "synproxy-drop" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static String[] columns(String ip) {
        return (HEAD + ip + "source_port,destination_port,data_length,tcp_flags").split(",", -1);
    }
}

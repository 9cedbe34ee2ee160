package io.tripline.ingest.source;

import static java.util.Map.entry;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Firewalls that have a source of their own, where they log in the Common Event Format or QRadar's instead: what they say is read
 * as there, by the vendor's own names.
 *
 * @see <a href="https://docs.fortinet.com/document/fortigate/7.4.0/fortios-log-message-reference/604144/cef-support">FortiOS
 *     to CEF</a>
 * @see <a href="https://docs.paloaltonetworks.com/resources/cef">PAN-OS CEF configuration guides</a>
 */
final class VendorForms {
    private static final String FORTIOS_OWN = "FTNTFGT";
    private static final String PANOS_OWN = "PanOS";

    private static final Map<String, String> FORTIOS =
            Map.ofEntries(
                    entry("act", "action"),
                    entry("app", "service"),
                    entry("destinationTranslatedAddress", "tranip"),
                    entry("destinationTranslatedPort", "tranport"),
                    entry("deviceExternalId", "devid"),
                    entry("deviceInboundInterface", "srcintf"),
                    entry("deviceOutboundInterface", "dstintf"),
                    entry("dhost", "hostname"),
                    entry("dpt", "dstport"),
                    entry("dst", "dstip"),
                    entry("duser", "user"),
                    entry("dvchost", "devname"),
                    entry("externalId", "sessionid"),
                    entry("fname", "filename"),
                    entry("fsize", "filesize"),
                    entry("in", "rcvdbyte"),
                    entry("out", "sentbyte"),
                    entry("outcome", "status"),
                    entry("request", "url"),
                    entry("requestClientApplication", "agent"),
                    entry("requestContext", "catdesc"),
                    entry("requestMethod", "httpmethod"),
                    entry("shost", "srcname"),
                    entry("smac", "srcmac"),
                    entry("sourceTranslatedAddress", "transip"),
                    entry("sourceTranslatedPort", "transport"),
                    entry("sproc", "ui"),
                    entry("spt", "srcport"),
                    entry("src", "srcip"),
                    entry("suser", "user"));

    /** Both formats' names, which do not contradict each other. */
    private static final Map<String, String> PANOS =
            Map.ofEntries(
                    entry("act", "action"),
                    entry("action", "action"),
                    entry("app", "app"),
                    entry("Application", "app"),
                    entry("BytesReceived", "bytes_received"),
                    entry("BytesSent", "bytes_sent"),
                    entry("ConfigurationPath", "path"),
                    entry("destinationTranslatedAddress", "natdst"),
                    entry("destinationTranslatedPort", "natdport"),
                    entry("DestinationUser", "dstuser"),
                    entry("DestinationZone", "to"),
                    entry("DeviceName", "device_name"),
                    entry("deviceExternalId", "serial"),
                    entry("deviceInboundInterface", "inbound_if"),
                    entry("deviceOutboundInterface", "outbound_if"),
                    entry("dpt", "dport"),
                    entry("dst", "dst"),
                    entry("dstBytes", "bytes_received"),
                    entry("dstPort", "dport"),
                    entry("dstPostNAT", "natdst"),
                    entry("dstPostNATPort", "natdport"),
                    entry("duser", "dstuser"),
                    entry("dvchost", "device_name"),
                    entry("EgressInterface", "outbound_if"),
                    entry("ElapsedTime", "elapsed"),
                    entry("EventID", "eventid"),
                    entry("externalId", "seqno"),
                    entry("fileHash", "filedigest"),
                    entry("FileDigest", "filedigest"),
                    entry("in", "bytes_sent"),
                    entry("IngressInterface", "inbound_if"),
                    entry("label_after_change_detail", "after"),
                    entry("AfterChangeDetail", "after"),
                    entry("label_before_change_detail", "before"),
                    entry("BeforeChangeDetail", "before"),
                    entry("label_destination_zone", "to"),
                    entry("label_elapsed_time_in_seconds", "elapsed"),
                    entry("label_rule", "rule"),
                    entry("label_source_zone", "from"),
                    entry("label_url_category", "category"),
                    entry("Miscellaneous", "misc"),
                    entry("out", "bytes_received"),
                    entry("proto", "proto"),
                    entry("reason", "session_end_reason"),
                    entry("request", "misc"),
                    entry("requestClientApplication", "user_agent"),
                    entry("requestMethod", "http_method"),
                    entry("RequestMethod", "http_method"),
                    entry("Result", "result"),
                    entry("RuleName", "rule"),
                    entry("sequence", "seqno"),
                    entry("SerialNumber", "serial"),
                    entry("SessionEndReason", "session_end_reason"),
                    entry("Severity", "severity"),
                    entry("sourceTranslatedAddress", "natsrc"),
                    entry("sourceTranslatedPort", "natsport"),
                    entry("SourceUser", "srcuser"),
                    entry("SourceZone", "from"),
                    entry("spt", "sport"),
                    entry("src", "src"),
                    entry("srcBytes", "bytes_sent"),
                    entry("srcPort", "sport"),
                    entry("srcPostNAT", "natsrc"),
                    entry("srcPostNATPort", "natsport"),
                    entry("Subtype", "subtype"),
                    entry("suser", "srcuser"),
                    entry("ThreatID", "threatid"),
                    entry("URLCategory", "category"),
                    entry("usrName", "srcuser"),
                    entry("PanOSAuthMethod", "auth_method"),
                    entry("PanOSConnectionError", "error"),
                    entry("PanOSDescription", "opaque"),
                    entry("PanOSEndpointDeviceName", "machinename"),
                    entry("PanOSEndpointOSType", "client_os"),
                    entry("PanOSEventID", "eventid"),
                    entry("PanOSEventIDValue", "eventid"),
                    entry("PanOSEventStatus", "status"),
                    entry("PanOSHostID", "hostid"),
                    entry("PanOSPacketsReceived", "pkts_received"),
                    entry("PanOSPacketsSent", "pkts_sent"),
                    entry("PanOSPrivateIPv4", "private_ip"),
                    entry("PanOSPublicIPv4", "public_ip"),
                    entry("PanOSPublicIPv6", "public_ipv6"),
                    entry("PanOSSourceUserName", "srcuser"),
                    entry("PanOSStage", "stage"),
                    entry("PanOSTunnelType", "tunnel_type"));

    private static final Set<String> ADMINISTRATORS = Set.of("CONFIG", "SYSTEM");

    private VendorForms() {}

    /**
     * Says what the record is about, if it is one of these firewalls'.
     *
     * @param eventClass what CEF has in the fourth place of its header, LEEF in the last
     * @return false if it is another's
     */
    static boolean describe(
            EcsEvent.Builder event,
            String vendor,
            String product,
            String eventClass,
            String name,
            KeyValues log,
            ZoneId zone) {
        if (vendor.equals("Fortinet") && product.equalsIgnoreCase("Fortigate")) {
            return fortiOs(event, log, zone);
        }
        return vendor.equals("Palo Alto Networks")
                && product.startsWith("PAN-OS")
                && panOs(event, eventClass, name, log, zone);
    }

    private static boolean fortiOs(EcsEvent.Builder event, KeyValues log, ZoneId zone) {
        String kind = log.text("cat");
        if (kind == null) {
            return false;
        }
        Map<String, String> own = new LinkedHashMap<>();
        log.values().forEach((name, value) -> named(own, FORTIOS, FORTIOS_OWN, name, value));
        own.remove("cat");
        KeyValues named = new KeyValues(own);
        Instant time = FortiGate.time(named, zone);
        if (time != null) {
            event.set(EcsField.TIMESTAMP, time);
        }
        FortiGate.describe(event, Scan.before(kind, ":"), named);
        return true;
    }

    private static boolean panOs(
            EcsEvent.Builder event, String eventClass, String name, KeyValues log, ZoneId zone) {
        // LEEF says the type as the category, and has in the header what CEF has there.
        boolean isLeef = log.has("ReceiveTime") || log.has("SerialNumber");
        String type = isLeef ? log.or("cat", "") : PanOs.isType(eventClass) ? eventClass : name;
        if (!PanOs.isType(type)) {
            return false;
        }
        Map<String, String> own = new LinkedHashMap<>();
        log.values().forEach((key, value) -> named(own, PANOS, PANOS_OWN, key, value));
        if (ADMINISTRATORS.contains(type)) {
            administrators(own, log, type, isLeef, eventClass);
        } else if (!isLeef) {
            own.putIfAbsent("subtype", type.equals(eventClass) ? name : eventClass);
            String threat = log.text("cat");
            if (type.equals("THREAT") && threat != null) {
                own.putIfAbsent("threatid", threat);
            }
        }
        PanOs.describe(event, type, new KeyValues(own), zone);
        return true;
    }

    /** Whose records have other things under the names that traffic has. */
    private static void administrators(
            Map<String, String> own,
            KeyValues log,
            String type,
            boolean isLeef,
            String eventClass) {
        String text = log.text("msg");
        if (type.equals("SYSTEM")) {
            put(own, "opaque", text);
            put(own, "eventid", isLeef ? eventClass : log.or("cat", eventClass));
            return;
        }
        put(own, "cmd", isLeef ? text : log.text("act"));
        put(own, "path", isLeef ? log.text("ConfigurationPath") : text);
        put(own, "admin", log.text(isLeef ? "usrName" : "duser", "suser"));
        put(own, "host", log.text("src", "shost"));
        put(own, "client", log.text("client", "destinationServiceName"));
        put(own, "result", isLeef ? log.text("Result") : eventClass);
        own.remove("action");
        own.remove("dstuser");
        own.remove("srcuser");
    }

    private static void put(Map<String, String> own, String name, @Nullable String value) {
        if (value != null) {
            own.put(name, value);
        }
    }

    /** Under the vendor's own name, if it has one; else as it is, without what the vendor puts in front of names of its own. */
    private static void named(
            Map<String, String> own,
            Map<String, String> names,
            String prefix,
            String name,
            String value) {
        String known = names.get(name);
        if (known == null && name.startsWith(prefix)) {
            known = name.substring(prefix.length());
        }
        own.putIfAbsent(known == null ? name : known, value);
    }
}

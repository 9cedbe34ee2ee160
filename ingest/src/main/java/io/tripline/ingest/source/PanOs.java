package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.StableId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Palo Alto Networks' firewalls, in the comma-separated form of syslog: traffic, threat, GlobalProtect, authentication,
 * User-ID, HIP match, system, configuration, audit, decryption, tunnel inspection, correlation, GTP, SCTP, IP tags.
 *
 * @see <a
 *     href="https://docs.paloaltonetworks.com/pan-os/11-0/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions">Syslog
 *     field descriptions</a>
 */
public final class PanOs implements LogSource {
    private static final String HEAD = "-,receive_time,serial,type,subtype,-,time_generated,";

    private static final String SESSION =
            HEAD
                    + "src,dst,natsrc,natdst,rule,srcuser,dstuser,app,vsys,from,to,inbound_if,outbound_if,logset,-,"
                    + "sessionid,repeatcnt,sport,dport,natsport,natdport,flags,proto,action,";

    private static final String FORWARDED_FOR = "x-fwd-for: ";

    private static final String PRE_LOGON = "pre-logon";

    private static final String LOCAL_USERS = " local-user-database ";

    private static final String CLEARED_BY = " cleared by user ";

    /** What follows the reason of a refused sign-in. */
    private static final List<String> BEHIND_REASON =
            List.of(
                    ". From: ",
                    ", Auth type: ",
                    ", Client OS",
                    ", auth profile ",
                    ". auth profile ");

    /** What is named with a dash is for later use, or says only where in Panorama's tree the device stands. */
    private static final Map<String, String[]> COLUMNS =
            Map.ofEntries(
                    Map.entry(
                            "TRAFFIC",
                            columns(
                                    SESSION
                                            + "bytes,bytes_sent,bytes_received,packets,start,elapsed,category,-,seqno,"
                                            + "actionflags,srcloc,dstloc,-,pkts_sent,pkts_received,session_end_reason,"
                                            + "-,-,-,-,vsys_name,device_name,action_source")),
                    Map.entry(
                            "THREAT",
                            columns(
                                    SESSION
                                            + "misc,threatid,category,severity,direction,seqno,actionflags,srcloc,dstloc,-,"
                                            + "contenttype,pcap_id,filedigest,cloud,url_idx,user_agent,filetype,xff,referer,"
                                            + "sender,subject,recipient,reportid,-,-,-,-,vsys_name,"
                                            + "device_name,-,-,-,http_method")),
                    Map.entry(
                            "GLOBALPROTECT",
                            columns(
                                    HEAD
                                            + "vsys,eventid,stage,auth_method,tunnel_type,srcuser,srcregion,machinename,public_ip,"
                                            + "public_ipv6,private_ip,private_ipv6,hostid,serialnumber,client_ver,client_os,"
                                            + "client_os_ver,repeatcnt,reason,error,opaque,status,location,login_duration,"
                                            + "connect_method,error_code,portal,seqno,actionflags")),
                    Map.entry(
                            "AUTHENTICATION",
                            columns(
                                    HEAD
                                            + "vsys,ip,user,normalize_user,object,authpolicy,repeatcnt,authid,vendor,logset,"
                                            + "serverprofile,desc,clienttype,event,factorno,seqno,actionflags,-,-,"
                                            + "-,-,vsys_name,device_name,vsys_id,authproto")),
                    Map.entry(
                            "USERID",
                            columns(
                                    HEAD
                                            + "vsys,ip,user,datasourcename,eventid,repeatcnt,timeout,beginport,endport,datasource,"
                                            + "datasourcetype,seqno,actionflags,-,-,-,-,vsys_name,"
                                            + "device_name")),
                    Map.entry(
                            "HIPMATCH",
                            columns(
                                    HEAD
                                            + "srcuser,vsys,machinename,os,src,matchname,repeatcnt,matchtype,-,-,seqno,"
                                            + "actionflags,-,-,-,-,vsys_name,device_name")),
                    Map.entry(
                            "SYSTEM",
                            columns(
                                    HEAD
                                            + "vsys,eventid,object,-,-,module,severity,opaque,seqno,actionflags,-,"
                                            + "-,-,-,vsys_name,device_name")),
                    Map.entry(
                            "CONFIG",
                            columns(
                                    HEAD
                                            + "host,vsys,cmd,admin,client,result,path,seqno,actionflags,-,-,-,-,"
                                            + "vsys_name,device_name,-,-,-,-,before,after")),
                    Map.entry(
                            "AUDIT",
                            columns("serial,time_generated,type,-,subtype,admin,cmd,result")),
                    Map.entry(
                            "DECRYPTION",
                            columns(
                                    SESSION
                                            + "tunnel,-,-,-,-,rule_uuid,stage_client,stage_server,tls_version,key_exchange,"
                                            + "encryption,hash,policy,curve,error_index,root_status,chain_status,proxy_type,"
                                            + "certificate_serial,fingerprint,not_before,not_after,-,-,-,-,-,-,"
                                            + "certificate_flags,subject_name,issuer_name,root_name,server_name,error")),
                    Map.entry(
                            "TUNNEL",
                            columns(
                                    SESSION
                                            + "severity,seqno,actionflags,srcloc,dstloc,-,-,-,-,vsys_name,device_name,tunnelid,"
                                            + "monitortag,parent_session_id,parent_start_time,tunnel,bytes,bytes_sent,"
                                            + "bytes_received,packets,pkts_sent,pkts_received,-,-,-,-,sessions_created,"
                                            + "sessions_closed,session_end_reason,action_source,start,elapsed")),
                    Map.entry(
                            "GTP",
                            columns(
                                    SESSION
                                            + "event_type,msisdn,apn,rat,message_type,end_user_ip,teid1,teid2,interface,cause,"
                                            + "severity,mcc,mnc,area_code,cell_id,event_code")),
                    Map.entry("SCTP", columns(SESSION)),
                    Map.entry(
                            "CORRELATION",
                            columns(
                                    HEAD
                                            + "src,srcuser,vsys,category,severity,-,-,-,-,vsys_name,device_name,vsys_id,"
                                            + "objectname,objectid,evidence")),
                    Map.entry(
                            "IPTAG",
                            columns(
                                    HEAD
                                            + "vsys,ip,tag_name,eventid,repeatcnt,timeout,datasourcename,datasource,"
                                            + "datasource_subtype,seqno,actionflags,-,-,-,-,vsys_name,device_name")));

    private static final String[] OTHER = columns(HEAD);

    private static final Set<String> MAPPED =
            Set.of(
                    "action",
                    "actionflags",
                    "admin",
                    "after",
                    "app",
                    "before",
                    "bytes",
                    "bytes_received",
                    "bytes_sent",
                    "category",
                    "client_os",
                    "desc",
                    "device_name",
                    "dport",
                    "dst",
                    "elapsed",
                    "error",
                    "eventid",
                    "filedigest",
                    "from",
                    "host",
                    "hostid",
                    "http_method",
                    "inbound_if",
                    "ip",
                    "machinename",
                    "natdport",
                    "natdst",
                    "natsport",
                    "natsrc",
                    "normalize_user",
                    "opaque",
                    "outbound_if",
                    "packets",
                    "pkts_received",
                    "pkts_sent",
                    "private_ip",
                    "private_ipv6",
                    "proto",
                    "public_ip",
                    "public_ipv6",
                    "reason",
                    "receive_time",
                    "recipient",
                    "referer",
                    "repeatcnt",
                    "rule",
                    "sender",
                    "serial",
                    "session_end_reason",
                    "severity",
                    "sport",
                    "src",
                    "srcuser",
                    "start",
                    "subject",
                    "threatid",
                    "time_generated",
                    "to",
                    "user",
                    "user_agent");

    private static final int LONGEST_HEADER = 200;
    private static final int LENGTH_OF_DATE = 10;
    private static final int LENGTH_OF_TIME = 19;
    private static final int LONGEST_TIME = 32;

    /** What has come behind that time up to PAN-OS 11 takes less. */
    private static final int MOST_BEHIND_TIME = 500;

    @Override
    public String name() {
        return "paloalto.panos";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        int start = raw.json().isPresent() ? -1 : start(raw.text());
        return start >= 0 && Marker.isHead(raw, start);
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        String csv = csv(raw.text());
        if (csv == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "The line is not of PAN-OS's comma-separated form.");
        }
        String type = isAudit(csv, csv.indexOf(',') + 1) ? "AUDIT" : type(csv);
        type = type.equals("AUTH") ? "AUTHENTICATION" : type;
        KeyValues log = KeyValues.ofColumns(csv, COLUMNS.getOrDefault(type, OTHER));
        ZoneId zone = zone(csv, raw.zone());
        Instant time = time(log.text("time_generated"), zone);
        time = time == null ? time(log.text("receive_time"), zone) : time;
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP,
                    "Neither the time of generation nor that of receipt is a time.");
        }
        String serial = log.text("serial");
        // What Prisma Access writes, which has none, and a virtual firewall that has none yet.
        serial = "no-serial".equals(serial) || "unknown".equals(serial) ? null : serial;
        String sequence = log.text("seqno");
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.OBSERVER_VENDOR, "Palo Alto Networks")
                        .set(EcsField.OBSERVER_PRODUCT, "PAN-OS")
                        .set(EcsField.OBSERVER_TYPE, "firewall")
                        .set(EcsField.OBSERVER_SERIAL_NUMBER, serial)
                        .set(EcsField.OBSERVER_HOSTNAME, log.text("device_name"));
        if (serial != null && sequence != null && isSequence(sequence)) {
            // The number is the device's own, within a kind of log.
            event.set(EcsField.EVENT_ID, StableId.of(name(), serial, type, sequence));
        }
        SyslogFields.set(event, SyslogHeader.ofDevice(raw));
        event.setIfAbsent(EcsField.OBSERVER_HOSTNAME, event.value(EcsField.LOG_SYSLOG_HOSTNAME));
        describe(event, type, log, zone);
        return new Normalized.Parsed(event);
    }

    /** Since PAN-OS 10 the number begins with the time, and has more digits than a long. */
    private static boolean isSequence(String text) {
        boolean isZero = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            isZero &= c == '0';
        }
        return !isZero;
    }

    /** Says what a record of this type is about, by the names of its columns. */
    static void describe(EcsEvent.Builder event, String type, KeyValues log, ZoneId zone) {
        switch (type) {
            case "TRAFFIC" -> traffic(event, log, zone);
            case "TUNNEL" -> {
                // What runs inside of a tunnel that the firewall looks into.
                traffic(event, log, zone);
                event.set(EcsField.EVENT_ACTION, "tunnel-" + log.or("subtype", "end"));
            }
            case "DECRYPTION" -> decryption(event, log);
            case "GTP", "SCTP" -> {
                session(event, log);
                Flow.decided(event, isAllowed(log));
                event.set(EcsField.EVENT_ACTION, type.toLowerCase(Locale.ROOT));
            }
            case "CORRELATION" -> correlation(event, log);
            case "IPTAG" -> {
                IpEndpoint.source(event, log.text("ip"));
                event.set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "iptag-" + log.or("eventid", "mapping"));
            }
            case "THREAT" -> threat(event, log);
            case "GLOBALPROTECT" -> globalProtect(event, log);
            case "AUTHENTICATION" -> authentication(event, log);
            case "USERID" -> userId(event, log);
            case "HIPMATCH" -> {
                user(event, log.text("srcuser"));
                IpEndpoint.source(event, log.text("src"));
                event.set(EcsField.EVENT_CATEGORY, "host")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "hip-match")
                        .set(EcsField.SOURCE_DOMAIN, log.text("machinename"));
            }
            case "SYSTEM" -> system(event, log);
            case "CONFIG" -> configuration(event, log);
            case "AUDIT" -> audit(event, log);
            default ->
                    event.set(EcsField.EVENT_CATEGORY, "network")
                            .set(EcsField.EVENT_TYPE, "info")
                            .set(EcsField.EVENT_ACTION, type.toLowerCase(Locale.ROOT));
        }
        log.keep(event, "panos", MAPPED);
    }

    /** Whether there are records of this type. */
    static boolean isType(String type) {
        return COLUMNS.containsKey(type);
    }

    private static void session(EcsEvent.Builder event, KeyValues log) {
        String user = log.text("srcuser");
        if (user != null && user.startsWith(FORWARDED_FOR)) {
            // The client behind a proxy stands in the place of the user, if so set.
            String client = user.substring(FORWARDED_FOR.length());
            event.add(EcsField.RELATED_IP, IpAddress.canonical(client)).vendor("panos.xff", client);
        } else {
            user(event, user);
        }
        Flow.endpoints(
                event,
                log.text("src"),
                log.number("sport"),
                log.text("dst"),
                log.number("dport"),
                log.text("proto"));
        String application = log.text("app");
        event.set(EcsField.SOURCE_NAT_IP, IpEndpoint.specified(log.text("natsrc")))
                .set(EcsField.SOURCE_NAT_PORT, port(log.number("natsport")))
                .set(EcsField.DESTINATION_NAT_IP, IpEndpoint.specified(log.text("natdst")))
                .set(EcsField.DESTINATION_NAT_PORT, port(log.number("natdport")))
                .set(EcsField.DESTINATION_USER_NAME, somebody(log.text("dstuser")))
                .set(EcsField.NETWORK_APPLICATION, application)
                .set(EcsField.RULE_NAME, log.text("rule"))
                .set(EcsField.OBSERVER_INGRESS_ZONE, log.text("from"))
                .set(EcsField.OBSERVER_EGRESS_ZONE, log.text("to"))
                .set(EcsField.OBSERVER_INGRESS_INTERFACE_NAME, log.text("inbound_if"))
                .set(EcsField.OBSERVER_EGRESS_INTERFACE_NAME, log.text("outbound_if"));
    }

    private static void traffic(EcsEvent.Builder event, KeyValues log, ZoneId zone) {
        session(event, log);
        Flow.direction(event);
        String kind = log.or("subtype", "end");
        Flow.decided(event, isAllowed(log), kind.equals("start") ? kind : "end");
        Flow.traffic(
                event,
                log.number("bytes_sent"),
                log.number("bytes_received"),
                log.number("pkts_sent"),
                log.number("pkts_received"));
        Long seconds = log.number("elapsed");
        event.set(EcsField.EVENT_ACTION, "traffic-" + kind)
                .set(EcsField.EVENT_REASON, log.text("session_end_reason"))
                .set(EcsField.EVENT_START, time(log.text("start"), zone))
                .set(
                        EcsField.EVENT_DURATION,
                        seconds == null || seconds > 1_000_000_000
                                ? null
                                : (Long) (seconds * 1_000_000_000));
    }

    /** What the firewall did; of a line that ends before it says so, what its kind of record tells, or null. */
    private static @Nullable Boolean isAllowed(KeyValues log) {
        String action = log.text("action");
        if (action != null) {
            return action.equals("allow")
                    ? Boolean.TRUE
                    : (isBlocked(action) ? Boolean.FALSE : null);
        }
        return switch (log.or("subtype", "")) {
            case "deny", "drop" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** Whether the word is of those that keep something from going on; a word of tomorrow decides nothing. */
    private static boolean isBlocked(String action) {
        return switch (action) {
            case "deny", "random-drop", "sinkhole" -> true;
            default ->
                    action.startsWith("drop")
                            || action.startsWith("reset")
                            || action.startsWith("block")
                            || action.endsWith("-lockout");
        };
    }

    /** A handshake that was looked into, or why it was not. */
    private static void decryption(EcsEvent.Builder event, KeyValues log) {
        session(event, log);
        Flow.decided(event, isAllowed(log));
        String version = log.or("tls_version", "");
        boolean isTold = version.startsWith("TLS") && version.length() > 3;
        boolean isFault = !log.or("error_index", "None").equals("None");
        event.set(EcsField.EVENT_ACTION, "decryption")
                .set(EcsField.EVENT_OUTCOME, isFault ? "failure" : "success")
                .set(EcsField.EVENT_REASON, log.text("error"))
                .set(EcsField.RULE_UUID, log.text("rule_uuid"))
                .set(EcsField.TLS_VERSION_PROTOCOL, isTold ? "tls" : null)
                .set(EcsField.TLS_VERSION, isTold ? version.substring(3) : null)
                .set(EcsField.TLS_CLIENT_SERVER_NAME, log.text("server_name"))
                .set(EcsField.DESTINATION_DOMAIN, log.text("server_name"))
                .set(EcsField.TLS_SERVER_SUBJECT, log.text("subject_name"))
                .set(EcsField.TLS_SERVER_ISSUER, log.text("issuer_name"));
    }

    /** Several findings of one host that together make a compromise likely. */
    private static void correlation(EcsEvent.Builder event, KeyValues log) {
        user(event, log.text("srcuser"));
        IpEndpoint.source(event, log.text("src"));
        event.set(EcsField.EVENT_KIND, "alert")
                .set(EcsField.EVENT_CATEGORY, "intrusion_detection")
                .set(EcsField.EVENT_TYPE, "info")
                .set(EcsField.EVENT_ACTION, "correlation")
                .set(EcsField.EVENT_SEVERITY, severity(log.text("severity")))
                .set(EcsField.RULE_NAME, log.text("objectname"))
                .set(EcsField.RULE_ID, log.text("objectid"))
                .set(EcsField.RULE_CATEGORY, log.text("category"))
                .set(EcsField.MESSAGE, log.text("evidence"));
    }

    private static void threat(EcsEvent.Builder event, KeyValues log) {
        session(event, log);
        String kind = log.or("subtype", "threat");
        String action = log.or("action", "");
        boolean isAllowed =
                switch (action) {
                    case "alert", "allow", "continue", "forward", "override" -> true;
                    // Whether the file got to WildFire or not, it went on to whom it was for.
                    default -> action.startsWith("wildfire-upload-");
                };
        boolean isFinding = true;
        switch (kind) {
            case "url" -> {
                event.set(EcsField.EVENT_CATEGORY, List.of("web", "network"));
                isFinding = false;
            }
            case "file", "data" -> {
                event.set(EcsField.EVENT_CATEGORY, List.of("file", "network"));
                isFinding = false;
            }
            case "wildfire" -> {
                // The verdict stands where others have the category of the page or attack.
                isFinding =
                        !switch (log.or("category", "")) {
                            case "benign", "grayware" -> true;
                            default -> false;
                        };
                event.set(
                        EcsField.EVENT_CATEGORY,
                        List.of(isFinding ? "malware" : "file", "network"));
            }
            case "virus", "spyware", "wildfire-virus", "ml-virus" ->
                    event.set(EcsField.EVENT_CATEGORY, List.of("malware", "network"));
            default ->
                    event.set(EcsField.EVENT_CATEGORY, List.of("intrusion_detection", "network"));
        }
        String misc = log.text("misc");
        String threat = log.text("threatid");
        event.set(EcsField.EVENT_KIND, isFinding ? "alert" : "event")
                .set(
                        EcsField.EVENT_TYPE,
                        isAllowed || isBlocked(action)
                                ? List.of("info", isAllowed ? "allowed" : "denied")
                                : List.of("info"))
                .set(EcsField.EVENT_ACTION, "threat-" + kind)
                .set(EcsField.EVENT_SEVERITY, severity(log.text("severity")))
                .set(EcsField.RULE_CATEGORY, log.text("category"))
                .set(EcsField.HTTP_REQUEST_METHOD, log.text("http_method"))
                .set(EcsField.HTTP_REQUEST_REFERRER, log.text("referer"))
                .set(EcsField.USER_AGENT_ORIGINAL, log.text("user_agent"))
                .set(EcsField.EMAIL_SENDER_ADDRESS, log.text("sender"))
                .set(EcsField.EMAIL_SUBJECT, log.text("subject"))
                .add(EcsField.EMAIL_TO_ADDRESS, log.text("recipient"));
        if (threat != null && isFinding) {
            // Example Trojan(12345)
            event.set(EcsField.MESSAGE, threat)
                    .vendor("panos.threat_name", Scan.before(threat, "("))
                    .vendor("panos.threat_number", Scan.between(threat, "(", ")"));
        }
        if (kind.equals("url") && misc != null) {
            int slash = misc.indexOf('/');
            event.set(EcsField.URL_ORIGINAL, misc);
            WebAccess.host(event, slash < 0 ? misc : misc.substring(0, slash));
            Flow.path(event, slash < 0 ? null : misc.substring(slash));
        } else if (kind.equals("spyware") && log.or("app", "").startsWith("dns")) {
            event.set(EcsField.DNS_QUESTION_NAME, misc);
        } else if (!kind.equals("vulnerability") && !kind.equals("spyware") && misc != null) {
            // The name of a file, or where it came from.
            String path = Scan.before(misc, "?");
            int slash = path.lastIndexOf('/');
            event.set(EcsField.FILE_NAME, slash < 0 ? misc : path.substring(slash + 1))
                    .set(EcsField.URL_ORIGINAL, slash < 0 ? null : misc);
        }
        String digest = log.text("filedigest");
        event.set(
                EcsField.FILE_HASH_SHA256,
                digest != null && digest.length() == 64 ? digest.toLowerCase(Locale.ROOT) : null);
    }

    private static void globalProtect(EcsEvent.Builder event, KeyValues log) {
        String id = log.or("eventid", "globalprotect");
        Boolean succeeded =
                switch (log.or("status", "").toLowerCase(Locale.ROOT)) {
                    case "success" -> Boolean.TRUE;
                    case "failure" -> Boolean.FALSE;
                    default -> null;
                };
        String user = log.text("srcuser");
        user(event, user);
        IpEndpoint.source(
                event,
                Scan.first(
                        IpEndpoint.specified(log.text("public_ip")),
                        IpEndpoint.specified(log.text("public_ipv6"))));
        if (id.endsWith("-auth")) {
            Flow.signIn(event, succeeded);
            if (log.or("auth_method", "").equalsIgnoreCase("cookie")) {
                // The portal gave it to whom it let in.
                event.set(EcsField.EVENT_TYPE, "info");
            }
        } else if (id.equals("gateway-connected")) {
            Flow.session(event, "start");
        } else if (id.endsWith("-logout")) {
            Flow.session(event, "end");
        } else {
            event.set(EcsField.EVENT_CATEGORY, "network").set(EcsField.EVENT_TYPE, "info");
        }
        event.set(EcsField.EVENT_ACTION, id)
                .set(EcsField.EVENT_OUTCOME, succeeded == null ? null : Flow.outcome(succeeded))
                .set(EcsField.EVENT_REASON, Scan.first(log.text("reason"), log.text("error")))
                .set(EcsField.ERROR_CODE, unlessZero(log.text("error_code")))
                .set(EcsField.SOURCE_NAT_IP, IpEndpoint.specified(log.text("private_ip")))
                .set(EcsField.SOURCE_DOMAIN, log.text("machinename"))
                .set(EcsField.DEVICE_ID, log.text("hostid"))
                .set(EcsField.USER_AGENT_OS_NAME, log.text("client_os"))
                .set(EcsField.MESSAGE, log.text("opaque"));
    }

    private static void authentication(EcsEvent.Builder event, KeyValues log) {
        String outcome = log.or("event", "").toLowerCase(Locale.ROOT);
        user(event, log.text("normalize_user", "user"));
        IpEndpoint.source(event, log.text("ip"));
        boolean failed = outcome.contains("fail") || outcome.contains("den");
        Flow.signIn(
                event,
                outcome.contains("success") ? Boolean.TRUE : (failed ? Boolean.FALSE : null));
        Long factor = log.number("factorno");
        if (log.or("clienttype", "").contains("GlobalProtect") || (factor != null && factor > 1)) {
            // Told by GlobalProtect's own log; the second factor of a sign-in.
            event.set(EcsField.EVENT_TYPE, "info");
        }
        event.set(EcsField.EVENT_ACTION, "authentication")
                .set(EcsField.MESSAGE, log.text("desc"))
                .set(EcsField.EVENT_REASON, log.text("event"));
    }

    /** Who has which address, as learnt from elsewhere: no sign-in of its own. */
    private static void userId(EcsEvent.Builder event, KeyValues log) {
        boolean ends = log.or("subtype", "").equals("logout");
        user(event, log.text("user"));
        IpEndpoint.source(event, log.text("ip"));
        event.set(EcsField.EVENT_CATEGORY, "session")
                .set(EcsField.EVENT_TYPE, ends ? "end" : "info")
                .set(EcsField.EVENT_ACTION, "userid-" + log.or("subtype", "mapping"));
    }

    /** Sign-ins to the firewall itself, and GlobalProtect's before PAN-OS 9.1.3, are told in sentences. */
    private static void system(EcsEvent.Builder event, KeyValues log) {
        String id = log.or("eventid", "system");
        String text = log.or("opaque", "");
        String user =
                Scan.first(Scan.after(text, "user '", "'"), Scan.after(text, "User name: ", ","));
        boolean isCleared =
                text.startsWith("Log type ") && text.lastIndexOf(CLEARED_BY) > 0 && user == null;
        if (isCleared) {
            user = text.substring(text.lastIndexOf(CLEARED_BY) + CLEARED_BY.length()).strip();
        }
        user = Scan.first(user, Scan.between(text, "User ", " logged "));
        user(event, user);
        // The name that was typed stands before the one and behind the other.
        String from =
                text.startsWith("GlobalProtect ")
                        ? Scan.after(text, "Login from: ", ",")
                        : Scan.afterLast(text, "From: ", " ");
        from = Scan.first(from, Scan.after(text, " from ", " "));
        IpEndpoint endpoint =
                IpEndpoint.parse(
                        from != null && (from.endsWith(".") || from.endsWith(","))
                                ? from.substring(0, from.length() - 1)
                                : from);
        if (endpoint != null) {
            event.set(EcsField.SOURCE_IP, endpoint.ip())
                    .set(EcsField.SOURCE_ADDRESS, endpoint.ip());
        }
        switch (id) {
            case "auth-success",
                    "globalprotectportal-auth-succ",
                    "globalprotectgateway-auth-succ" ->
                    Flow.signIn(event, true);
            case "auth-fail", "globalprotectportal-auth-fail", "globalprotectgateway-auth-fail" ->
                    Flow.signIn(event, false);
            case "globalprotectgateway-logout-succ" -> Flow.session(event, "end");
            default -> {
                if (isCleared) {
                    event.set(EcsField.EVENT_CATEGORY, "configuration")
                            .set(EcsField.EVENT_TYPE, "deletion");
                } else if (text.contains("logged in via")) {
                    event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "start");
                } else if (text.contains("logged out via")) {
                    event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "end");
                } else {
                    event.set(EcsField.EVENT_CATEGORY, "host").set(EcsField.EVENT_TYPE, "info");
                }
            }
        }
        if (id.endsWith("auth-fail")) {
            event.set(EcsField.EVENT_REASON, reason(text));
        }
        event.set(EcsField.EVENT_ACTION, isCleared ? "log-cleared" : id)
                .set(EcsField.EVENT_SEVERITY, severity(log.text("severity")))
                .set(EcsField.MESSAGE, log.text("opaque"));
    }

    /**
     * Behind the last {@code Reason: }, as the name that was typed stands before it; up to what follows: {@code Reason: Invalid
     * username/password. From: 203.0.113.66.}, {@code Reason: Authentication failed, Auth type: profile.}
     */
    private static @Nullable String reason(String text) {
        int at = text.lastIndexOf("Reason: ");
        if (at < 0) {
            return null;
        }
        int from = at + "Reason: ".length();
        int end = text.length();
        for (String follows : BEHIND_REASON) {
            int next = text.indexOf(follows, from);
            end = next < 0 ? end : Math.min(end, next);
        }
        String reason = text.substring(from, end).strip();
        return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }

    private static void configuration(EcsEvent.Builder event, KeyValues log) {
        String command = log.or("cmd", "");
        String result = log.or("result", "");
        Principal.user(event, log.text("admin"));
        IpEndpoint.source(event, log.text("host"));
        event.set(EcsField.EVENT_CATEGORY, "configuration")
                .set(
                        EcsField.EVENT_TYPE,
                        switch (command) {
                            case "add", "clone" -> "creation";
                            case "delete" -> "deletion";
                            // Of what is told of before and behind there was nothing before.
                            case "set" ->
                                    log.has("after") && !log.has("before") ? "creation" : "change";
                            default -> "change";
                        })
                .set(EcsField.EVENT_ACTION, "config-" + command)
                .set(
                        EcsField.EVENT_OUTCOME,
                        switch (result) {
                            case "Succeeded", "Submitted" -> "success";
                            case "Failed", "Unauthorized" -> "failure";
                            default -> "unknown";
                        });
        // PAN-OS parts the name of an entry from what it is one of by two blanks.
        administrator(event, log.or("path", "").strip().replace("  ", " "));
    }

    /** A command that an administrator gave on the web or the command line, whether it changed something or not. */
    private static void audit(EcsEvent.Builder event, KeyValues log) {
        Principal.user(event, log.text("admin"));
        event.set(EcsField.EVENT_CATEGORY, "configuration")
                .set(EcsField.EVENT_TYPE, "info")
                .set(EcsField.EVENT_ACTION, "audit-" + log.or("subtype", "command"))
                .set(EcsField.PROCESS_COMMAND_LINE, log.text("cmd"))
                .set(
                        EcsField.EVENT_OUTCOME,
                        switch (log.or("result", "").toLowerCase(Locale.ROOT)) {
                            case "success" -> "success";
                            case "failure", "fail", "failed" -> "failure";
                            default -> "unknown";
                        });
    }

    /** Accounts of administrators, and of users and their groups, are changed as any other setting. */
    private static void administrator(EcsEvent.Builder event, String path) {
        String own = "mgt-config users ";
        int at = path.startsWith("config ") ? "config ".length() : 0;
        if (path.startsWith(own, at)) {
            about(event, path, at + own.length(), "user").add(EcsField.EVENT_TYPE, "admin");
            return;
        }
        // config shared local-user-database user bob, or of a virtual system of its own.
        int local = path.indexOf(LOCAL_USERS, at);
        boolean isLocal =
                local >= 0
                        && (path.startsWith("shared ", at)
                                || path.startsWith("devices ", at)
                                || path.startsWith("panorama ", at));
        if (isLocal && path.startsWith("user ", local + LOCAL_USERS.length())) {
            about(event, path, local + LOCAL_USERS.length() + "user ".length(), "user");
        } else if (isLocal && path.startsWith("user-group ", local + LOCAL_USERS.length())) {
            about(event, path, local + LOCAL_USERS.length() + "user-group ".length(), "group");
        }
    }

    /** The account or group whose name begins here; what stands behind the name is a setting of it. */
    private static EcsEvent.Builder about(
            EcsEvent.Builder event, String path, int from, String type) {
        int end = path.indexOf(' ', from);
        event.set(EcsField.EVENT_CATEGORY, List.of("configuration", "iam"))
                .set(
                        type.equals("group") ? EcsField.GROUP_NAME : EcsField.USER_TARGET_NAME,
                        path.substring(from, end < 0 ? path.length() : end));
        if (end >= 0) {
            event.set(EcsField.EVENT_TYPE, "change");
        }
        return event.add(EcsField.EVENT_TYPE, type);
    }

    private static @Nullable String csv(String text) {
        int start = start(text);
        return start < 0 ? null : text.substring(start).stripTrailing();
    }

    /**
     * Where the comma-separated part begins: {@code 1,2026/03/02 08:00:00,...}, or as the logging service of Prisma Access forwards
     * it {@code 931201168,2026-03-02T08:00:00.000000Z,...}; -1 if nowhere near the start.
     */
    private static int start(String text) {
        for (int comma = text.indexOf(',');
                comma >= 0 && comma < LONGEST_HEADER;
                comma = text.indexOf(',', comma + 1)) {
            int end = endOfTime(text, comma + 1);
            if (end < 0) {
                continue;
            }
            int start = comma;
            while (start > 0 && Character.isDigit(text.charAt(start - 1))) {
                start--;
            }
            int serial = text.indexOf(',', end + 1);
            int type = serial < 0 ? -1 : text.indexOf(',', serial + 1);
            if (start < comma
                    && type > 0
                    && (isType(text, serial + 1, type) || isAudit(text, comma + 1))) {
                return start;
            }
        }
        return -1;
    }

    /** Where the comma behind the time stands that begins here; -1 if it is none. */
    private static int endOfTime(String text, int from) {
        int end = text.indexOf(',', from);
        if (end < from + LENGTH_OF_TIME || end > from + LONGEST_TIME) {
            return -1;
        }
        char date = text.charAt(from + 4);
        char clock = text.charAt(from + LENGTH_OF_DATE);
        boolean isOwn =
                date == '/'
                        && clock == ' '
                        && (end == from + LENGTH_OF_TIME
                                || text.charAt(from + LENGTH_OF_TIME) == '.');
        return text.charAt(from + 7) == date && (isOwn || (date == '-' && clock == 'T')) ? end : -1;
    }

    /** The one kind of log without a column in front of its serial number: {@code 0123,2026/03/02 08:00:00,audit,...}. */
    private static boolean isAudit(String text, int time) {
        int end = text.indexOf(',', time);
        return end > 0 && text.startsWith("audit,", end + 1);
    }

    /** Its fourth column, which has no quotes: by it the line was recognized. */
    private static String type(String csv) {
        int from = 0;
        for (int column = 0; column < 3; column++) {
            from = csv.indexOf(',', from) + 1;
        }
        return csv.substring(from, csv.indexOf(',', from));
    }

    private static boolean isType(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
                return false;
            }
        }
        return to - from >= 3;
    }

    /**
     * The firewall's own zone. Its times have none, but since PAN-OS 10 the last of them stands in the line a second time,
     * as {@code 2026-03-02T09:00:00.123+01:00}: behind all that a stranger may have written, which is in quotes where it has a
     * comma.
     */
    private static ZoneId zone(String csv, ZoneId otherwise) {
        int first = Math.max(LENGTH_OF_DATE + 1, csv.length() - MOST_BEHIND_TIME);
        boolean isQuoted = false;
        for (int at = csv.length() - 1; at >= first; at--) {
            char c = csv.charAt(at);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == 'T'
                    && !isQuoted
                    && csv.charAt(at - 3) == '-'
                    && csv.charAt(at - 6) == '-'
                    && csv.charAt(at - LENGTH_OF_DATE - 1) == ',') {
                int end = csv.indexOf(',', at);
                String text = csv.substring(at - LENGTH_OF_DATE, end < 0 ? csv.length() : end);
                Instant time = Timestamps.iso(text);
                return time == null ? otherwise : offset(text, time, otherwise);
            }
        }
        return otherwise;
    }

    /**
     * The offset, or the zone that we know and that had it then: what has no such time says 1970-01-01T01:00:00.000+01:00,
     * which tells nothing of the summers since.
     */
    private static ZoneId offset(String iso, Instant time, ZoneId known) {
        int sign = Math.max(iso.lastIndexOf('+'), iso.lastIndexOf('-'));
        try {
            ZoneOffset offset = sign > 10 ? ZoneOffset.of(iso.substring(sign)) : ZoneOffset.UTC;
            return known.getRules().getOffset(time).equals(offset) ? known : offset;
        } catch (DateTimeException e) {
            return known;
        }
    }

    private static @Nullable Instant time(@Nullable String text, ZoneId zone) {
        if (text == null || text.length() < 19) {
            return null;
        }
        return SyslogTime.iso(text.replace('/', '-').replace(' ', 'T'), zone);
    }

    private static @Nullable Long severity(@Nullable String name) {
        return name == null
                ? null
                : switch (name.toLowerCase(Locale.ROOT)) {
                    case "critical" -> 5L;
                    case "high" -> 4L;
                    case "medium" -> 3L;
                    case "low" -> 2L;
                    case "informational" -> 1L;
                    default -> null;
                };
    }

    private static @Nullable String unlessZero(@Nullable String code) {
        return "0".equals(code) ? null : code;
    }

    private static @Nullable Long port(@Nullable Long number) {
        return number != null && number > 0 && number <= 65_535 ? number : null;
    }

    private static String[] columns(String names) {
        return names.split(",", -1);
    }

    private static void user(EcsEvent.Builder event, @Nullable String account) {
        Principal.user(event, somebody(account));
    }

    /** What every machine is called before somebody signs in to it is nobody's name. */
    private static @Nullable String somebody(@Nullable String account) {
        return account == null || isPreLogon(account) ? null : account;
    }

    private static boolean isPreLogon(String account) {
        int start = account.lastIndexOf('\\') + 1;
        int end = start + PRE_LOGON.length();
        return account.regionMatches(true, start, PRE_LOGON, 0, PRE_LOGON.length())
                && (end == account.length() || account.charAt(end) == '@');
    }
}

package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Zeek's logs in their default form, columns parted by tabs: one row per record, as shippers of lines send them. The head
 * of the file, which names the columns, is no part of a row: the columns are those of Zeek's own scripts, and which log it
 * is, is told by the file's name or by their number and content.
 *
 * @see <a href="https://docs.zeek.org/en/master/log-formats.html">Zeek log formats</a>
 */
public final class ZeekTsv implements LogSource {
    private static final String HEAD = "ts,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,";

    /** The columns of Zeek 5 to 8; those behind a bar came in one of them, or with a script that is often loaded. */
    private static final Map<String, String> COLUMNS =
            Map.ofEntries(
                    Map.entry(
                            "conn",
                            HEAD
                                    + "proto,service,duration,orig_bytes,resp_bytes,conn_state,local_orig,local_resp,"
                                    + "missed_bytes,history,orig_pkts,orig_ip_bytes,resp_pkts,resp_ip_bytes,"
                                    + "tunnel_parents|,ip_proto"),
                    Map.entry(
                            "dns",
                            HEAD
                                    + "proto,trans_id,rtt,query,qclass,qclass_name,qtype,qtype_name,rcode,rcode_name,AA,"
                                    + "TC,RD,RA,Z,answers,TTLs,rejected|,opcode,opcode_name"),
                    Map.entry(
                            "http",
                            HEAD
                                    + "trans_depth,method,host,uri,referrer,version,user_agent,origin,request_body_len,"
                                    + "response_body_len,status_code,status_msg,info_code,info_msg,tags,username,"
                                    + "password,proxied,orig_fuids,orig_filenames,orig_mime_types,resp_fuids,"
                                    + "resp_filenames,resp_mime_types"),
                    Map.entry(
                            "ssl",
                            HEAD
                                    + "version,cipher,curve,server_name,resumed,last_alert,next_protocol,established,"
                                    + "ssl_history,cert_chain_fps,client_cert_chain_fps,sni_matches_cert"),
                    Map.entry(
                            "ssh",
                            HEAD
                                    + "version,auth_success,auth_attempts,direction,client,server,cipher_alg,mac_alg,"
                                    + "compression_alg,kex_alg,host_key_alg,host_key|,remote_location.country_code,"
                                    + "remote_location.region,remote_location.city,remote_location.latitude,"
                                    + "remote_location.longitude"),
                    Map.entry(
                            "rdp",
                            HEAD
                                    + "cookie,result,security_protocol,client_channels,keyboard_layout,client_build,"
                                    + "client_name,client_dig_product_id,desktop_width,desktop_height,"
                                    + "requested_color_depth,cert_type,cert_count,cert_permanent,encryption_level,"
                                    + "encryption_method"),
                    Map.entry(
                            "kerberos",
                            HEAD
                                    + "request_type,client,service,success,error_msg,from,till,cipher,forwardable,"
                                    + "renewable,client_cert_subject,client_cert_fuid,server_cert_subject,"
                                    + "server_cert_fuid"),
                    Map.entry(
                            "ntlm",
                            HEAD
                                    + "username,hostname,domainname,server_nb_computer_name,server_dns_computer_name,"
                                    + "server_tree_name,success"),
                    Map.entry(
                            "smb_files",
                            HEAD
                                    + "fuid,action,path,name,size,prev_name,times.modified,times.accessed,times.created,"
                                    + "times.changed"),
                    Map.entry("smb_mapping", HEAD + "path,service,native_file_system,share_type"),
                    Map.entry("dce_rpc", HEAD + "rtt,named_pipe,endpoint,operation"),
                    Map.entry(
                            "notice",
                            HEAD
                                    + "fuid,file_mime_type,file_desc,proto,note,msg,sub,src,dst,p,n,peer_descr,actions,"
                                    + "email_dest,suppress_for,remote_location.country_code,remote_location.region,"
                                    + "remote_location.city,remote_location.latitude,remote_location.longitude"),
                    Map.entry("weird", HEAD + "name,addl,notice,peer,source"),
                    Map.entry(
                            "files",
                            "ts,fuid,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,source,depth,analyzers,mime_type,"
                                    + "filename,duration,local_orig,is_orig,seen_bytes,total_bytes,missing_bytes,"
                                    + "overflow_bytes,timedout,parent_fuid,md5,sha1,sha256,extracted,"
                                    + "extracted_cutoff,extracted_size"),
                    Map.entry(
                            "x509",
                            "ts,fingerprint,certificate.version,certificate.serial,certificate.subject,"
                                    + "certificate.issuer,certificate.not_valid_before,certificate.not_valid_after,"
                                    + "certificate.key_alg,certificate.sig_alg,certificate.key_type,"
                                    + "certificate.key_length,certificate.exponent,certificate.curve,san.dns,san.uri,"
                                    + "san.email,san.ip,basic_constraints.ca,basic_constraints.path_len,host_cert,"
                                    + "client_cert"),
                    Map.entry(
                            "smtp",
                            HEAD
                                    + "trans_depth,helo,mailfrom,rcptto,date,from,to,cc,reply_to,msg_id,in_reply_to,"
                                    + "subject,x_originating_ip,first_received,second_received,last_reply,path,"
                                    + "user_agent,tls,fuids|,is_webmail"),
                    Map.entry(
                            "ftp",
                            HEAD
                                    + "user,password,command,arg,mime_type,file_size,reply_code,reply_msg,"
                                    + "data_channel.passive,data_channel.orig_h,data_channel.resp_h,"
                                    + "data_channel.resp_p,fuid"),
                    Map.entry(
                            "dhcp",
                            "ts,uids,client_addr,server_addr,mac,host_name,client_fqdn,domain,requested_addr,"
                                    + "assigned_addr,lease_time,client_message,server_message,msg_types,duration"),
                    Map.entry(
                            "radius",
                            HEAD
                                    + "username,mac,framed_addr,tunnel_client,connect_info,reply_msg,result,ttl"),
                    Map.entry(
                            "snmp",
                            HEAD
                                    + "duration,version,community,get_requests,get_bulk_requests,get_responses,"
                                    + "set_requests,display_string,up_since"),
                    Map.entry("tunnel", HEAD + "tunnel_type,action"),
                    Map.entry(
                            "software",
                            "ts,host,host_p,software_type,name,version.major,version.minor,version.minor2,"
                                    + "version.minor3,version.addl,unparsed_version"),
                    Map.entry("known_hosts", "ts,host"),
                    Map.entry("known_services", "ts,host,port_num,port_proto,service"),
                    Map.entry("known_certs", "ts,host,port_num,subject,issuer_subject,serial"),
                    Map.entry(
                            "intel",
                            HEAD
                                    + "seen.indicator,seen.indicator_type,seen.where,seen.node,matched,sources,fuid,"
                                    + "file_mime_type,file_desc"),
                    Map.entry(
                            "signatures",
                            "ts,uid,src_addr,src_port,dst_addr,dst_port,note,sig_id,event_msg,sub_msg,sig_count,"
                                    + "host_count"),
                    Map.entry(
                            "socks",
                            HEAD
                                    + "version,user,password,status,request.host,request.name,request_p,bound.host,"
                                    + "bound.name,bound_p"),
                    Map.entry(
                            "sip",
                            HEAD
                                    + "trans_depth,method,uri,date,request_from,request_to,response_from,response_to,"
                                    + "reply_to,call_id,seq,subject,request_path,response_path,user_agent,status_code,"
                                    + "status_msg,warning,request_body_len,response_body_len,content_type"),
                    Map.entry(
                            "irc",
                            HEAD
                                    + "nick,user,command,value,addl,dcc_file_name,dcc_file_size,dcc_mime_type,fuid"),
                    Map.entry("modbus", HEAD + "tid,unit,func,pdu_type,exception"),
                    Map.entry("mysql", HEAD + "cmd,arg,success,rows,response"),
                    Map.entry(
                            "pe",
                            "ts,id,machine,compile_ts,os,subsystem,is_exe,is_64bit,uses_aslr,uses_dep,"
                                    + "uses_code_integrity,uses_seh,has_import_table,has_export_table,has_cert_table,"
                                    + "has_debug_data,section_names"),
                    Map.entry("syslog", HEAD + "proto,facility,severity,message"),
                    Map.entry("traceroute", "ts,src,dst,proto"),
                    Map.entry(
                            "smb_cmd",
                            HEAD
                                    + "command,sub_command,argument,status,rtt,version,username,tree,tree_service"));

    private static final Set<String> LISTS =
            Set.of(
                    "TTLs",
                    "actions",
                    "analyzers",
                    "answers",
                    "cc",
                    "cert_chain_fps",
                    "client_cert_chain_fps",
                    "client_channels",
                    "email_dest",
                    "fuids",
                    "matched",
                    "msg_types",
                    "orig_filenames",
                    "orig_fuids",
                    "orig_mime_types",
                    "proxied",
                    "rcptto",
                    "request_path",
                    "resp_filenames",
                    "resp_fuids",
                    "resp_mime_types",
                    "response_path",
                    "san.dns",
                    "san.email",
                    "san.ip",
                    "san.uri",
                    "section_names",
                    "sources",
                    "tags",
                    "to",
                    "tunnel_parents",
                    "uids");

    private static final Set<String> NUMBERS =
            Set.of(
                    "duration",
                    "lease_time",
                    "remote_location.latitude",
                    "remote_location.longitude",
                    "rtt",
                    "ttl");

    private static final Set<String> FLAGS =
            Set.of(
                    "AA",
                    "RA",
                    "RD",
                    "TC",
                    "auth_success",
                    "basic_constraints.ca",
                    "cert_permanent",
                    "client_cert",
                    "data_channel.passive",
                    "established",
                    "extracted_cutoff",
                    "forwardable",
                    "has_cert_table",
                    "has_debug_data",
                    "has_export_table",
                    "has_import_table",
                    "host_cert",
                    "is_64bit",
                    "is_exe",
                    "is_orig",
                    "is_webmail",
                    "local_orig",
                    "local_resp",
                    "notice",
                    "rejected",
                    "renewable",
                    "resumed",
                    "sni_matches_cert",
                    "success",
                    "timedout",
                    "tls",
                    "uses_aslr",
                    "uses_code_integrity",
                    "uses_dep",
                    "uses_seh");

    /** Seconds with six decimals. */
    private static final int TIME_LENGTH = 17;

    private static final Set<String> TRANSPORTS = Set.of("tcp", "udp", "icmp", "unknown_transport");

    private final ZeekConn conn = new ZeekConn();
    private final ZeekSsh ssh = new ZeekSsh();
    private final ZeekLogs logs = new ZeekLogs();

    @Override
    public String name() {
        return "zeek.tsv";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        String text = raw.text();
        if (raw.json().isPresent()) {
            return false;
        }
        return isHead(text) || isRow(text) || (isTimed(text) && COLUMNS.containsKey(file(raw)));
    }

    private static boolean isHead(String text) {
        return text.startsWith("#separator ")
                || text.startsWith("#set_separator\t")
                || text.startsWith("#empty_field\t")
                || text.startsWith("#unset_field\t")
                || text.startsWith("#path\t")
                || text.startsWith("#open\t")
                || text.startsWith("#close\t")
                || text.startsWith("#fields\t")
                || text.startsWith("#types\t");
    }

    /** A time in seconds and micros, a tab, and a uid: {@code 1772438400.123456\tCabc...}. */
    private static boolean isRow(String text) {
        return text.length() >= 40
                && isTimed(text)
                && text.indexOf('\t', TIME_LENGTH + 1) > TIME_LENGTH
                && (text.charAt(TIME_LENGTH + 1) == 'C' || text.charAt(TIME_LENGTH + 1) == '-');
    }

    private static boolean isTimed(String text) {
        return text.indexOf('\t') == TIME_LENGTH
                && text.charAt(10) == '.'
                && Scan.number(text.substring(0, 10)) != null
                && Scan.number(text.substring(11, TIME_LENGTH)) != null;
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        String text = raw.text();
        if (text.startsWith("#")) {
            return new Normalized.Ignored(IgnoredReason.FILE_HEADER);
        }
        String[] cells = text.split("\t", 64);
        String log = log(raw, cells);
        String columns = log == null ? null : COLUMNS.get(log);
        if (log == null || columns == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "Which of Zeek's logs the row is of, neither the file's name nor its columns tell.");
        }
        String[] names = columns.replace("|", "").split(",", -1);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("_path", log);
        for (int i = 0; i < cells.length; i++) {
            String name = i < names.length ? names[i] : "column_" + (i + 1);
            JsonNode value = value(name, cells[i]);
            if (value != null) {
                json.set(name, value);
            }
        }
        RawRecord record =
                new RawRecord(
                        raw.text(),
                        Optional.of(json),
                        raw.family(),
                        raw.received(),
                        raw.zone(),
                        raw.shipped());
        return switch (log) {
            case "conn" -> conn.normalize(record);
            case "ssh" -> ssh.normalize(record);
            default -> logs.normalize(record);
        };
    }

    /** By the file's name ({@code conn.log}, {@code conn.08:00:00-09:00:00.log}), else by what only one log has. */
    private static @Nullable String log(RawRecord raw, String[] cells) {
        String stem = file(raw);
        if (COLUMNS.containsKey(stem)) {
            return stem;
        }
        if (cells.length < 10) {
            return null;
        }
        boolean transport = TRANSPORTS.contains(cells[6]);
        return switch (cells.length) {
            case 21, 22 -> transport && isState(cells[11]) ? "conn" : null;
            case 24 -> transport && isFlag(cells[16]) ? "dns" : null;
            case 30 -> Scan.number(cells[6]) != null && isWord(cells[7]) ? "http" : null;
            case 18 ->
                    cells[6].startsWith("TLS") || cells[6].startsWith("SSL") ? "ssl" : sshOf(cells);
            case 23 -> sshOf(cells);
            default -> null;
        };
    }

    /** The name of the file it was read from, up to its first dot. */
    private static String file(RawRecord raw) {
        String path = raw.shipped().path().orElse("");
        return Scan.before(
                path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1), ".");
    }

    private static @Nullable String sshOf(String[] cells) {
        boolean isSsh =
                (cells[6].equals("2") || cells[6].equals("1"))
                        && (cells[10].startsWith("SSH-") || cells[11].startsWith("SSH-"));
        return isSsh ? "ssh" : null;
    }

    private static boolean isState(String cell) {
        return switch (cell) {
            case "S0",
                    "S1",
                    "S2",
                    "S3",
                    "SF",
                    "REJ",
                    "RSTO",
                    "RSTR",
                    "RSTOS0",
                    "RSTRH",
                    "SH",
                    "SHR",
                    "OTH" ->
                    true;
            default -> false;
        };
    }

    private static boolean isFlag(String cell) {
        return cell.equals("T") || cell.equals("F") || cell.equals("-");
    }

    private static boolean isWord(String cell) {
        return !cell.isEmpty()
                && cell.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-' || c == '_');
    }

    private static @Nullable JsonNode value(String name, String cell) {
        if (cell.equals("-") || cell.isEmpty()) {
            return null;
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (LISTS.contains(name)) {
            if (cell.equals("(empty)")) {
                return null;
            }
            ArrayNode list = nodes.arrayNode();
            for (String each : cell.split(",", 256)) {
                list.add(unescaped(each));
            }
            return list;
        }
        if (FLAGS.contains(name) && isFlag(cell)) {
            return nodes.booleanNode(cell.equals("T"));
        }
        if (NUMBERS.contains(name)) {
            try {
                double number = Double.parseDouble(cell);
                return Double.isFinite(number) ? nodes.numberNode(number) : null;
            } catch (NumberFormatException e) {
                return null;
            }
        }
        Long number = name.equals("ts") ? null : Scan.number(cell);
        return number != null && !isText(name)
                ? nodes.numberNode(number)
                : nodes.textNode(unescaped(cell));
    }

    /** What may look like a number and is none. */
    private static boolean isText(String name) {
        return switch (name) {
            case "uid",
                    "query",
                    "host",
                    "uri",
                    "username",
                    "password",
                    "client",
                    "cookie",
                    "version",
                    "name",
                    "msg",
                    "sub" ->
                    true;
            default -> false;
        };
    }

    /** Zeek writes what is no printable character as {@code \x09}. */
    private static String unescaped(String cell) {
        if (cell.indexOf("\\x") < 0) {
            return cell;
        }
        StringBuilder text = new StringBuilder(cell.length());
        for (int i = 0; i < cell.length(); i++) {
            if (cell.startsWith("\\x", i) && i + 3 < cell.length()) {
                int high = Character.digit(cell.charAt(i + 2), 16);
                int low = Character.digit(cell.charAt(i + 3), 16);
                if (high >= 0 && low >= 0 && high * 16 + low < 128) {
                    text.append((char) (high * 16 + low));
                    i += 3;
                    continue;
                }
            }
            text.append(cell.charAt(i));
        }
        return text.toString();
    }
}

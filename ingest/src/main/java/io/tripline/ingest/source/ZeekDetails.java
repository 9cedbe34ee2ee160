package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a field of one of Zeek's logs says beyond being another field of ECS. */
final class ZeekDetails {
    private static final Map<String, String> INDICATOR_TYPES =
            Map.of(
                    "Intel::ADDR", "ipv4-addr",
                    "Intel::DOMAIN", "domain-name",
                    "Intel::EMAIL", "email-addr",
                    "Intel::FILE_HASH", "file",
                    "Intel::FILE_NAME", "file",
                    "Intel::SOFTWARE", "software",
                    "Intel::URL", "url",
                    "Intel::USER_NAME", "user-account",
                    "Intel::CERT_HASH", "x509-certificate");

    private static final String TECHNIQUE = "mitre_technique_id:";
    private static final String UNFINISHED_BIND = "SASL bind in progress";

    private ZeekDetails() {}

    static void fill(EcsEvent.Builder event, ZeekRecord record, String log) {
        JsonNode json = record.json();
        switch (log) {
            case "dns" -> dns(event, json);
            case "http" -> http(event, json);
            case "ssl" -> ssl(event, json);
            case "smb_files" -> smbFile(event, json);
            case "smb_mapping" -> transport(event);
            case "ntlm" -> {
                transport(event);
                success(event, json);
            }
            case "kerberos" -> kerberos(event, json);
            case "radius" ->
                    event.set(
                            EcsField.EVENT_OUTCOME,
                            switch (String.valueOf(Json.text(json, "result"))) {
                                case "success" -> "success";
                                case "failed" -> "failure";
                                default -> "unknown";
                            });
            case "mysql" -> mysql(event, json);
            case "rdp" -> rdp(event, json);
            case "suricata_corelight" -> suricata(event, json);
            case "postgresql" -> postgresql(event, json);
            case "ldap" -> ldap(event, json);
            case "ldap_search", "socks" -> result(event, json);
            case "ftp" -> replied(event, Json.number(json, "reply_code"));
            case "sip" -> replied(event, Json.number(json, "status_code"));
            case "smb_cmd" -> smbCommand(event, json);
            case "modbus" ->
                    event.set(
                            EcsField.EVENT_OUTCOME, outcome(json.has("exception") ? false : null));
            case "signatures" -> event.set(EcsField.EVENT_KIND, "alert");
            case "tunnel" -> tunnel(event, json);
            case "rfb" -> {
                Boolean authenticated = Json.flag(json, "auth");
                event.set(EcsField.EVENT_OUTCOME, outcome(authenticated));
            }
            case "notice" -> notice(event, json);
            case "weird" -> {
                String name = Json.text(json, "name");
                event.set(EcsField.EVENT_ACTION, name == null ? "weird" : name);
            }
            case "files" -> files(event, json);
            case "dhcp" -> event.set(EcsField.NETWORK_TRANSPORT, "udp");
            case "x509" -> event.set(EcsField.FILE_HASH_SHA256, sha256(json));
            case "software" -> relate(event, Json.text(json, "host"));
            case "intel" -> intel(event, json);
            default -> {}
        }
    }

    /** The protocols that Zeek reads over TCP alone, and for which it does not say so. */
    private static void transport(EcsEvent.Builder event) {
        event.setIfAbsent(EcsField.NETWORK_TRANSPORT, "tcp");
    }

    private static void success(EcsEvent.Builder event, JsonNode json) {
        event.set(EcsField.EVENT_OUTCOME, outcome(Json.flag(json, "success")));
    }

    private static String outcome(@Nullable Boolean success) {
        return success == null ? "unknown" : success ? "success" : "failure";
    }

    private static void dns(EcsEvent.Builder event, JsonNode json) {
        String code = Json.text(json, "rcode_name");
        event.set(EcsField.DNS_ID, Json.text(json, "trans_id"))
                .set(EcsField.DNS_TYPE, code == null ? "query" : "answer")
                .set(
                        EcsField.EVENT_OUTCOME,
                        code == null ? "unknown" : code.equals("NOERROR") ? "success" : "failure");
        if ("C_INTERNET".equals(Json.text(json, "qclass_name"))) {
            event.set(EcsField.DNS_QUESTION_CLASS, "IN");
        }
        for (String flag : List.of("AA", "TC", "RD", "RA")) {
            if (Boolean.TRUE.equals(Json.flag(json, flag))) {
                event.add(EcsField.DNS_HEADER_FLAGS, flag);
            }
        }
        for (String answer : Json.texts(json, "answers")) {
            Flow.answer(event, answer);
        }
    }

    private static void http(EcsEvent.Builder event, JsonNode json) {
        transport(event);
        Long status = Json.number(json, "status_code");
        event.set(
                EcsField.EVENT_OUTCOME,
                status == null ? "unknown" : status >= 400 ? "failure" : "success");
        Flow.path(event, Json.text(json, "uri"));
        event.set(EcsField.HTTP_REQUEST_MIME_TYPE, first(Json.texts(json, "orig_mime_types")))
                .set(EcsField.HTTP_RESPONSE_MIME_TYPE, first(Json.texts(json, "resp_mime_types")))
                .set(EcsField.DESTINATION_DOMAIN, host(Json.text(json, "host")));
        if (event.has(EcsField.URL_DOMAIN)) {
            event.set(EcsField.URL_DOMAIN, withoutPort(event.string(EcsField.URL_DOMAIN)));
        }
    }

    private static void ssl(EcsEvent.Builder event, JsonNode json) {
        String version = Json.text(json, "version");
        // TLSv13, TLSv10, SSLv3, DTLSv12.
        int v = version == null ? -1 : version.lastIndexOf('v');
        if (version != null && v > 0) {
            String digits = version.substring(v + 1);
            event.set(EcsField.TLS_VERSION_PROTOCOL, version.startsWith("SSL") ? "ssl" : "tls")
                    .set(
                            EcsField.TLS_VERSION,
                            digits.length() == 2
                                    ? digits.charAt(0) + "." + digits.charAt(1)
                                    : digits + ".0");
        }
        event.set(EcsField.EVENT_OUTCOME, outcome(Json.flag(json, "established")))
                .set(EcsField.DESTINATION_DOMAIN, host(Json.text(json, "server_name")));
    }

    private static void smbFile(EcsEvent.Builder event, JsonNode json) {
        transport(event);
        String action = Json.text(json, "action");
        String type =
                switch (String.valueOf(action)) {
                    case "SMB::FILE_WRITE", "SMB::FILE_RENAME", "SMB::FILE_SET_ATTRIBUTE" ->
                            "change";
                    case "SMB::FILE_DELETE" -> "deletion";
                    default -> "access";
                };
        List<String> types = new ArrayList<>(List.of("access"));
        if (!type.equals("access")) {
            types.add(type);
        }
        event.set(EcsField.EVENT_TYPE, types);
        if (action != null && action.startsWith("SMB::")) {
            event.set(
                    EcsField.EVENT_ACTION,
                    "smb_" + action.substring("SMB::".length()).toLowerCase(Locale.ROOT));
        }
        String name = Json.text(json, "name");
        String share = Json.text(json, "path");
        if (name != null) {
            WindowsPaths.file(
                    event,
                    share == null ? name : share + (share.endsWith("\\") ? "" : "\\") + name);
        }
    }

    /** The client is {@code alice/CORP.EXAMPLE.COM}; one of several components has slashes of its own. */
    private static void kerberos(EcsEvent.Builder event, JsonNode json) {
        success(event, json);
        String client = Json.text(json, "client");
        int slash = client == null ? -1 : client.lastIndexOf('/');
        if (client != null) {
            event.set(EcsField.USER_NAME, slash < 0 ? client : client.substring(0, slash))
                    .set(EcsField.USER_DOMAIN, slash < 0 ? null : client.substring(slash + 1));
        }
    }

    /** A bind is a sign-in; its name may be an account's or the distinguished name of one. */
    private static void ldap(EcsEvent.Builder event, JsonNode json) {
        result(event, json);
        String operation = Json.text(json, "opcode");
        if (operation == null || !operation.startsWith("bind")) {
            return;
        }
        // Of several messages, as SASL may take: the last one decides.
        boolean isStep = UNFINISHED_BIND.equals(Json.text(json, "result"));
        if (isStep) {
            event.set(EcsField.EVENT_OUTCOME, "unknown");
        }
        event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "network"))
                .set(EcsField.EVENT_TYPE, List.of(isStep ? "info" : "start", "protocol"))
                .set(EcsField.EVENT_ACTION, "ldap_bind")
                .set(EcsField.EVENT_REASON, Json.text(json, "diagnostic_message"));
        String account = Json.text(json, "object");
        if (account != null && account.indexOf('=') < 0) {
            Principal.user(event, account);
        }
    }

    /** Who has sent the startup message has signed in, or was refused; what was asked for before it is encryption. */
    private static void postgresql(EcsEvent.Builder event, JsonNode json) {
        transport(event);
        Boolean success = Json.flag(json, "success");
        success(event, json);
        if ("startup".equals(Json.text(json, "frontend"))) {
            event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "network"))
                    .set(EcsField.EVENT_TYPE, List.of("start", "protocol"))
                    .set(EcsField.EVENT_ACTION, "postgresql_login")
                    .set(
                            EcsField.EVENT_REASON,
                            Boolean.FALSE.equals(success) ? Json.text(json, "backend_arg") : null);
        }
    }

    /** What is asked for first is a sign-in, and its argument who. */
    private static void mysql(EcsEvent.Builder event, JsonNode json) {
        transport(event);
        success(event, json);
        if ("login".equals(Json.text(json, "cmd"))) {
            event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "network"))
                    .set(EcsField.EVENT_TYPE, List.of("start", "protocol"))
                    .set(EcsField.EVENT_ACTION, "mysql_login")
                    .set(EcsField.USER_NAME, Json.text(json, "arg"))
                    .set(
                            EcsField.EVENT_REASON,
                            Boolean.FALSE.equals(Json.flag(json, "success"))
                                    ? Json.text(json, "response")
                                    : null);
        }
    }

    /** Only Corelight's sensors infer whether somebody was let in. */
    private static void rdp(EcsEvent.Builder event, JsonNode json) {
        transport(event);
        Boolean success = Json.flag(json, "auth_success");
        if (success != null) {
            event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "network"))
                    .set(EcsField.EVENT_TYPE, List.of("start", "protocol"))
                    .set(EcsField.EVENT_ACTION, "rdp_login")
                    .set(EcsField.EVENT_OUTCOME, outcome(success));
        }
    }

    /** Suricata's alert on a connection, in a log of Corelight's sensors. */
    private static void suricata(EcsEvent.Builder event, JsonNode json) {
        event.set(EcsField.EVENT_KIND, "alert")
                .set(EcsField.MESSAGE, Json.text(json, "alert.signature"));
        switch (String.valueOf(Json.text(json, "alert.action"))) {
            case "allowed" -> event.set(EcsField.EVENT_TYPE, List.of("info", "allowed"));
            case "blocked" -> event.set(EcsField.EVENT_TYPE, List.of("info", "denied"));
            default -> {}
        }
        for (String entry : Json.texts(json, "alert.metadata")) {
            if (entry.startsWith(TECHNIQUE)) {
                event.add(EcsField.THREAT_TECHNIQUE_ID, entry.substring(TECHNIQUE.length()));
            }
        }
    }

    /** The result in words, as LDAP and SOCKS have it. */
    private static void result(EcsEvent.Builder event, JsonNode json) {
        String result = Json.text(json, "result");
        result = result == null ? Json.text(json, "status") : result;
        event.set(
                EcsField.EVENT_OUTCOME,
                result == null
                        ? "unknown"
                        : result.equals("success") || result.equals("succeeded")
                                ? "success"
                                : "failure");
    }

    /** A reply of three digits, of which the first tells; one below 200 is only on the way. */
    private static void replied(EcsEvent.Builder event, @Nullable Long code) {
        event.set(
                EcsField.EVENT_OUTCOME,
                code == null || code < 200 ? "unknown" : code < 400 ? "success" : "failure");
    }

    private static void smbCommand(EcsEvent.Builder event, JsonNode json) {
        transport(event);
        Principal.user(event, Json.text(json, "username"));
        String status = Json.text(json, "status");
        event.set(
                EcsField.EVENT_OUTCOME,
                switch (String.valueOf(status)) {
                    case "SUCCESS" -> "success";
                    case "MORE_PROCESSING_REQUIRED", "PENDING", "null" -> "unknown";
                    default -> "failure";
                });
    }

    private static void tunnel(EcsEvent.Builder event, JsonNode json) {
        switch (String.valueOf(Json.text(json, "action"))) {
            case "Tunnel::DISCOVER" ->
                    event.set(EcsField.EVENT_TYPE, List.of("connection", "start"));
            case "Tunnel::CLOSE", "Tunnel::EXPIRE" ->
                    event.set(EcsField.EVENT_TYPE, List.of("connection", "end"));
            default -> {}
        }
    }

    private static void notice(EcsEvent.Builder event, JsonNode json) {
        String note = Json.text(json, "note");
        event.set(EcsField.EVENT_KIND, "alert")
                .set(EcsField.EVENT_ACTION, note == null ? "notice" : note);
        String source = Json.text(json, "src");
        String destination = Json.text(json, "dst");
        event.setIfAbsent(EcsField.SOURCE_IP, source == null ? null : IpAddress.canonical(source))
                .setIfAbsent(
                        EcsField.DESTINATION_IP,
                        destination == null ? null : IpAddress.canonical(destination))
                .setIfAbsent(EcsField.DESTINATION_PORT, port(Json.number(json, "p")));
    }

    private static void files(EcsEvent.Builder event, JsonNode json) {
        String protocol = Json.text(json, "source");
        event.set(
                EcsField.NETWORK_PROTOCOL,
                protocol == null ? null : protocol.toLowerCase(Locale.ROOT));
        Json.texts(json, "tx_hosts").forEach(address -> relate(event, address));
        Json.texts(json, "rx_hosts").forEach(address -> relate(event, address));
    }

    private static void intel(EcsEvent.Builder event, JsonNode json) {
        event.set(EcsField.EVENT_KIND, "alert");
        String type = nested(json, "indicator_type");
        String indicator = nested(json, "indicator");
        event.set(EcsField.THREAT_INDICATOR_NAME, indicator)
                .set(EcsField.THREAT_INDICATOR_PROVIDER, first(Json.texts(json, "sources")));
        if (type == null) {
            return;
        }
        String ip =
                type.equals("Intel::ADDR") && indicator != null
                        ? IpAddress.canonical(indicator)
                        : null;
        event.set(EcsField.THREAT_INDICATOR_IP, ip)
                .set(
                        EcsField.THREAT_INDICATOR_TYPE,
                        ip != null && ip.indexOf(':') >= 0
                                ? "ipv6-addr"
                                : INDICATOR_TYPES.get(type));
    }

    private static @Nullable String nested(JsonNode json, String name) {
        String dotted = Json.text(json, "seen." + name);
        return dotted == null ? Json.text(json, "seen", name) : dotted;
    }

    private static void relate(EcsEvent.Builder event, @Nullable String address) {
        event.add(EcsField.RELATED_IP, address == null ? null : IpAddress.canonical(address));
    }

    /** The fingerprint is SHA-256 by default; a shorter one is of another hash. */
    private static @Nullable String sha256(JsonNode json) {
        String fingerprint = Json.text(json, "fingerprint");
        return fingerprint != null && fingerprint.length() == 64 ? fingerprint : null;
    }

    private static @Nullable Long port(@Nullable Long number) {
        return number == null || number < 1 || number > 65_535 ? null : number;
    }

    /** A host name; null for an address, which is no domain. */
    private static @Nullable String host(@Nullable String text) {
        String name = withoutPort(text);
        return name == null || IpAddress.canonical(name) != null ? null : name;
    }

    private static @Nullable String withoutPort(@Nullable String text) {
        if (text == null) {
            return null;
        }
        IpEndpoint endpoint = IpEndpoint.parse(text);
        if (endpoint != null) {
            return endpoint.ip();
        }
        int colon = text.lastIndexOf(':');
        return colon > 0 ? text.substring(0, colon) : text;
    }

    private static @Nullable String first(List<String> texts) {
        return texts.isEmpty() ? null : texts.getFirst();
    }
}

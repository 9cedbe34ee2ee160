package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.MacAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who signed in, what was asked for and what came of it, in the records that Suricata writes for single protocols. */
final class SuricataProtocols {
    /** What SMB answers before it has decided. */
    private static final Set<String> UNFINISHED =
            Set.of("STATUS_MORE_PROCESSING_REQUIRED", "STATUS_PENDING");

    private SuricataProtocols() {}

    /** Adds what the record of an event type says in the object of that name. */
    static void fill(EcsEvent.Builder event, String type, JsonNode eve) {
        JsonNode record = eve.path(type);
        switch (type) {
            case "arp" -> {
                Flow.endpoints(
                        event,
                        Json.text(record, "src_ip"),
                        null,
                        Json.text(record, "dest_ip"),
                        null,
                        null);
                event.set(EcsField.SOURCE_MAC, MacAddress.canonical(Json.text(record, "src_mac")))
                        .set(
                                EcsField.DESTINATION_MAC,
                                MacAddress.canonical(Json.text(record, "dest_mac")));
            }
            case "dhcp" -> dhcp(event, record);
            case "ftp" -> ftp(event, record);
            case "ftp_data" -> UnixPaths.file(event, Json.text(record, "filename"));
            case "http2" -> http2(event, record);
            case "krb5" -> kerberos(event, record);
            case "ldap" -> ldap(event, record);
            case "mqtt" -> mqtt(event, record);
            case "nfs" -> nfs(event, record);
            case "pgsql" -> postgres(event, record);
            case "pop3" -> pop3(event, record);
            case "quic" ->
                    event.set(EcsField.TLS_CLIENT_SERVER_NAME, Json.text(record, "sni"))
                            .set(EcsField.DESTINATION_DOMAIN, Json.text(record, "sni"))
                            .set(EcsField.TLS_CLIENT_JA3, Json.text(record, "ja3", "hash"));
            case "rdp" ->
                    event.set(EcsField.SOURCE_DOMAIN, Json.text(record, "client", "client_name"));
            case "rfb" -> rfb(event, record.path("authentication"));
            case "sip" -> event.set(EcsField.EVENT_OUTCOME, replied(Json.number(record, "code")));
            case "smb" -> smb(event, record);
            case "tftp" -> {
                UnixPaths.file(event, Json.text(record, "file"));
                if ("error".equals(Json.text(record, "packet"))) {
                    event.set(EcsField.EVENT_OUTCOME, "failure");
                }
            }
            default -> {}
        }
    }

    /** Who is named in what stands beside an alert, or in a record of a type that nobody knows. */
    static void accounts(EcsEvent.Builder event, JsonNode eve) {
        String bound = Json.text(eve, "ldap", "request", "bind_request", "name");
        event.add(EcsField.RELATED_USER, named(eve.path("krb5"), "cname"))
                .add(EcsField.RELATED_USER, Json.text(eve, "smb", "ntlmssp", "user"))
                .add(EcsField.RELATED_USER, Json.text(eve, "mqtt", "connect", "username"))
                .add(
                        EcsField.RELATED_USER,
                        Json.text(eve, "pgsql", "request", "startup_parameters", "user"))
                .add(EcsField.RELATED_USER, refusedByPostgres(eve.path("pgsql")))
                .add(
                        EcsField.RELATED_USER,
                        bound == null || bound.indexOf('=') >= 0 ? null : bound);
        if ("USER".equals(Json.text(eve, "ftp", "command"))) {
            event.add(EcsField.RELATED_USER, Json.text(eve, "ftp", "command_data"));
        }
        if ("USER".equals(Json.text(eve, "pop3", "request", "command"))) {
            for (String account : Json.texts(eve, "pop3", "request", "args")) {
                event.add(EcsField.RELATED_USER, account);
            }
        }
    }

    /** Says that this was a sign-in, and how it ended; null if that is not known. */
    private static void signIn(EcsEvent.Builder event, @Nullable Boolean success) {
        event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "network"))
                .set(EcsField.EVENT_TYPE, List.of("start", "protocol"))
                .set(
                        EcsField.EVENT_OUTCOME,
                        success == null ? "unknown" : success ? "success" : "failure");
    }

    /** Says that this belongs to a sign-in that a later message decides. */
    private static void step(EcsEvent.Builder event) {
        event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "network"))
                .set(EcsField.EVENT_TYPE, List.of("info", "protocol"))
                .set(EcsField.EVENT_OUTCOME, "unknown");
    }

    private static void dhcp(EcsEvent.Builder event, JsonNode record) {
        // The reply comes from the server, and names the same client.
        if ("request".equals(Json.text(record, "type"))) {
            event.set(EcsField.SOURCE_MAC, MacAddress.canonical(Json.text(record, "client_mac")))
                    .set(EcsField.SOURCE_DOMAIN, Json.text(record, "hostname"));
        }
    }

    private static void ftp(EcsEvent.Builder event, JsonNode record) {
        List<String> codes = Json.texts(record, "completion_code");
        Long code = codes.isEmpty() ? null : Scan.number(codes.getLast());
        String command = String.valueOf(Json.text(record, "command")).toUpperCase(Locale.ROOT);
        if (command.equals("USER")) {
            event.set(EcsField.USER_NAME, Json.text(record, "command_data"));
        }
        if (command.equals("PASS")) {
            signIn(event, code == null ? null : (Boolean) (code < 400));
        } else {
            event.set(EcsField.EVENT_OUTCOME, replied(code));
        }
    }

    /** The outcome by a reply of three digits, of which the first tells; one below 200 is only on the way. */
    private static String replied(@Nullable Long code) {
        return code == null || code < 200 ? "unknown" : code < 400 ? "success" : "failure";
    }

    private static void http2(EcsEvent.Builder event, JsonNode record) {
        JsonNode request = record.path("request");
        String path = header(request, ":path");
        String code = header(record.path("response"), ":status");
        Long status = Scan.number(code);
        event.set(EcsField.HTTP_REQUEST_METHOD, header(request, ":method"))
                .set(EcsField.HTTP_VERSION, "2")
                .set(EcsField.HTTP_RESPONSE_STATUS_CODE, status)
                .set(EcsField.URL_ORIGINAL, path)
                .set(EcsField.USER_AGENT_ORIGINAL, header(request, "user-agent"));
        WebAccess.host(event, header(request, ":authority"));
        Flow.path(event, path);
        if (status != null) {
            event.set(EcsField.EVENT_OUTCOME, status >= 400 ? "failure" : "success");
        }
    }

    private static @Nullable String header(JsonNode message, String name) {
        for (JsonNode header : message.path("headers")) {
            if (name.equals(Json.text(header, "name"))) {
                return Json.text(header, "value");
            }
        }
        return null;
    }

    private static void kerberos(EcsEvent.Builder event, JsonNode record) {
        String error = Json.text(record, "error_code");
        if ("KDC_ERR_PREAUTH_REQUIRED".equals(error)) {
            // A client is asked for its proof by an error, too: that is no refusal.
            step(event);
        } else {
            signIn(event, answered(String.valueOf(Json.text(record, "msg_type")), error));
        }
        event.set(EcsField.USER_NAME, named(record, "cname"))
                .set(EcsField.USER_DOMAIN, named(record, "realm"))
                .set(EcsField.EVENT_REASON, error);
    }

    private static @Nullable Boolean answered(String message, @Nullable String error) {
        if (error != null || message.equals("KRB_ERROR")) {
            return false;
        }
        return message.endsWith("_REP") ? true : null;
    }

    private static @Nullable String named(JsonNode record, String name) {
        String text = Json.text(record, name);
        return "<empty>".equals(text) ? null : text;
    }

    private static void ldap(EcsEvent.Builder event, JsonNode record) {
        String result = null;
        for (JsonNode response : record.path("responses")) {
            String operation = Json.text(response, "operation");
            result = operation == null ? null : Json.text(response, operation, "result_code");
        }
        if ("bind_request".equals(Json.text(record, "request", "operation"))) {
            if ("sasl_bind_in_progress".equals(result)) {
                step(event);
            } else {
                signIn(event, result == null ? null : (Boolean) result.equals("success"));
            }
            String account = Json.text(record, "request", "bind_request", "name");
            if (account != null && account.indexOf('=') < 0) {
                Principal.user(event, account);
            }
        } else if (result != null) {
            event.set(EcsField.EVENT_OUTCOME, result.equals("success") ? "success" : "failure");
        }
    }

    private static void mqtt(EcsEvent.Builder event, JsonNode record) {
        if (record.has("connect") || record.has("connack")) {
            Long code = Json.number(record, "connack", "return_code");
            signIn(event, code == null ? null : (Boolean) (code == 0));
            event.set(EcsField.USER_NAME, Json.text(record, "connect", "username"));
        }
    }

    private static void nfs(EcsEvent.Builder event, JsonNode record) {
        UnixPaths.file(event, Json.text(record, "filename"));
        String change =
                switch (String.valueOf(Json.text(record, "procedure"))) {
                    case "CREATE", "MKDIR", "SYMLINK", "MKNOD", "LINK" -> "creation";
                    case "REMOVE", "RMDIR" -> "deletion";
                    case "WRITE", "RENAME", "SETATTR" -> "change";
                    default -> null;
                };
        if (change != null) {
            event.set(EcsField.EVENT_TYPE, List.of("access", "protocol", change));
        }
        String status = Json.text(record, "status");
        if (status != null) {
            event.set(EcsField.EVENT_OUTCOME, status.equals("OK") ? "success" : "failure");
        }
    }

    /**
     * Who begins a session says for whom, and is let in at once, refused or asked for a proof, which the next record has.
     *
     * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">PostgreSQL: message flow</a>
     */
    private static void postgres(EcsEvent.Builder event, JsonNode record) {
        JsonNode request = record.path("request");
        JsonNode response = record.path("response");
        boolean begins = request.has("startup_parameters");
        event.set(EcsField.USER_NAME, Json.text(request, "startup_parameters", "user"));
        String refused = Json.text(response, "severity_non_localizable");
        refused = refused == null ? Json.text(response, "severity_localizable") : refused;
        boolean isProof =
                request.has("password")
                        || request.has("password_redacted")
                        || request.has("sasl_authentication_mechanism")
                        || request.has("sasl_response");
        if (!begins && !isProof) {
            return;
        }
        String message = Json.text(response, "message");
        event.setIfAbsent(EcsField.USER_NAME, refusedByPostgres(record));
        if ("FATAL".equals(refused)) {
            signIn(event, false);
            event.set(EcsField.EVENT_REASON, message);
        } else if ("authentication_ok".equals(message)) {
            signIn(event, true);
        } else if (!response.isEmpty()) {
            step(event);
        } else {
            signIn(event, null);
        }
    }

    /** {@code password authentication failed for user "alice"}; null if nobody is named. */
    private static @Nullable String refusedByPostgres(JsonNode record) {
        String message = Json.text(record, "response", "message");
        return message == null ? null : Scan.between(message, " user \"", "\"");
    }

    private static void pop3(EcsEvent.Builder event, JsonNode record) {
        Boolean success = Json.flag(record, "response", "success");
        switch (String.valueOf(Json.text(record, "request", "command"))) {
            case "USER" -> {
                List<String> arguments = Json.texts(record, "request", "args");
                event.set(EcsField.USER_NAME, arguments.isEmpty() ? null : arguments.getFirst());
            }
            case "PASS", "APOP", "AUTH" -> signIn(event, success);
            default -> {}
        }
    }

    /** Older versions write the name with a hyphen. */
    private static void rfb(EcsEvent.Builder event, JsonNode authentication) {
        String hyphen = Json.text(authentication, "security-result");
        String result = hyphen == null ? Json.text(authentication, "security_result") : hyphen;
        if (result != null) {
            signIn(event, result.equals("OK"));
        }
    }

    private static void smb(EcsEvent.Builder event, JsonNode record) {
        String status = Json.text(record, "status");
        boolean isStep = status != null && UNFINISHED.contains(status);
        Boolean success =
                (status == null || isStep) ? null : (Boolean) status.equals("STATUS_SUCCESS");
        String command = String.valueOf(Json.text(record, "command"));
        if (command.contains("SESSION_SETUP")) {
            if (isStep) {
                step(event);
            } else {
                signIn(event, success);
            }
            event.set(EcsField.USER_NAME, Json.text(record, "ntlmssp", "user"))
                    .set(EcsField.USER_DOMAIN, Json.text(record, "ntlmssp", "domain"))
                    .set(EcsField.SOURCE_DOMAIN, Json.text(record, "ntlmssp", "host"));
        } else if (success != null) {
            event.set(EcsField.EVENT_OUTCOME, success ? "success" : "failure");
        }
        WindowsPaths.file(event, Json.text(record, "filename"));
    }
}

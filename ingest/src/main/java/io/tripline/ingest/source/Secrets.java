package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What people send to prove who they are, as a sensor reads it off the wire: it is hidden before it becomes part of an
 * event, in the vendor's fields and in {@code event.original}. That something was sent stays to be seen.
 */
final class Secrets {
    /** Zeek's own word for what it does not tell. */
    private static final String HIDDEN = "<hidden>";

    private static final Set<String> HEADERS =
            Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

    /** What Suricata adds on request: the bytes in which all of it stands once more. */
    private static final String[] BYTES = {"payload", "payload_printable", "packet"};

    private Secrets() {}

    /** Suricata's record without them; the record itself, if it has none. */
    static JsonNode hiddenInEve(JsonNode eve, EcsEvent.Builder event) {
        if (!mayHold(eve) || !(eve.deepCopy() instanceof ObjectNode copy)) {
            return eve;
        }
        boolean isHidden = ftp(copy.path("ftp"));
        isHidden |= pop3(copy.path("pop3").path("request"));
        isHidden |= hide(copy.path("mqtt").path("connect"), "password");
        isHidden |= hide(copy.path("pgsql").path("request"), "password");
        for (String side : new String[] {"request", "response"}) {
            isHidden |= headers(copy.path("http").path(side + "_headers"));
            isHidden |= headers(copy.path("http2").path(side).path("headers"));
        }
        if (!isHidden) {
            return eve;
        }
        for (String bytes : BYTES) {
            hide(copy, bytes);
        }
        event.set(EcsField.EVENT_ORIGINAL, copy.toString());
        return copy;
    }

    /** Zeek's record without its {@code password}, which it tells if it is configured to; the record itself without one. */
    static JsonNode hiddenInZeek(JsonNode record, String row, EcsEvent.Builder event) {
        String password = Json.text(record, "password");
        if (password == null
                || password.equals(HIDDEN)
                || !(record.deepCopy() instanceof ObjectNode copy)) {
            return record;
        }
        hide(copy, "password");
        // FTP's command is told as it was sent, too.
        if (password.equals(Json.text(copy, "arg"))) {
            hide(copy, "arg");
        }
        event.set(
                EcsField.EVENT_ORIGINAL,
                row.startsWith("{")
                        ? copy.toString()
                        : Arrays.stream(row.split("\t", -1))
                                .map(
                                        cell ->
                                                ZeekColumns.unescaped(cell).equals(password)
                                                        ? HIDDEN
                                                        : cell)
                                .collect(Collectors.joining("\t")));
        return copy;
    }

    private static boolean mayHold(JsonNode eve) {
        return eve.has("ftp")
                || eve.has("pop3")
                || eve.has("mqtt")
                || eve.has("pgsql")
                || eve.has("http2")
                || eve.path("http").has("request_headers")
                || eve.path("http").has("response_headers");
    }

    private static boolean ftp(JsonNode ftp) {
        return switch (command(ftp)) {
            case "PASS", "ACCT", "ADAT" -> hide(ftp, "command_data");
            default -> false;
        };
    }

    /** The first argument of APOP is the account, that of AUTH the mechanism. */
    private static boolean pop3(JsonNode request) {
        int first =
                switch (command(request)) {
                    case "PASS" -> 0;
                    case "APOP", "AUTH" -> 1;
                    default -> Integer.MAX_VALUE;
                };
        if (!(request.path("args") instanceof ArrayNode arguments)) {
            return false;
        }
        for (int i = first; i < arguments.size(); i++) {
            arguments.set(i, TextNode.valueOf(HIDDEN));
        }
        return first < arguments.size();
    }

    private static String command(JsonNode record) {
        String command = Json.text(record, "command");
        return command == null ? "" : command.toUpperCase(Locale.ROOT);
    }

    private static boolean headers(JsonNode headers) {
        boolean isHidden = false;
        for (JsonNode header : headers) {
            String name = Json.text(header, "name");
            isHidden |=
                    name != null
                            && HEADERS.contains(name.toLowerCase(Locale.ROOT))
                            && hide(header, "value");
        }
        return isHidden;
    }

    private static boolean hide(JsonNode object, String name) {
        if (object instanceof ObjectNode node && node.has(name)) {
            node.put(name, HIDDEN);
            return true;
        }
        return false;
    }
}

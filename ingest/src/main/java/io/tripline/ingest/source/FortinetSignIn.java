package io.tripline.ingest.source;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What FortiMail and FortiWeb themselves wrote of a sign-in, apart from the name, which stands in the line as it was typed, fields
 * and quotes included: {@code user=NAME ui=GUI(192.0.2.1) action=login status=failure reason=none msg="User NAME login failed"}.
 */
final class FortinetSignIn {
    private static final String USER = " user=";
    private static final String MESSAGE = " msg=\"";

    private FortinetSignIn() {}

    /** The pairs of a line without those that are part of the name; where none can be, those that were read. */
    static KeyValues own(String text, KeyValues read) {
        int user = text.indexOf(USER);
        int action = action(text);
        if (user < 0 || action < user) {
            return read;
        }
        String before = text.substring(0, user);
        if (action != lastAction(text)) {
            // Which of them is the device's cannot be told; nobody has such a name, so it let
            // nobody in.
            return with(
                    KeyValues.of(before + " action=login status=failure"),
                    Map.of("msg", message(text, text.lastIndexOf(MESSAGE))));
        }
        int start = user + USER.length();
        int ui = text.lastIndexOf(" ui=", action);
        int end = ui < start ? action : ui;
        String name = text.substring(start, end);
        if (isOneValue(name)) {
            return read;
        }
        int message = text.indexOf(MESSAGE, action);
        return with(
                KeyValues.of(before + text.substring(end, message < 0 ? text.length() : message)),
                Map.of(
                        "user",
                        name.indexOf('=') < 0 ? unquoted(name) : "",
                        "msg",
                        message(text, message)));
    }

    private static int action(String text) {
        int bare = text.indexOf(" action=login ");
        int quoted = text.indexOf(" action=\"login\" ");
        return bare < 0 || (quoted >= 0 && quoted < bare) ? quoted : bare;
    }

    private static int lastAction(String text) {
        return Math.max(text.lastIndexOf(" action=login "), text.lastIndexOf(" action=\"login\" "));
    }

    /** Whether it is the value of one pair, and ends neither that nor the message, in which it stands again. */
    private static boolean isOneValue(String name) {
        return name.startsWith("\"")
                ? name.indexOf('"', 1) == name.length() - 1 && !name.endsWith("\\\"")
                : name.indexOf(' ') < 0 && name.indexOf('"') < 0;
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    /** It stands last, so that its closing quote is the line's. */
    private static String message(String text, int at) {
        if (at < 0) {
            return "";
        }
        String message = text.substring(at + MESSAGE.length()).stripTrailing();
        return message.endsWith("\"") ? message.substring(0, message.length() - 1) : message;
    }

    private static KeyValues with(KeyValues own, Map<String, String> more) {
        Map<String, String> values = new LinkedHashMap<>(own.values());
        more.forEach((name, value) -> KeyValues.put(values, name, value));
        return new KeyValues(values);
    }
}

package io.tripline.ingest.source;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What FortiMail and FortiWeb themselves wrote of who did something, apart from the name, which stands in the line as it was typed,
 * fields and quotes included: {@code user=NAME ui=GUI(192.0.2.1) action=login status=failure reason=none msg="User NAME login
 * failed"}. What is typed stands in front of what the device says of it, and once more in the message.
 */
final class FortinetTypedName {
    private static final String USER = " user=";
    private static final String ACTION = " action=";
    private static final String MESSAGE = " msg=\"";

    private FortinetTypedName() {}

    /** The pairs of a line without those that are part of the name; where none can be, those that were read. */
    static KeyValues own(String text, KeyValues read) {
        int message = text.lastIndexOf(MESSAGE);
        String head = message < 0 ? text : text.substring(0, message);
        int user = head.indexOf(USER);
        int end = Math.max(head.lastIndexOf(" ui="), head.lastIndexOf(" userfrom=\""));
        // Older systems write neither, and what they say of others besides signing in is in quotes.
        end = end < user ? lastSignIn(head) : end;
        if (user < 0 || end < user || !FortiGate.isName(text, "user=")) {
            return read;
        }
        String before = head.substring(0, user);
        String own = head.substring(end);
        String said = message(text, message);
        if (isTwice(own, ACTION) || isTwice(own, " status=") || head.contains(MESSAGE)) {
            // Which of them is the device's cannot be told; nobody has such a name, so it let
            // nobody in.
            return with(
                    KeyValues.of(
                            before + (lastSignIn(text) < 0 ? "" : " action=login status=failure")),
                    Map.of("msg", said));
        }
        String name = head.substring(user + USER.length(), end);
        return isOneValue(name)
                ? read
                : with(
                        KeyValues.of(before + own),
                        Map.of("user", name.indexOf('=') < 0 ? unquoted(name) : "", "msg", said));
    }

    private static int lastSignIn(String text) {
        return Math.max(text.lastIndexOf(" action=login "), text.lastIndexOf(" action=\"login\" "));
    }

    private static boolean isTwice(String text, String word) {
        return text.indexOf(word) != text.lastIndexOf(word);
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

package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whom and what a message of a Cisco firewall names whose number we do not know: they are related, in what role ever. */
final class CiscoMentions {
    private static final int MOST = 8;
    private static final int LONGEST = 2_048;
    private static final String BETWEEN = " \t()[]<>{},;='\"";

    /** {@code Username:ann}, {@code (user= ann)}, {@code User = 'ann'}. */
    private static final Pattern USER =
            Pattern.compile("(?i)\\buser(?:name)? ?[=:] ?['\"<]?([^\\s,'\"<>()/]{1,104})");

    private CiscoMentions() {}

    static void related(String message, EcsEvent.Builder event) {
        String text = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
        int left = MOST;
        StringTokenizer words = new StringTokenizer(text, BETWEEN);
        while (words.hasMoreTokens() && left > 0) {
            String address = address(words.nextToken());
            if (address != null) {
                event.add(EcsField.RELATED_IP, address);
                left--;
            }
        }
        Matcher user = USER.matcher(text);
        for (int users = 0; users < MOST && user.find(); users++) {
            String name = user.group(1);
            // ASA's words for a name that it does not know, and for one that it hides.
            if (!name.equals("Unknown") && !name.startsWith("***")) {
                event.add(EcsField.RELATED_USER, name);
            }
        }
    }

    /** With an interface before it, and a port or a full stop behind. */
    private static @Nullable String address(String word) {
        int slash = word.indexOf('/');
        String end = slash < 0 ? word : word.substring(0, slash);
        boolean isEnded = end.endsWith(".") || end.endsWith(":");
        String whole = isEnded ? end.substring(0, end.length() - 1) : end;
        String address = known(whole);
        if (address != null) {
            return address;
        }
        String behind = whole.substring(whole.indexOf(':') + 1);
        String named = known(behind);
        int port = behind.indexOf(':');
        return named == null && port > 0 ? known(behind.substring(0, port)) : named;
    }

    /** A number alone is no address, and a mask is nobody's. */
    private static @Nullable String known(String text) {
        boolean isMask = text.startsWith("255.") || text.startsWith("0.");
        return isMask || (text.indexOf('.') < 0 && text.indexOf(':') < 0)
                ? null
                : IpAddress.canonical(text);
    }
}

package io.tripline.correlation.engine;

import io.tripline.contracts.IpAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands in a line of a list: a text, an address, a block of addresses, or from one to another of these, {@code a>b}. */
final class ListEntry {
    /** An address and a slash: what follows must be a length, and nothing after it. */
    private static final Pattern BLOCK = Pattern.compile("[0-9a-fA-F]*[.:][0-9a-fA-F.:]*/[^>]*");

    /** An address, and what makes of it something that no event has: a remark, or the end of a range. */
    private static final Pattern MORE =
            Pattern.compile(
                    "(?<address>[0-9a-fA-F.:]+)(?:\\s*-\\s*(?<last>[0-9a-fA-F.:]+)|\\s*[#;,].*|\\s+.*)");

    private static final Pattern LAST_NUMBER = Pattern.compile("[0-9]{1,3}");

    /** 10.0.0.*, 10.* or 2001:db8:*. */
    private static final Pattern STARS =
            Pattern.compile(
                    "[0-9]{1,3}\\.[0-9.]*\\*[0-9.*]*|[0-9a-fA-F]{1,4}:[0-9a-fA-F]*:[0-9a-fA-F:]*\\*");

    private ListEntry() {}

    /** Why no value could ever be this one; empty if one could. */
    static String problem(String entry) {
        if (BLOCK.matcher(entry).matches() && Network.parse(entry).bits() < 0) {
            return entry + " is no block of addresses like 10.0.0.0/8.";
        }
        if (entry.indexOf('>') < 0 && isNearlyAddress(entry)) {
            return entry
                    + " begins like an address and is none, so that no event has it. Write one address or one block like 10.0.0.0/24; a remark stands on a line of its own, behind a #.";
        }
        return "";
    }

    private static boolean isNearlyAddress(String entry) {
        if (STARS.matcher(entry).matches()) {
            return true;
        }
        Matcher more = MORE.matcher(entry);
        if (!more.matches() || IpAddress.canonical(more.group("address")) == null) {
            return false;
        }
        String last = more.group("last");
        return last == null
                || LAST_NUMBER.matcher(last).matches()
                || IpAddress.canonical(last) != null;
    }

    /** As events have it, and as a block is shown: an IPv6 address can be written in many ways. */
    static String canonical(String entry) {
        int arrow = entry.indexOf('>');
        if (arrow > 0) {
            String from = entry.substring(0, arrow).strip();
            String to = entry.substring(arrow + 1).strip();
            if (place(from) != null || place(to) != null) {
                return canonical(from) + ">" + canonical(to);
            }
        }
        String place = place(entry);
        return place == null ? entry.toLowerCase(Locale.ROOT) : place;
    }

    private static @Nullable String place(String text) {
        if (text.indexOf('/') < 0) {
            return IpAddress.canonical(text);
        }
        Network network = Network.parse(text);
        return network.bits() < 0 ? null : network.toString();
    }
}

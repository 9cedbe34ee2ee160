package io.tripline.ingest.source;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a device's word for what it did, or the name of the event, says about whether something was let through. */
final class VerdictWords {
    private static final Set<String> REFUSALS =
            Set.of(
                    "block",
                    "blocked",
                    "blocking",
                    "blocks",
                    "denied",
                    "denies",
                    "deny",
                    "denying",
                    "disallow",
                    "disallowed",
                    "disallows",
                    "discard",
                    "discarded",
                    "discarding",
                    "discards",
                    "drop",
                    "dropped",
                    "dropping",
                    "drops",
                    "refuse",
                    "refused",
                    "refuses",
                    "reject",
                    "rejected",
                    "rejects",
                    "reset",
                    "resets",
                    "resetting");

    private static final Set<String> PERMISSIONS =
            Set.of(
                    "accept",
                    "accepted",
                    "accepting",
                    "accepts",
                    "allow",
                    "allowed",
                    "allowing",
                    "allows",
                    "pass",
                    "passed",
                    "passes",
                    "permit",
                    "permits",
                    "permitted");

    private static final Set<String> NEGATIONS = Set.of("cannot", "never", "not");

    private static final int LONGEST = 10;

    private VerdictWords() {}

    /**
     * Whether traffic was let through, by the last part that says so with its first word: {@code deny_all}, {@code
     * Connection_Discarded}, {@code block-url}, {@code BlockedByPolicy}, {@code Blocklist_match:permitted}, {@code not_allowed}.
     * Null if none does.
     */
    static @Nullable Boolean allowed(String decision) {
        return allowed(decision, false);
    }

    /**
     * The same of an event's name, where a word for what may be done is often a part of another: {@code Accept-Encoding}, {@code
     * BlockList}, {@code Pass-through}. What was done counts in any: {@code Blocked-URL}.
     */
    static @Nullable Boolean allowedByName(String name) {
        return allowed(name, true);
    }

    private static @Nullable Boolean allowed(String decision, boolean isName) {
        // A password that is set anew is no connection.
        boolean isOfPassword = decision.toLowerCase(Locale.ROOT).contains("password");
        Boolean allowed = null;
        boolean isFirst = true;
        boolean isNegated = false;
        int at = 0;
        while (at < decision.length()) {
            char c = decision.charAt(at);
            if (!Character.isLetter(c)) {
                isFirst |= c == ':' || c == '_';
                at++;
                continue;
            }
            int end = end(decision, at);
            if (isFirst || isNegated) {
                String word = word(decision, at, end);
                boolean isOfElse =
                        (isOfPassword && word.startsWith("reset"))
                                || (isName && isPartOfAnother(decision, end, word))
                                || (word.equals("pass") && isPassThe(decision, end));
                Boolean verdict = isOfElse ? null : verdict(word);
                allowed = verdict == null ? allowed : (Boolean) (verdict != isNegated);
                isNegated = NEGATIONS.contains(word);
            }
            isFirst = false;
            at = end;
        }
        return allowed;
    }

    private static @Nullable Boolean verdict(String word) {
        return PERMISSIONS.contains(word) ? Boolean.TRUE : REFUSALS.contains(word) ? false : null;
    }

    /** The place behind the word that begins here: before what is no letter, or the capital of the next. */
    private static int end(String text, int from) {
        int end = from + 1;
        while (end < text.length()
                && Character.isLetter(text.charAt(end))
                && !(Character.isUpperCase(text.charAt(end))
                        && Character.isLowerCase(text.charAt(end - 1)))) {
            end++;
        }
        return end;
    }

    private static String word(String text, int from, int to) {
        return to - from > LONGEST ? "" : text.substring(from, to).toLowerCase(Locale.ROOT);
    }

    private static boolean isPartOfAnother(String name, int end, String word) {
        return end < name.length()
                && (name.charAt(end) == '-' || Character.isLetter(name.charAt(end)))
                && !word.endsWith("ed");
    }

    /** What is called Pass-the-Hash was not let through by that. */
    private static boolean isPassThe(String decision, int end) {
        return decision.regionMatches(true, end, "the", 0, 3)
                || decision.regionMatches(true, end + 1, "the", 0, 3);
    }
}

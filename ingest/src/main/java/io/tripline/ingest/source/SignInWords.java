package io.tripline.ingest.source;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the names of events, which each vendor words as it likes, say about sign-ins. Of what they leave open, nothing is said. */
final class SignInWords {
    private static final List<String> OF_SIGN_INS =
            List.of("login", "logon", "sign-in", "authentication");

    private static final List<String> OF_SIGN_OUTS =
            List.of("logout", "logoff", "logged out", "logged off", "sign-out", "signed out");

    private static final List<String> SIGNED_IN = List.of("logged in", "signed in");

    /** Behind these words a sentence still tells that somebody did sign in. */
    private static final List<String> FURTHER =
            List.of("", ".", ",", " from ", " to ", " via ", " with ", " using ", " successfully");

    /** With these in front, behind a blank, it tells something else of who signed in, or did not. */
    private static final List<String> DOUBTS =
            List.of(
                    " not ",
                    "n't ",
                    " never ",
                    " cannot ",
                    " no longer ",
                    " no user",
                    " already ",
                    " number of ",
                    " too many ",
                    " last ",
                    " if ",
                    " when ",
                    " until ");

    private static final List<String> NOT_ALLOWED =
            List.of(
                    "disallowed",
                    "n't allowed",
                    "never allowed",
                    "no longer allowed",
                    "not allowed",
                    "notallowed");

    private static final List<String> WRONG = List.of("bad password", "incorrect", "wrong");

    /** What takes another's place is a server, not somebody at the door. */
    private static final List<String> OF_SERVERS =
            List.of(
                    "authentication failover",
                    "authentication server failover",
                    "login failover",
                    "logon failover");

    private SignInWords() {}

    /** Whether an event of this name and action, with the vendor's category beside, is about a sign-in; all in small letters. */
    static boolean isSignIn(String name, String category, String action) {
        if (containsOne(name, OF_SERVERS) || containsOne(action, OF_SERVERS)) {
            return false;
        }
        return containsOne(name, OF_SIGN_INS)
                || containsOne(category, OF_SIGN_INS)
                || containsOne(action, OF_SIGN_INS)
                || isSignedIn(name)
                || isSignedIn(action)
                || isAuthenticated(name);
    }

    static boolean isSignOut(String words) {
        return containsOne(words, OF_SIGN_OUTS);
    }

    /** How a sign-in of this name and action ended: "User login denied", "Administrator login allowed"; null if they do not say. */
    static @Nullable Boolean ended(String name, String category, String action) {
        String words = name + " " + category + " " + action;
        Boolean outcome = outcome(words);
        if (outcome != null) {
            return outcome;
        }
        if (isSignedIn(name) || isSignedIn(action) || isAuthenticated(name)) {
            return true;
        }
        if (containsOne(words.replace('_', ' ').replace('-', ' '), NOT_ALLOWED)) {
            return false;
        }
        return words.contains("allowed") ? Boolean.TRUE : null;
    }

    /** What words say about how anything ended; null if they say nothing. */
    static @Nullable Boolean outcome(String text) {
        String words = text.toLowerCase(Locale.ROOT).replace("failover", "");
        if (words.contains("fail")
                || words.contains("not success")
                || words.contains("no success")
                || words.contains("denied")
                || words.contains("invalid")
                || words.contains("unsuccess")
                || containsOne(words, WRONG)) {
            return false;
        }
        return (words.contains("success") || words.equals("ok")) ? Boolean.TRUE : null;
    }

    private static boolean isSignedIn(String text) {
        for (String words : SIGNED_IN) {
            int at = text.indexOf(words);
            if (at >= 0) {
                String rest = text.substring(at + words.length());
                return !isDoubtful(text.substring(0, at))
                        && FURTHER.stream()
                                .anyMatch(
                                        each ->
                                                each.isEmpty()
                                                        ? rest.isEmpty()
                                                        : rest.startsWith(each));
            }
        }
        return false;
    }

    /** {@code STATUS_AUTHENTICATED}, but not: deauthenticated, unauthenticated, reauthenticated. */
    private static boolean isAuthenticated(String name) {
        String told = withoutEnd(name, " successfully");
        String before = withoutEnd(told, "authenticated");
        return before.length() < told.length()
                && (before.isEmpty() || before.endsWith(" ") || before.endsWith("_"))
                && !isDoubtful(before.replace('_', ' '));
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    private static boolean isDoubtful(String before) {
        // Who did something is told of, not who signed in: "Password reset by user logged in".
        String clause = before.substring(before.lastIndexOf(':') + 1);
        return clause.contains(" by ") || containsOne(" " + before, DOUBTS);
    }

    private static boolean containsOne(String text, List<String> words) {
        for (String each : words) {
            if (text.contains(each)) {
                return true;
            }
        }
        return false;
    }
}

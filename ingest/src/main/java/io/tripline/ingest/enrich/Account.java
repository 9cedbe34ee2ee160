package io.tripline.ingest.enrich;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An account as tables name it, in lower case: {@code corp\ann}, {@code ann@corp.example.com}, or a name or an id alone,
 * whose domain is empty.
 *
 * @param text the whole of it; {@code corp\ann} and {@code ann@corp} may be two, as an address need not be the name within the domain
 */
record Account(String text, String domain, String name) {
    /** Names that are there on every host or system, and so nobody's own; in a domain they may be somebody's. */
    private static final Set<String> EVERYWHERE =
            Set.of(
                    "admin",
                    "administrator",
                    "anonymous logon",
                    "guest",
                    "local service",
                    "network service",
                    "nobody",
                    "root",
                    "system",
                    "unknown");

    /** What Unix numbers its accounts with, on each host anew. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

    /** S-1-5-21 begins the SIDs of a domain or a machine, S-1-12-1 those of Entra ID; all others are the same everywhere. */
    private static final Pattern SID_OF_EVERYWHERE = Pattern.compile("s-1-(?!5-21-|12-1-).*");

    /** Reads any way of writing it. What stands before an address and a backslash ({@code AzureAD\}) says nothing. */
    static Account of(String written) {
        String text = written.toLowerCase(Locale.ROOT);
        int slash = text.lastIndexOf('\\');
        int at = text.lastIndexOf('@');
        if (at > slash) {
            return new Account(
                    text.substring(slash + 1),
                    text.substring(at + 1),
                    text.substring(slash + 1, at));
        }
        return new Account(
                text, slash < 0 ? "" : text.substring(0, slash), text.substring(slash + 1));
    }

    boolean isInDomain() {
        return !domain.isEmpty();
    }

    boolean isAddress() {
        return isInDomain() && text.length() > name.length() && text.charAt(name.length()) == '@';
    }

    /** Why no person can have the account of this name as their own; empty if one can. */
    static Optional<String> problem(String text) {
        Account account = of(text);
        boolean namesDomain = text.indexOf('\\') >= 0 || text.indexOf('@') >= 0;
        if (account.name.isEmpty() || namesDomain != account.isInDomain()) {
            return Optional.of(
                    "names half an account; write ann@corp.example.com, CORP\\ann, ann or an id");
        }
        if (account.isInDomain()) {
            return Optional.empty();
        }
        if (EVERYWHERE.contains(account.name)) {
            return Optional.of(
                    "is an account of every host, and so nobody's; name its domain, such as CORP\\"
                            + account.name);
        }
        if (NUMBER.matcher(account.name).matches()) {
            return Optional.of(
                    "is a number that is another account's on the next host; name the account itself");
        }
        if (SID_OF_EVERYWHERE.matcher(account.name).matches()) {
            return Optional.of("is a SID of every Windows host, and so nobody's; take it out");
        }
        return Optional.empty();
    }
}

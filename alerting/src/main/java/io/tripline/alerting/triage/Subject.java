package io.tripline.alerting.triage;

import java.util.Optional;

/**
 * Whom somebody looks for, in whichever of their names: {@code ann} is also {@code CORP\ann} and {@code
 * ann@corp.example.com}, and {@code wks12} also {@code wks12.corp.example.com}. Who gives the whole name means that one,
 * and the short one that incidents have. Case plays no part.
 *
 * @param name as it was given
 */
public record Subject(String name) {
    /** The short name of a person; empty if this is one, so that what belongs to it may have any domain. */
    public Optional<String> shortPerson() {
        int slash = name.lastIndexOf('\\');
        String account = name.substring(slash + 1);
        int at = account.indexOf('@');
        String person = at > 0 ? account.substring(0, at) : account;
        return person.equals(name) || person.isEmpty() ? Optional.empty() : Optional.of(person);
    }

    /** The short name of a host, if this is a whole one: with one dot alone it may as well be a person's. */
    public Optional<String> shortHost() {
        int dot = name.indexOf('.');
        return dot > 0 && dot != name.lastIndexOf('.') && !isAddress()
                ? Optional.of(name.substring(0, dot))
                : Optional.empty();
    }

    /** Whether it is an address. */
    public boolean isAddress() {
        return Filter.isAddress(name);
    }
}

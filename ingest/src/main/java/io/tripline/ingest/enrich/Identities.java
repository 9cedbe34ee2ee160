package io.tripline.ingest.enrich;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which person has which accounts. Who acted in an event, and whom it was done to, is looked for in this order, and the first that
 * is known decides:
 *
 * <ol>
 *   <li>{@code user.id}, unless it is only the account's name once more;
 *   <li>{@code user.name} in its domain, the one within it or else {@code user.domain}: {@code corp\ann}, then {@code
 *       ann@corp};
 *   <li>{@code user.email}: after the name, as at some providers people choose it themselves;
 *   <li>{@code user.name} alone, where the event names no domain.
 * </ol>
 */
public final class Identities {
    /** No person is known. */
    public static final Identities NONE = new Identities("", Map.of());

    /** As long as a line of the table may make it; a longer name is nobody's. */
    static final int LONGEST = 256;

    private static final AccountFields ACTING =
            new AccountFields(
                    EcsField.USER_ID,
                    EcsField.USER_NAME,
                    EcsField.USER_EMAIL,
                    EcsField.USER_DOMAIN);

    private static final AccountFields TARGET =
            new AccountFields(
                    EcsField.USER_TARGET_ID,
                    EcsField.USER_TARGET_NAME,
                    EcsField.USER_TARGET_EMAIL,
                    EcsField.USER_TARGET_DOMAIN);

    private final String version;
    private final int persons;

    /** The person by {@link Account#text}. */
    private final Map<String, String> byText = new HashMap<>();

    /** Those in a domain by it and the name, so that an event that has them apart needs no text made of them. */
    private final Map<String, Map<String, String>> byDomain = new HashMap<>();

    /**
     * A table.
     *
     * @param version is noted on the events that it decided
     */
    Identities(String version, Map<Account, String> personByAccount) {
        this.version = version;
        this.persons = new HashSet<>(personByAccount.values()).size();
        personByAccount.forEach((account, person) -> byText.put(account.text(), person));
        // CORP.EXAMPLE.COM\ann need not be who has the address ann@corp.example.com: where the
        // table says both, the name within the domain goes first.
        personByAccount.forEach(
                (account, person) -> {
                    if (account.isInDomain() && !account.isAddress()) {
                        inDomain(account).put(account.name(), person);
                    }
                });
        personByAccount.forEach(
                (account, person) -> {
                    if (account.isAddress()) {
                        inDomain(account).putIfAbsent(account.name(), person);
                    }
                });
    }

    /** Where an event says an account. */
    private record AccountFields(EcsField id, EcsField name, EcsField email, EcsField domain) {}

    private Map<String, String> inDomain(Account account) {
        return byDomain.computeIfAbsent(account.domain(), _ -> new HashMap<>());
    }

    /** Sets the person that the account of who acted belongs to, where one is known; of a target, only that it is related. */
    public void enrich(EcsEvent.Builder event) {
        if (byText.isEmpty()) {
            return;
        }
        String person = person(event, ACTING);
        if (person != null) {
            event.set(EcsField.TRIPLINE_IDENTITY, person);
            related(event, person);
        }
        String target = person(event, TARGET);
        if (target != null) {
            related(event, target);
        }
    }

    private void related(EcsEvent.Builder event, String person) {
        event.set(EcsField.TRIPLINE_ENRICHMENT_IDENTITY, version)
                .add(EcsField.RELATED_USER, person);
    }

    /** The first 12 hex digits of the SHA-256 of the table's file. */
    public String version() {
        return version;
    }

    public int persons() {
        return persons;
    }

    public int accounts() {
        return byText.size();
    }

    private @Nullable String person(EcsEvent.Builder event, AccountFields of) {
        String id = event.string(of.id);
        String name = event.string(of.name);
        String email = event.string(of.email);
        String person = found(id);
        if (person != null && !isNameOf(id, name) && !isNameOf(id, email)) {
            return person;
        }
        String domain = event.string(of.domain);
        person = named(name, domain);
        if (person == null && email != null && email.indexOf('@') > 0) {
            person = found(email);
        }
        return person == null && domain == null ? alone(name) : person;
    }

    /** By the name in the domain that it has in itself, or else in this one. */
    private @Nullable String named(@Nullable String name, @Nullable String domain) {
        if (name == null || name.length() > LONGEST) {
            return null;
        }
        int slash = name.lastIndexOf('\\');
        if (name.indexOf('@', slash + 1) >= 0) {
            return found(name.substring(slash + 1));
        }
        return slash < 0
                ? found(domain, name)
                : found(name.substring(0, slash), name.substring(slash + 1));
    }

    private @Nullable String alone(@Nullable String name) {
        return name == null || name.indexOf('@') >= 0 || name.indexOf('\\') >= 0
                ? null
                : found(name);
    }

    private @Nullable String found(@Nullable String text) {
        return text == null || text.length() > LONGEST ? null : byText.get(lower(text));
    }

    private @Nullable String found(@Nullable String domain, String name) {
        if (domain == null || domain.length() > LONGEST) {
            return null;
        }
        Map<String, String> people = byDomain.get(lower(domain));
        return people == null ? null : people.get(lower(name));
    }

    /** Whether the id is the account's name without its domain: as such it counts in its domain only. */
    private static boolean isNameOf(@Nullable String id, @Nullable String account) {
        if (id == null || account == null) {
            return false;
        }
        int from = account.lastIndexOf('\\') + 1;
        int at = account.lastIndexOf('@');
        int to = at < from ? account.length() : at;
        return to - from == id.length() && account.regionMatches(true, from, id, 0, id.length());
    }

    /** The same text, if it is in lower case already. */
    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}

package io.tripline.alerting.incidents;

import io.tripline.alerting.Names;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Incident.Kind;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whom an alert is about. What its rule names as entity is <em>central</em>. What its evidence shows beside that counts too,
 * where it is one of few: a spray over fifty accounts is not about any one of them.
 */
final class Entities {
    /** More values of one kind than this in the evidence say what was tried, not whom it is about. */
    private static final int MOST_OF_EVIDENCE = 3;

    /** No name of anybody; such a value was made to be large. */
    private static final int LONGEST = 256;

    private static final Map<EcsField, Kind> CENTRAL =
            Map.of(
                    EcsField.TRIPLINE_IDENTITY, Kind.PERSON,
                    EcsField.USER_NAME, Kind.PERSON,
                    EcsField.USER_EMAIL, Kind.PERSON,
                    EcsField.USER_TARGET_NAME, Kind.PERSON,
                    EcsField.USER_EFFECTIVE_NAME, Kind.PERSON,
                    EcsField.SOURCE_USER_NAME, Kind.PERSON,
                    EcsField.HOST_NAME, Kind.HOST,
                    EcsField.SOURCE_IP, Kind.ADDRESS,
                    EcsField.CLIENT_IP, Kind.ADDRESS);

    private static final Map<Kind, List<EcsField>> EVIDENCE =
            Map.of(
                    Kind.PERSON,
                    List.of(
                            EcsField.TRIPLINE_IDENTITY,
                            EcsField.USER_NAME,
                            EcsField.USER_TARGET_NAME),
                    Kind.HOST,
                    List.of(EcsField.HOST_NAME),
                    Kind.ADDRESS,
                    List.of(EcsField.SOURCE_IP));

    /** ECS has no field for a session: a rule that knows one says so among its values. */
    private static final String SESSION = "session";

    private final Names shared;

    Entities(Names shared) {
        this.shared = shared;
    }

    /** The entities that may join the alert to others, and whether each is central. */
    SortedMap<EntityKey, Boolean> of(Alert alert) {
        SortedMap<EntityKey, Boolean> found = new TreeMap<>();
        EVIDENCE.forEach(
                (_, fields) -> {
                    for (EcsField field : fields) {
                        TreeSet<String> values = new TreeSet<>();
                        for (Alert.Evidence each : alert.evidence()) {
                            if (each.fields().get(field.fieldName()) instanceof String text) {
                                values.add(text);
                            }
                        }
                        if (values.size() <= MOST_OF_EVIDENCE) {
                            values.forEach(
                                    value ->
                                            key(field, value)
                                                    .ifPresent(key -> found.put(key, false)));
                        }
                    }
                });
        if (alert.values().get(SESSION) instanceof String session) {
            named(Kind.SESSION, session).ifPresent(key -> found.put(key, true));
        }
        alert.entity()
                .forEach(
                        (field, value) -> key(field, value).ifPresent(key -> found.put(key, true)));
        return Collections.unmodifiableSortedMap(found);
    }

    private Optional<EntityKey> key(EcsField field, String value) {
        Kind kind = CENTRAL.get(field);
        return kind == null ? Optional.empty() : named(kind, value);
    }

    private Optional<EntityKey> named(Kind kind, String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        EntityKey key =
                switch (kind) {
                    case PERSON -> person(text);
                    case HOST -> new EntityKey(kind, host(text));
                    case ADDRESS, SESSION -> new EntityKey(kind, text);
                };
        boolean isUsable =
                !key.value().isEmpty()
                        && !key.value().equals("-")
                        && key.value().length() <= LONGEST
                        && !shared.hold(key.value())
                        && (key.kind() != Kind.ADDRESS || isSomebodys(key.value()));
        return isUsable ? Optional.of(key) : Optional.empty();
    }

    /** {@code CORP\ann} and {@code ann@corp.example.com} are ann; {@code WKS12$} is what Windows calls a host. */
    private static EntityKey person(String text) {
        String name = text.substring(text.lastIndexOf('\\') + 1);
        int at = name.indexOf('@');
        if (at > 0) {
            name = name.substring(0, at);
        }
        return name.endsWith("$")
                ? new EntityKey(Kind.HOST, name.substring(0, name.length() - 1))
                : new EntityKey(Kind.PERSON, name);
    }

    private static String host(String text) {
        int dot = text.indexOf('.');
        return dot <= 0 || Names.isAddress(text) ? text : text.substring(0, dot);
    }

    /** Loopback and the like are every host's. */
    private static boolean isSomebodys(String text) {
        if (!Names.isAddress(text)) {
            return false;
        }
        InetAddress address = InetAddress.ofLiteral(text);
        return !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress();
    }
}

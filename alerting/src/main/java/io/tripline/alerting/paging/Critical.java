package io.tripline.alerting.paging;

import io.tripline.alerting.Names;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which of an alert's persons, hosts and addresses stand in a list of critical ones. */
final class Critical {
    private static final List<String> PERSONS =
            names(
                    EcsField.TRIPLINE_IDENTITY,
                    EcsField.USER_NAME,
                    EcsField.USER_EMAIL,
                    EcsField.USER_TARGET_NAME,
                    EcsField.USER_EFFECTIVE_NAME,
                    EcsField.SOURCE_USER_NAME);

    private static final List<String> HOSTS =
            names(EcsField.HOST_NAME, EcsField.SOURCE_DOMAIN, EcsField.DESTINATION_DOMAIN);

    private static final List<String> ADDRESSES =
            names(
                    EcsField.SOURCE_IP,
                    EcsField.DESTINATION_IP,
                    EcsField.CLIENT_IP,
                    EcsField.SERVER_IP);

    private Critical() {}

    /** Those of the alert that the list holds, in order. */
    static Set<String> of(Alert alert, List<String> critical) {
        Names names = new Names(critical);
        Set<String> found = new TreeSet<>();
        alert.entity().forEach((field, value) -> add(found, names, field.fieldName(), value));
        for (Alert.Evidence each : alert.evidence()) {
            each.fields().forEach((field, value) -> add(found, names, field, value));
        }
        return found;
    }

    private static void add(Set<String> found, Names names, String field, Object value) {
        if (value instanceof String text) {
            forms(field, text.strip().toLowerCase(Locale.ROOT))
                    .filter(names::hold)
                    .findFirst()
                    .ifPresent(found::add);
        }
    }

    /** How a name may stand in the list: as it is, or as incidents call it. */
    private static Stream<String> forms(String field, String text) {
        if (PERSONS.contains(field)) {
            String name = text.substring(text.lastIndexOf('\\') + 1);
            int at = name.indexOf('@');
            String account = at > 0 ? name.substring(0, at) : name;
            // WKS12$ is what Windows calls a host.
            return account.endsWith("$")
                    ? Stream.of(text, account, account.substring(0, account.length() - 1))
                    : Stream.of(text, account);
        }
        if (HOSTS.contains(field)) {
            int dot = text.indexOf('.');
            return dot <= 0 || Names.isAddress(text)
                    ? Stream.of(text)
                    : Stream.of(text, text.substring(0, dot));
        }
        return ADDRESSES.contains(field) ? Stream.of(text) : Stream.empty();
    }

    private static List<String> names(EcsField... fields) {
        return Stream.of(fields).map(EcsField::fieldName).toList();
    }
}

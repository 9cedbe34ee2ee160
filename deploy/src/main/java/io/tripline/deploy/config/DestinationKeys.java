package io.tripline.deploy.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which keys a destination takes: those of every one, and those of its kind. */
final class DestinationKeys {
    /** How pages are signed and delivered, which webhooks say too. */
    static final List<String> DELIVERY =
            List.of(
                    "secret",
                    "secret-file",
                    "allow-private",
                    "every-revision",
                    "timeout",
                    "concurrency",
                    "retry-first",
                    "retry-longest",
                    "give-up-after");

    private static final List<String> COMMON =
            Stream.concat(Stream.of("kind"), DELIVERY.stream()).toList();

    private static final Map<String, List<String>> OWN = own();

    static final List<String> KINDS = List.copyOf(OWN.keySet());

    private DestinationKeys() {}

    private static Map<String, List<String>> own() {
        Map<String, List<String>> own = new LinkedHashMap<>();
        own.put("json", List.of("url"));
        // Their address is the secret.
        own.put("slack", List.of());
        own.put("teams", List.of());
        own.put("pagerduty", List.of("url"));
        own.put("opsgenie", List.of("url"));
        own.put("alertmanager", List.of("url"));
        own.put("template", List.of("url", "content-type", "template"));
        own.put("email", List.of("host", "port", "from", "to", "user"));
        return own;
    }

    /** Notes keys that no destination has, and those of other kinds than this one. */
    static void check(Fields each, String kind) {
        List<String> others = OWN.values().stream().flatMap(List::stream).distinct().toList();
        each.only(Stream.concat(COMMON.stream(), others.stream()).toArray(String[]::new));
        List<String> own = OWN.get(kind);
        if (own == null) {
            return;
        }
        for (String key : each.names()) {
            if (others.contains(key) && !own.contains(key)) {
                each.problem(
                        key,
                        "is no key of the kind "
                                + kind
                                + ", which takes "
                                + String.join(", ", own)
                                + (own.isEmpty() ? "" : " and ")
                                + "what every destination takes: "
                                + String.join(", ", COMMON)
                                + ".");
            }
        }
    }
}

package io.tripline.deploy.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the {@code webhooks} list; a webhook's secret may come from the environment. */
final class WebhookReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern VARIABLE =
            Pattern.compile("TRIPLINE_WEBHOOKS_(.+)_SECRET(_FILE)?");
    private static final Set<String> KEYS =
            Set.of("name", "url", "secret", "secret-file", "allow-private");

    private final List<String> problems;
    private final List<JsonNode> entries = new ArrayList<>();
    private final Map<String, String> secrets = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();

    WebhookReader(List<String> problems) {
        this.problems = problems;
    }

    void readList(JsonNode list) {
        if (list.isArray()) {
            list.forEach(entries::add);
        } else if (!list.isNull()) {
            problems.add("webhooks must be a list, each entry with name, url and secret.");
        }
    }

    /** Whether this variable holds a webhook's secret. */
    boolean takesFromEnvironment(String variable, String value) {
        var matcher = VARIABLE.matcher(variable);
        if (!matcher.matches()) {
            return false;
        }
        variables.put(matcher.group(1), variable);
        if (matcher.group(2) == null) {
            secrets.put(matcher.group(1), value);
        } else {
            SecretFile.read(Path.of(value), variable, problems)
                    .ifPresent(secret -> secrets.put(matcher.group(1), secret));
        }
        return true;
    }

    List<Webhook> webhooks() {
        List<Webhook> webhooks = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            webhook("webhooks[" + i + "]", entries.get(i)).ifPresent(webhooks::add);
        }
        if (webhooks.stream().map(Webhook::name).distinct().count() < webhooks.size()) {
            problems.add("Two webhooks have the same name; give each its own.");
        }
        variables.forEach(
                (name, variable) ->
                        problems.add(
                                variable
                                        + " is the secret of no webhook: there is none named "
                                        + name.toLowerCase(Locale.ROOT).replace('_', '-')
                                        + "."));
        return webhooks;
    }

    private Optional<Webhook> webhook(String where, JsonNode entry) {
        int before = problems.size();
        for (Map.Entry<String, JsonNode> each : entry.properties()) {
            if (!KEYS.contains(each.getKey())) {
                problems.add(
                        "There is no key "
                                + where
                                + "."
                                + each.getKey()
                                + Suggestion.ending(each.getKey(), KEYS));
            }
        }
        String name = entry.path("name").asText();
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    where
                            + ".name must be lower-case letters, digits and dashes, such as on-call.");
        }
        String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
        variables.remove(variable);
        Optional<URI> url = url(where, entry.path("url").asText());
        String secret = secret(where, entry, variable);
        if (secret.isEmpty()) {
            problems.add(
                    where
                            + " has no secret to sign with: set secret-file, or "
                            + Key.variable(
                                    "webhooks." + (name.isEmpty() ? "name" : name) + ".secret")
                            + " (with its name) in the environment.");
        }
        JsonNode allowPrivate = entry.path("allow-private");
        if (!allowPrivate.isMissingNode() && !allowPrivate.isBoolean()) {
            problems.add(where + ".allow-private is neither true nor false.");
        }
        return problems.size() == before
                ? url.map(each -> new Webhook(name, each, secret, allowPrivate.asBoolean()))
                : Optional.empty();
    }

    private Optional<URI> url(String where, String text) {
        try {
            return Optional.of(ValueType.URL.parser().apply(text));
        } catch (IllegalArgumentException e) {
            // An address may carry a token, so it is not repeated.
            problems.add(where + ".url " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private String secret(String where, JsonNode entry, String variable) {
        String fromEnvironment = secrets.get(variable);
        if (fromEnvironment != null) {
            return fromEnvironment;
        }
        if (entry.hasNonNull("secret-file")) {
            return SecretFile.read(
                            Path.of(entry.path("secret-file").asText()),
                            where + ".secret-file",
                            problems)
                    .orElse("");
        }
        return entry.path("secret").asText();
    }
}

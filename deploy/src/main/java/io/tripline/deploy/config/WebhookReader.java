package io.tripline.deploy.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code webhooks} list; a webhook's signing keys may come from the environment. */
final class WebhookReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern VARIABLE =
            Pattern.compile("TRIPLINE_WEBHOOKS_(.+)_SECRET(_FILE)?");
    private static final Set<String> KEYS =
            Set.of(
                    "name",
                    "url",
                    "secret",
                    "secret-file",
                    "allow-private",
                    "every-revision",
                    "timeout",
                    "concurrency",
                    "retry-first",
                    "retry-longest",
                    "give-up-after");

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

    /** Whether this variable holds a webhook's signing keys. */
    boolean takesFromEnvironment(String variable, String value) {
        Matcher matcher = VARIABLE.matcher(variable);
        if (!matcher.matches()) {
            return false;
        }
        String name = matcher.group(1);
        variables.put(name, variable);
        if (matcher.group(2) == null) {
            secrets.put(name, value);
        } else {
            SecretFile.read(Path.of(value), variable, problems)
                    .ifPresent(secret -> secrets.put(name, secret));
        }
        return true;
    }

    List<WebhookConfig> webhooks() {
        List<WebhookConfig> webhooks = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            webhook("webhooks[" + i + "]", entries.get(i)).ifPresent(webhooks::add);
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

    private Optional<WebhookConfig> webhook(String where, JsonNode entry) {
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
        Optional<URI> url = value(where, entry, "url", ValueType.URL);
        if (!entry.has("url")) {
            problems.add(where + " has no url.");
        }
        List<Secret> keys = signingKeys(where, entry, name);
        Optional<Boolean> allowPrivate = value(where, entry, "allow-private", ValueType.BOOLEAN);
        Optional<Boolean> everyRevision = value(where, entry, "every-revision", ValueType.BOOLEAN);
        var timeout = value(where, entry, "timeout", ValueType.DURATION);
        var concurrency = value(where, entry, "concurrency", ValueType.COUNT);
        var retryFirst = value(where, entry, "retry-first", ValueType.DURATION);
        var retryLongest = value(where, entry, "retry-longest", ValueType.DURATION);
        var giveUpAfter = value(where, entry, "give-up-after", ValueType.DURATION);
        if (problems.size() > before || url.isEmpty()) {
            return Optional.empty();
        }
        try {
            // An address that needs no leave carries alerting's own defaults.
            WebhookConfig usual =
                    WebhookConfig.of(name, URI.create("https://example.com/"), keys.getFirst());
            return Optional.of(
                    new WebhookConfig(
                            name,
                            url.get(),
                            keys,
                            allowPrivate.orElse(usual.allowPrivate()),
                            everyRevision.orElse(usual.everyRevision()),
                            timeout.orElse(usual.timeout()),
                            concurrency.orElse(usual.concurrency()),
                            retryFirst.orElse(usual.retryFirst()),
                            retryLongest.orElse(usual.retryLongest()),
                            giveUpAfter.orElse(usual.giveUpAfter())));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private <T> Optional<T> value(String where, JsonNode entry, String key, ValueType<T> type) {
        if (!entry.hasNonNull(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(type.parser().apply(entry.path(key).asText()));
        } catch (IllegalArgumentException e) {
            // An address may carry a token, so values are not repeated.
            problems.add(where + "." + key + " " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    /** Several, separated by commas, during a rotation: the newest first. */
    private List<Secret> signingKeys(String where, JsonNode entry, String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
        variables.remove(variable);
        String text = secrets.get(variable);
        if (text == null && entry.hasNonNull("secret-file")) {
            Path file = Path.of(entry.path("secret-file").asText());
            text = SecretFile.read(file, where + ".secret-file", problems).orElse("");
        }
        List<Secret> keys =
                ValueType.LIST
                        .parser()
                        .apply(text == null ? entry.path("secret").asText() : text)
                        .stream()
                        .map(Secret::of)
                        .toList();
        if (keys.isEmpty()) {
            problems.add(
                    where
                            + " has no secret to sign with: set secret-file, or "
                            + Key.variable("webhooks.name.secret")
                            + " (with its name) in the environment.");
        }
        return keys;
    }
}

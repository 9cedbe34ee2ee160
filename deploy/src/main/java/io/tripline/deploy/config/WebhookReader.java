package io.tripline.deploy.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.webhook.AddressGuard;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the {@code webhooks} list; a webhook's signing keys may come from the environment. */
final class WebhookReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern VARIABLE =
            Pattern.compile("TRIPLINE_WEBHOOKS_(.+)_SECRET(_FILE)?");
    static final Set<String> KEYS =
            Stream.concat(Stream.of("name", "url"), DestinationKeys.DELIVERY.stream())
                    .collect(Collectors.toUnmodifiableSet());

    /** A key of the right form for what is only looked at: a webhook that has it is never used. */
    private static final Secret STAND_IN = Secret.of("whsec_" + "A".repeat(32));

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
            SecretFile.read(value, variable, problems)
                    .ifPresent(secret -> secrets.put(name, secret));
        }
        return true;
    }

    List<WebhookConfig> webhooks() {
        List<WebhookConfig> webhooks = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            webhooks.add(webhook(i, entries.get(i)));
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

    /** The webhook; with problems, one in which other values stand in, so that they can be looked at together. */
    private WebhookConfig webhook(int index, JsonNode entry) {
        String where = "webhooks[" + index + "]";
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
        boolean named = NAME.matcher(name).matches();
        if (!named) {
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
        url.map(URI::getHost)
                .flatMap(host -> AddressGuard.refusal(host, allowPrivate.orElse(false)))
                .ifPresent(refusal -> problems.add(where + ".url " + refusal));
        // An address that needs no leave carries alerting's own defaults.
        WebhookConfig usual =
                WebhookConfig.of(
                        named ? name : "unnamed-" + index,
                        URI.create("https://example.com/"),
                        STAND_IN);
        return accepted(
                new Draft(
                        usual,
                        url.orElse(usual.url()),
                        keys.isEmpty() ? usual.secrets() : keys,
                        allowPrivate.orElse(usual.allowPrivate()),
                        everyRevision.orElse(usual.everyRevision()),
                        timeout.orElse(usual.timeout()),
                        concurrency.orElse(usual.concurrency()),
                        retryFirst.orElse(usual.retryFirst()),
                        retryLongest.orElse(usual.retryLongest()),
                        giveUpAfter.orElse(usual.giveUpAfter())));
    }

    /** Notes what alerting refuses, one by one, each time with the usual value in the place of what was refused. */
    private WebhookConfig accepted(Draft draft) {
        Draft left = draft;
        for (int tries = 0; tries < KEYS.size(); tries++) {
            try {
                return left.config();
            } catch (IllegalArgumentException e) {
                String problem = String.valueOf(e.getMessage());
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
                left = left.without(problem);
            }
        }
        return draft.usual();
    }

    /** A webhook that alerting has not seen yet. */
    private record Draft(
            WebhookConfig usual,
            URI url,
            List<Secret> secrets,
            boolean allowPrivate,
            boolean everyRevision,
            Duration timeout,
            int concurrency,
            Duration retryFirst,
            Duration retryLongest,
            Duration giveUpAfter) {
        WebhookConfig config() {
            return new WebhookConfig(
                    usual.name(),
                    url,
                    secrets,
                    allowPrivate,
                    everyRevision,
                    timeout,
                    concurrency,
                    retryFirst,
                    retryLongest,
                    giveUpAfter);
        }

        /** The same but for the key that the problem begins with. */
        Draft without(String problem) {
            boolean retries = names(problem, "retry-first") || names(problem, "retry-longest");
            return new Draft(
                    usual,
                    names(problem, "url") ? usual.url() : url,
                    names(problem, "secrets") ? usual.secrets() : secrets,
                    allowPrivate,
                    everyRevision,
                    names(problem, "timeout") ? usual.timeout() : timeout,
                    names(problem, "concurrency") ? usual.concurrency() : concurrency,
                    retries ? usual.retryFirst() : retryFirst,
                    retries ? usual.retryLongest() : retryLongest,
                    names(problem, "give-up-after") ? usual.giveUpAfter() : giveUpAfter);
        }

        private boolean names(String problem, String key) {
            return problem.startsWith("webhooks." + usual.name() + "." + key + " ");
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
        if (entry.hasNonNull("secret") && entry.hasNonNull("secret-file")) {
            problems.add(where + ".secret " + SecretFile.TWICE);
        }
        String text = secrets.get(variable);
        if (text == null && entry.hasNonNull("secret-file")) {
            String file = entry.path("secret-file").asText();
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

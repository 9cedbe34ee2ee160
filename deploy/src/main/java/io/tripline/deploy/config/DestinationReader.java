package io.tripline.deploy.config;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.DestinationConfig.Delivery;
import io.tripline.alerting.DestinationConfig.Target;
import io.tripline.alerting.Secret;
import io.tripline.alerting.WebhookConfig;
import io.tripline.alerting.form.TemplateForm;
import io.tripline.alerting.webhook.AddressGuard;
import io.tripline.alerting.webhook.MailAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads destinations of the paging file; a destination's secret may come from the environment. */
final class DestinationReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>,;]+@[^@\\s<>,;]+");

    /** As of a webhook. */
    private static final int MOST_KEYS = 4;

    /** RFC 6409. */
    private static final int SUBMISSION = 587;

    private static final URI PAGERDUTY = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final URI OPSGENIE = URI.create("https://api.opsgenie.com/v2/alerts");

    private final Map<String, String> secrets;
    private final List<String> problems;
    private final Set<String> named = new HashSet<>();

    /**
     * A reader.
     *
     * @param secrets by name as in variables; what is used is taken out
     */
    DestinationReader(Map<String, String> secrets, List<String> problems) {
        this.secrets = secrets;
        this.problems = problems;
    }

    /** The names of all that were read, good or not. */
    Set<String> named() {
        return Set.copyOf(named);
    }

    Optional<DestinationConfig> read(String name, Fields each) {
        named.add(name);
        int before = problems.size();
        String kind = each.text("kind").orElse("");
        DestinationKeys.check(each, kind);
        if (!NAME.matcher(name).matches()) {
            each.problem("", "must be named by lower-case letters, digits and dashes.");
        }
        boolean allowPrivate = each.value("allow-private", ValueType.BOOLEAN).orElse(false);
        Optional<Target> target = target(name, kind, each);
        target.ifPresent(known -> check(each, known, allowPrivate));
        Optional<Delivery> delivery = delivery(each, allowPrivate);
        return problems.size() > before || target.isEmpty() || delivery.isEmpty()
                ? Optional.empty()
                : Optional.of(new DestinationConfig(name, target.get(), delivery.get()));
    }

    private Optional<Target> target(String name, String kind, Fields each) {
        Optional<Secret> secret = secret(name, each);
        Optional<URI> url = each.value("url", ValueType.URL);
        boolean needsUrl = Set.of("json", "alertmanager", "template").contains(kind);
        if (needsUrl && url.isEmpty()) {
            each.problem("url", "is missing.");
        }
        boolean needsSecret =
                DestinationKeys.KINDS.contains(kind)
                        && !Set.of("alertmanager", "template", "email").contains(kind);
        if (needsSecret && secret.isEmpty()) {
            each.problem(
                    "secret",
                    "is missing: set secret-file, or TRIPLINE_PAGING_"
                            + variable(name)
                            + "_SECRET in the environment. It is "
                            + switch (kind) {
                                case "json" -> "the signing key.";
                                case "pagerduty" -> "the integration's routing key.";
                                case "opsgenie" -> "the API key.";
                                default -> "the webhook's address.";
                            });
        }
        if ((needsUrl && url.isEmpty()) || (needsSecret && secret.isEmpty())) {
            return Optional.empty();
        }
        return switch (kind) {
            case "json" ->
                    url.map(
                            address ->
                                    new DestinationConfig.Json(
                                            address,
                                            ValueType.LIST
                                                    .parser()
                                                    .apply(secret.map(Secret::reveal).orElse(""))
                                                    .stream()
                                                    .map(Secret::of)
                                                    .toList()));
            case "slack" -> secret.map(DestinationConfig.Slack::new);
            case "teams" -> secret.map(DestinationConfig.Teams::new);
            case "pagerduty" ->
                    secret.map(key -> new DestinationConfig.PagerDuty(url.orElse(PAGERDUTY), key));
            case "opsgenie" ->
                    secret.map(
                            key ->
                                    new DestinationConfig.Opsgenie(
                                            url.map(DestinationReader::withoutSlash)
                                                    .orElse(OPSGENIE),
                                            key));
            case "alertmanager" ->
                    url.map(address -> new DestinationConfig.Alertmanager(address, secret));
            case "template" ->
                    url.map(
                            address ->
                                    new DestinationConfig.Template(
                                            address,
                                            each.text("content-type").orElse("application/json"),
                                            each.text("template").orElse(""),
                                            secret));
            case "email" -> Optional.of(email(each, secret));
            default -> {
                each.problem(
                        "kind",
                        "must be one of "
                                + String.join(", ", DestinationKeys.KINDS)
                                + Suggestion.ending(kind, DestinationKeys.KINDS));
                yield Optional.empty();
            }
        };
    }

    private static URI withoutSlash(URI url) {
        return URI.create(url.toString().replaceAll("/+$", ""));
    }

    private static DestinationConfig.Email email(Fields each, Optional<Secret> password) {
        String host = each.text("host").orElse("");
        if (host.isEmpty()) {
            each.problem("host", "is missing: the mail server.");
        }
        String from = each.text("from").orElse("");
        List<String> to = each.texts("to");
        if (!isAddress(from)) {
            each.problem("from", "must be a mail address.");
        }
        if (to.isEmpty() || !to.stream().allMatch(DestinationReader::isAddress)) {
            each.problem("to", "must be at least one mail address.");
        }
        Optional<String> user = each.text("user");
        if (user.isPresent() != password.isPresent()) {
            each.problem("user", "and its secret must be set together or not at all.");
        }
        return new DestinationConfig.Email(
                host,
                each.value("port", ValueType.PORT).orElse(SUBMISSION),
                from,
                to,
                user,
                password);
    }

    private static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches() && MailAddress.is(text);
    }

    private static void check(Fields each, Target any, boolean allowPrivate) {
        if (any instanceof DestinationConfig.Email email) {
            AddressGuard.refusal(email.host(), allowPrivate)
                    .ifPresent(refusal -> each.problem("host", refusal));
        }
        if (!(any instanceof DestinationConfig.Web target)) {
            return;
        }
        boolean secretAddress =
                target instanceof DestinationConfig.Slack
                        || target instanceof DestinationConfig.Teams;
        String key = secretAddress ? "secret" : "url";
        Optional<URI> url;
        try {
            url = Optional.of(target.url());
        } catch (IllegalArgumentException e) {
            url = Optional.empty();
        }
        String scheme = url.map(URI::getScheme).orElse("");
        if (url.isEmpty()
                || url.get().getHost() == null
                || url.get().getUserInfo() != null
                || !(scheme.equals("https") || scheme.equals("http"))) {
            each.problem(key, "must be an https address without credentials.");
        } else if (scheme.equals("http") && !allowPrivate) {
            each.problem(
                    key,
                    "must be https: alerts name people and machines. Plain http needs allow-private: true.");
        } else {
            AddressGuard.refusal(url.get().getHost(), allowPrivate)
                    .ifPresent(refusal -> each.problem(key, refusal));
        }
        if (target instanceof DestinationConfig.Opsgenie opsgenie
                && (opsgenie.url().getRawQuery() != null
                        || opsgenie.url().getRawFragment() != null)) {
            each.problem(
                    "url", "must be without ? and #: what is done to an alert goes behind it.");
        }
        if (target instanceof DestinationConfig.Json json) {
            if (json.keys().isEmpty() || json.keys().size() > MOST_KEYS) {
                each.problem("secret", "must hold one to four keys, with commas between them.");
            }
            for (Secret signing : json.keys()) {
                if (!WebhookConfig.isSigningKey(signing.reveal())) {
                    each.problem("secret", "must be whsec_ and base64 of 24 to 64 random bytes.");
                }
            }
        }
        if (target instanceof DestinationConfig.Template template) {
            if (template.body().isEmpty()) {
                each.problem("template", "is missing.");
            }
            TemplateForm.problems(template)
                    .forEach(problem -> each.problem("template", "is refused: " + problem));
        }
    }

    private static Optional<Delivery> delivery(Fields each, boolean allowPrivate) {
        Delivery usual = Delivery.usual();
        try {
            return Optional.of(
                    new Delivery(
                            allowPrivate,
                            each.value("every-revision", ValueType.BOOLEAN).orElse(false),
                            each.value("timeout", ValueType.DURATION).orElse(usual.timeout()),
                            each.value("concurrency", ValueType.COUNT).orElse(usual.concurrency()),
                            each.value("retry-first", ValueType.DURATION)
                                    .orElse(usual.retryFirst()),
                            each.value("retry-longest", ValueType.DURATION)
                                    .orElse(usual.retryLongest()),
                            each.value("give-up-after", ValueType.DURATION)
                                    .orElse(usual.giveUpAfter())));
        } catch (IllegalArgumentException e) {
            each.problem("", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private Optional<Secret> secret(String name, Fields each) {
        if (each.names().contains("secret") && each.names().contains("secret-file")) {
            each.problem("secret", SecretFile.TWICE);
        }
        String text = secrets.remove(variable(name));
        if (text == null) {
            text =
                    each.text("secret-file")
                            .flatMap(file -> SecretFile.read(file, name, problems))
                            .or(() -> each.text("secret"))
                            .orElse("");
        }
        return text.isBlank() ? Optional.empty() : Optional.of(Secret.of(text.strip()));
    }
}

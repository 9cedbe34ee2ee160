package io.tripline.deploy.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.alerting.PagingConfig;
import io.tripline.alerting.WebhookConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: defaults, then the file, then the environment, each over the one before. */
public final class ConfigReader {
    private static final Pattern PAGING_SECRET =
            Pattern.compile("TRIPLINE_PAGING_(.+)_SECRET(_FILE)?");

    private final List<String> problems = new ArrayList<>();
    private final SortedMap<String, String> texts = new TreeMap<>();

    /** The lists that are written as such: a comma in an element is the element's own. */
    private final Map<String, List<String>> lists = new HashMap<>();

    private final WebhookReader webhooks = new WebhookReader(problems);
    private final Map<String, String> pagingSecrets = new TreeMap<>();
    private final Map<String, String> environment;

    private ConfigReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads it.
     *
     * @param file none if empty: defaults and the environment only
     * @throws ConfigurationException with all problems
     */
    public static Settings read(@Nullable Path file, Map<String, String> environment) {
        ConfigReader reader = new ConfigReader(environment);
        if (file != null) {
            reader.readFile(file);
        }
        reader.readEnvironment();
        return reader.settings(file);
    }

    private void readFile(Path file) {
        JsonNode root = YamlFile.read(file, "", problems).root();
        if (root.isObject()) {
            flatten("", root);
        } else if (!root.isMissingNode() && !root.isNull()) {
            problems.add(file + " is not a list of keys and values.");
        }
    }

    private void flatten(String prefix, JsonNode node) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            String name = prefix + each.getKey();
            JsonNode value = each.getValue();
            if (name.equals("webhooks")) {
                webhooks.readList(value);
            } else if (value.isObject() && !isKnown(name) && !value.isEmpty()) {
                flatten(name + ".", value);
            } else if (value.isObject()) {
                if (isKnown(name)) {
                    problems.add(name + " takes a value, not keys below it.");
                } else if (names().stream().noneMatch(known -> known.startsWith(name + "."))) {
                    problems.add("There is no key " + name + Suggestion.ending(name, names()));
                }
            } else if (value.isArray()) {
                list(name, value);
            } else if (!value.isNull()) {
                put(name, value.asText(), name);
            }
        }
    }

    private void list(String name, JsonNode value) {
        boolean takesSeveral =
                KafkaProperties.isKnown(name) || key(name).map(ConfigReader::isList).orElse(true);
        if (!takesSeveral) {
            problems.add(name + " takes one value, not a list.");
        } else if (StreamSupport.stream(value.spliterator(), false)
                .anyMatch(JsonNode::isContainerNode)) {
            problems.add(name + " takes a list of plain values.");
        } else {
            put(name, String.join(",", elements(value)), name);
            lists.put(name, elements(value));
        }
    }

    private static boolean isList(Key<?> key) {
        return key.type().equals(ValueType.LIST) || key.type().equals(ValueType.URLS);
    }

    private static Optional<Key<?>> key(String name) {
        return Keys.ALL.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static boolean isKnown(String name) {
        return key(name).isPresent() || KafkaProperties.isKnown(name);
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(KafkaProperties.keys());
        Keys.ALL.forEach(each -> names.add(each.name()));
        names.add("webhooks");
        return names;
    }

    private static List<String> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.asText().strip())
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private void readEnvironment() {
        Map<String, String> byVariable = new HashMap<>();
        Keys.ALL.forEach(each -> byVariable.put(each.variable(), each.name()));
        KafkaProperties.names()
                .forEach(each -> byVariable.put(Key.variable("kafka." + each), "kafka." + each));
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (!variable.startsWith("TRIPLINE_")
                    || ForeignVariables.contain(variable, valueOf(variable))
                    || isPagingSecret(variable)
                    || webhooks.takesFromEnvironment(variable, valueOf(variable))) {
                continue;
            }
            String key = byVariable.get(variable);
            String keyOfFile =
                    variable.endsWith("_FILE")
                            ? byVariable.get(
                                    variable.substring(0, variable.length() - "_FILE".length()))
                            : null;
            if (key != null) {
                put(key, valueOf(variable), variable);
            } else if (keyOfFile != null && isSecret(keyOfFile)) {
                SecretFile.read(valueOf(variable), variable, problems)
                        .ifPresent(secret -> put(keyOfFile, secret, variable));
            } else {
                problems.add(
                        "There is no key for the variable "
                                + variable
                                + Suggestion.ending(variable, byVariable.keySet()));
            }
        }
    }

    private String valueOf(String variable) {
        return environment.getOrDefault(variable, "");
    }

    private void put(String name, String text, String source) {
        if (isKnown(name)) {
            texts.put(name, text.strip());
            lists.remove(name);
        } else {
            problems.add("There is no key " + source + Suggestion.ending(name, names()));
        }
    }

    private static boolean isSecret(String name) {
        return KafkaProperties.isSecret(name)
                || Keys.ALL.stream().anyMatch(each -> each.secret() && each.name().equals(name));
    }

    private Settings settings(@Nullable Path file) {
        Map<Key<?>, Object> values = new HashMap<>();
        Keys.ALL.forEach(each -> value(each).ifPresent(value -> values.put(each, value)));
        Map<String, String> kafka = new TreeMap<>();
        kafka.put("bootstrap.servers", Keys.BOOTSTRAP_SERVERS.defaultText());
        texts.forEach(
                (name, text) -> {
                    if (name.startsWith("kafka.")) {
                        kafka.put(name.substring("kafka.".length()), text);
                    }
                });
        List<WebhookConfig> pages = webhooks.webhooks();
        // Where a value could not be read its default stands in, so that what the modules refuse is
        // told as well.
        Settings settings = new Settings(values, kafka, pages, paging(values, pages), file);
        problems.addAll(ModuleConfigs.problems(settings));
        outlived(settings);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return settings.get(Keys.ALERTING_PAGES) ? settings : settings.withNobodyToPage();
    }

    /** A page that is still tried when its topic has forgotten it would be lost by a restart, in silence. */
    private void outlived(Settings settings) {
        Duration retention = settings.get(TopicKeys.RETENTION);
        settings.paging().destinations().stream()
                .filter(each -> each.delivery().giveUpAfter().compareTo(retention) > 0)
                .forEach(
                        each ->
                                problems.add(
                                        "The destination "
                                                + each.name()
                                                + " is tried for longer (give-up-after) than pages are kept"
                                                + " (topics.retention)."));
    }

    private PagingConfig paging(Map<Key<?>, Object> values, List<WebhookConfig> pages) {
        if (values.get(Keys.ALERTING_PAGING) instanceof Path routes) {
            List<String> critical = value(Keys.INCIDENTS_CRITICAL).orElse(List.of());
            return PagingReader.read(routes, pages, critical, pagingSecrets, problems);
        }
        pagingSecrets
                .keySet()
                .forEach(
                        name ->
                                problems.add(
                                        "TRIPLINE_PAGING_"
                                                + name
                                                + "_SECRET has no use without alerting.paging."));
        return PagingConfig.everybody(pages);
    }

    /** Whether this variable holds the secret of a destination in the paging file. */
    private boolean isPagingSecret(String variable) {
        Matcher matcher = PAGING_SECRET.matcher(variable);
        if (!matcher.matches()) {
            return false;
        }
        String name = matcher.group(1);
        if (matcher.group(2) == null) {
            pagingSecrets.put(name, valueOf(variable));
        } else {
            SecretFile.read(valueOf(variable), variable, problems)
                    .ifPresent(secret -> pagingSecrets.put(name, secret));
        }
        return true;
    }

    private <T> Optional<T> value(Key<T> key) {
        List<String> list = lists.get(key.name());
        if (list != null && key.type().equals(ValueType.LIST)) {
            return Optional.of(asValueOf(key, list));
        }
        String text = texts.getOrDefault(key.name(), key.defaultText());
        if (text.isEmpty() && key.defaultText().isEmpty()) {
            return Optional.empty();
        }
        if (text.isEmpty() && !key.type().equals(ValueType.LIST)) {
            problems.add(
                    key.name() + " is set to nothing; the default is " + key.defaultText() + ".");
            return key.defaultValue();
        }
        try {
            return Optional.of(key.type().parser().apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(
                    key.name()
                            + (mayHoldSecret(key) ? " " : ": \"" + text + "\" ")
                            + e.getMessage()
                            + "; the default is "
                            + (key.defaultText().isEmpty() ? "none" : key.defaultText())
                            + ".");
            return key.defaultValue();
        }
    }

    @SuppressWarnings("unchecked") // Only of a key whose type is a list of texts.
    private static <T> T asValueOf(Key<T> key, List<String> list) {
        assert key.type().equals(ValueType.LIST);
        return (T) list;
    }

    /** An address may carry an account with its password. */
    private static boolean mayHoldSecret(Key<?> key) {
        return key.secret()
                || key.type().equals(ValueType.URL)
                || key.type().equals(ValueType.URLS);
    }
}

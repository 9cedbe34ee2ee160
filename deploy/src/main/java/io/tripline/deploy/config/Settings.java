package io.tripline.deploy.config;

import io.tripline.alerting.PagingConfig;
import io.tripline.alerting.WebhookConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A configuration that was read and has no problems. */
public final class Settings {
    private final Map<Key<?>, Object> values;
    private final Map<String, String> kafka;
    private final List<WebhookConfig> webhooks;
    private final PagingConfig paging;
    private final @Nullable Path file;

    Settings(
            Map<Key<?>, Object> values,
            Map<String, String> kafka,
            List<WebhookConfig> webhooks,
            PagingConfig paging,
            @Nullable Path file) {
        this.values = Map.copyOf(values);
        this.kafka = Map.copyOf(kafka);
        this.webhooks = List.copyOf(webhooks);
        this.paging = paging;
        this.file = file;
    }

    /** The same with another value of this key. */
    public <T> Settings with(Key<T> key, T value) {
        Map<Key<?>, Object> others = new HashMap<>(values);
        others.put(key, value);
        return new Settings(others, kafka, webhooks, paging, file);
    }

    /** The same with this key as if it were not set. */
    Settings without(Key<?> key) {
        Map<Key<?>, Object> others = new HashMap<>(values);
        others.remove(key);
        key.defaultValue().ifPresent(value -> others.put(key, value));
        return new Settings(others, kafka, webhooks, paging, file);
    }

    /** The same with nobody to page. */
    Settings withoutWebhooks() {
        return new Settings(new HashMap<>(values), kafka, List.of(), paging, file);
    }

    /** The same where nobody is to be told of anything. */
    public Settings withNobodyToPage() {
        return new Settings(
                        new HashMap<>(values),
                        kafka,
                        List.of(),
                        PagingConfig.everybody(List.of()),
                        file)
                .with(Keys.ALERTING_PAGES, false);
    }

    /** The value of a key that always has one. */
    public <T> T get(Key<T> key) {
        return find(key)
                .orElseThrow(() -> new IllegalStateException(key.name() + " has no default."));
    }

    /** The value of a key that may be left out. */
    @SuppressWarnings("unchecked") // ConfigReader puts what the key's own type read.
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** Kafka's client properties as given, {@code bootstrap.servers} included. */
    public Map<String, String> kafka() {
        return kafka;
    }

    /** Who is paged. */
    public List<WebhookConfig> webhooks() {
        return webhooks;
    }

    /** Who is paged about what. */
    public PagingConfig paging() {
        return paging;
    }

    /** The file it was read from, if there was one. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The names of the keys only: values may be secret. */
    @Override
    public String toString() {
        return "Settings" + values.keySet().stream().map(Key::name).sorted().toList();
    }
}

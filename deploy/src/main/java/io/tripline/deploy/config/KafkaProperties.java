package io.tripline.deploy.config;

import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The properties of Kafka's own clients, which {@code kafka.*} passes on under their own names. */
final class KafkaProperties {
    private static final TreeMap<String, ConfigKey> KNOWN = new TreeMap<>();

    static {
        Stream.of(
                        ProducerConfig.configDef(),
                        ConsumerConfig.configDef(),
                        AdminClientConfig.configDef())
                .map(ConfigDef::configKeys)
                .forEach(KNOWN::putAll);
    }

    private KafkaProperties() {}

    static Set<String> names() {
        return KNOWN.keySet();
    }

    /** The names as they stand in our file. */
    static Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        KNOWN.keySet().forEach(each -> keys.add("kafka." + each));
        return keys;
    }

    static boolean isKnown(String key) {
        return key.startsWith("kafka.") && KNOWN.containsKey(key.substring("kafka.".length()));
    }

    static boolean isSecret(String key) {
        ConfigKey known =
                key.startsWith("kafka.") ? KNOWN.get(key.substring("kafka.".length())) : null;
        return known != null && known.type == ConfigDef.Type.PASSWORD;
    }
}

package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.correlation.engine.KeptEvent;
import java.util.List;

/** Where events and memories outlive the process: in a Kafka Streams state store, or in memory offline. */
public interface EntityStore {
    /** All kept events of an entity, in any order. */
    List<KeptEvent> events(EntityKey key);

    void keep(EntityKey key, KeptEvent event);

    void forget(EntityKey key, KeptEvent event);

    /** The alerts of an entity as last told, as long as they may change. */
    List<Alert> alerts(EntityKey key);

    void keep(EntityKey key, Alert alert);

    void forget(EntityKey key, Alert alert);

    /** Forgets all of an entity, by the id of its key. */
    void forget(String entity);

    EntityMemory memory(EntityKey key);

    void remember(EntityKey key, EntityMemory memory);

    /** A store that lives as long as this object. */
    static EntityStore inMemory() {
        return new InMemoryEntityStore();
    }
}

package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertEvent;
import io.tripline.correlation.engine.KeptEvent;
import java.util.List;
import java.util.Optional;

/** Where events and memories outlive the process: in a Kafka Streams state store, or in memory offline. */
public interface EntityStore {
    /** All kept events of an entity, in any order. */
    default List<KeptEvent> events(EntityKey key) {
        return events(key.id());
    }

    /** The same by the id of its key, which is known before its rule is. */
    List<KeptEvent> events(String entity);

    default void keep(EntityKey key, KeptEvent event) {
        keep(key.id(), event);
    }

    void keep(String entity, KeptEvent event);

    /** The record of an event that is kept; empty if none is. */
    Optional<KeptEvent> kept(String entity, KeptEvent event);

    /**
     * Keeps an event that nobody looks at yet, unless a record of it is kept that lies before: of two, the same is shown
     * whichever is read first, as when they are looked at.
     */
    default void keepLeast(String entity, KeptEvent event) {
        Optional<KeptEvent> before = kept(entity, event);
        if (before.isEmpty() || event.isShownInPlaceOf(before.get())) {
            keep(entity, event);
        }
    }

    /** Keeps an alert that nobody looks at yet: only its last revision, and none if that withdraws it. */
    default void keepLast(String entity, KeptEvent revision) {
        for (KeptEvent each : events(entity)) {
            if (each.id().equals(revision.id())) {
                if (AlertEvent.revision(each.event()) >= AlertEvent.revision(revision.event())) {
                    return;
                }
                forget(entity, each);
            }
        }
        if (!AlertEvent.isWithdrawn(revision.event())) {
            keep(entity, revision);
        }
    }

    default void forget(EntityKey key, KeptEvent event) {
        forget(key.id(), event);
    }

    void forget(String entity, KeptEvent event);

    /** The alerts of an entity as last told, as long as they may change. */
    default List<Alert> alerts(EntityKey key) {
        return alerts(key.id());
    }

    /** The same by the id of its key: a rule need not be there to be told of. */
    List<Alert> alerts(String entity);

    default void keep(EntityKey key, Alert alert) {
        keep(key.id(), alert);
    }

    void keep(String entity, Alert alert);

    default void forget(EntityKey key, Alert alert) {
        forget(key.id(), alert);
    }

    void forget(String entity, Alert alert);

    /** Forgets all of an entity, by the id of its key. */
    void forget(String entity);

    default EntityMemory memory(EntityKey key) {
        return memory(key.id());
    }

    /** The same by the id of its key. */
    EntityMemory memory(String entity);

    void remember(EntityKey key, EntityMemory memory);

    /** A store that lives as long as this object. */
    static EntityStore inMemory() {
        return new InMemoryEntityStore();
    }
}

package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.correlation.engine.KeptEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The store of an offline replay. */
class InMemoryEntityStore implements EntityStore {
    private final Map<String, TreeSet<KeptEvent>> events = new HashMap<>();
    private final Map<String, Map<String, Alert>> alerts = new HashMap<>();
    private final Map<String, EntityMemory> memories = new HashMap<>();

    @Override
    public List<KeptEvent> events(String entity) {
        return List.copyOf(events.getOrDefault(entity, new TreeSet<>()));
    }

    @Override
    public void keep(String entity, KeptEvent event) {
        TreeSet<KeptEvent> kept =
                events.computeIfAbsent(entity, _ -> new TreeSet<>(KeptEvent.IDENTITY));
        // A set keeps the one that it has of two that are equal.
        kept.remove(event);
        kept.add(event);
    }

    @Override
    public Optional<KeptEvent> kept(String entity, KeptEvent event) {
        TreeSet<KeptEvent> kept = events.get(entity);
        return Optional.ofNullable(kept == null ? null : kept.floor(event))
                .filter(each -> KeptEvent.IDENTITY.compare(each, event) == 0);
    }

    @Override
    public void forget(String entity, KeptEvent event) {
        TreeSet<KeptEvent> kept = events.get(entity);
        if (kept != null) {
            kept.remove(event);
        }
    }

    @Override
    public List<Alert> alerts(String entity) {
        return List.copyOf(alerts.getOrDefault(entity, Map.of()).values());
    }

    @Override
    public void keep(String entity, Alert alert) {
        alerts.computeIfAbsent(entity, _ -> new HashMap<>()).put(alert.id(), alert);
    }

    @Override
    public void forget(String entity, Alert alert) {
        Map<String, Alert> kept = alerts.get(entity);
        if (kept != null) {
            kept.remove(alert.id());
        }
    }

    @Override
    public void forget(String entity) {
        events.remove(entity);
        alerts.remove(entity);
        memories.remove(entity);
    }

    @Override
    public EntityMemory memory(String entity) {
        return memories.getOrDefault(entity, EntityMemory.NONE);
    }

    @Override
    public void remember(EntityKey key, EntityMemory memory) {
        memories.put(key.id(), memory);
    }
}

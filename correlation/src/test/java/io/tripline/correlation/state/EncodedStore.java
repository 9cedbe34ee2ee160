package io.tripline.correlation.state;

import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.correlation.engine.KeptEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * State stores as exactly once makes them: what is read after a crash went through the codec, and is what was there at the
 * last commit.
 */
final class EncodedStore implements EntityStore, Agenda, Census {
    private static final char LAST = Character.MAX_VALUE;

    private final TreeMap<String, byte[]> values = new TreeMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    void commit() {
        undo.clear();
    }

    void abort() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    @Override
    public List<KeptEvent> events(String entity) {
        return all("event", entity).values().stream()
                .map(bytes -> StateCodec.readEvent(ByteBuffer.wrap(bytes)))
                .toList();
    }

    @Override
    public void keep(String entity, KeptEvent event) {
        put(eventKey(entity, event), StateCodec.write(event));
    }

    @Override
    public Optional<KeptEvent> kept(String entity, KeptEvent event) {
        return Optional.ofNullable(values.get(eventKey(entity, event)))
                .map(bytes -> StateCodec.readEvent(ByteBuffer.wrap(bytes)));
    }

    @Override
    public void forget(String entity, KeptEvent event) {
        put(eventKey(entity, event), null);
    }

    @Override
    public List<Alert> alerts(String entity) {
        return all("alert", entity).values().stream().map(StateCodec::readAlert).toList();
    }

    @Override
    public void keep(String entity, Alert alert) {
        put(prefix("alert", entity) + alert.id(), AlertJson.write(alert));
    }

    @Override
    public void forget(String entity, Alert alert) {
        put(prefix("alert", entity) + alert.id(), null);
    }

    @Override
    public void forget(String entity) {
        for (String kind : List.of("event", "alert", "memory")) {
            forgetAll(all(kind, entity));
        }
    }

    @Override
    public EntityMemory memory(String entity) {
        byte[] bytes = values.get(prefix("memory", entity));
        return bytes == null ? EntityMemory.NONE : StateCodec.readMemory(bytes);
    }

    @Override
    public void remember(EntityKey key, EntityMemory memory) {
        put(prefix("memory", key), StateCodec.write(memory));
    }

    @Override
    public List<Appointment> due(long until, int most) {
        return values.subMap("agenda ", true, agendaKey(until, "") + LAST, true).entrySet().stream()
                .limit(most)
                .map(
                        each -> {
                            String[] parts = each.getKey().split(" ");
                            return StateCodec.readAppointment(
                                    Long.parseLong(parts[1]), parts[2], each.getValue());
                        })
                .toList();
    }

    @Override
    public void add(Appointment appointment) {
        put(agendaKey(appointment.at(), appointment.entity()), StateCodec.write(appointment));
    }

    @Override
    public void remove(Appointment appointment) {
        put(agendaKey(appointment.at(), appointment.entity()), null);
    }

    @Override
    public Noted heard(String rule, String entity, long now, Duration kept) {
        boolean known = has(rule, entity);
        put(censusKey(rule, entity), ByteBuffer.allocate(Long.BYTES).putLong(now).array());
        return new Noted(now, known ? 0 : census(rule).size());
    }

    @Override
    public boolean has(String rule, String entity) {
        return values.containsKey(censusKey(rule, entity));
    }

    @Override
    public List<String> takeEldest(String rule, long count) {
        List<String> eldest =
                census(rule).entrySet().stream()
                        .sorted(
                                Comparator.comparingLong(
                                        each -> ByteBuffer.wrap(each.getValue()).getLong()))
                        .limit(count)
                        .map(each -> each.getKey().substring(censusKey(rule, "").length()))
                        .toList();
        for (String entity : eldest) {
            put(censusKey(rule, entity), null);
            forget(entity);
        }
        return eldest;
    }

    private NavigableMap<String, byte[]> census(String rule) {
        return values.subMap(censusKey(rule, ""), true, censusKey(rule, "") + LAST, true);
    }

    private static String censusKey(String rule, String entity) {
        return "census " + rule + " " + entity;
    }

    private void forgetAll(NavigableMap<String, byte[]> of) {
        List.copyOf(of.keySet()).forEach(key -> put(key, null));
    }

    /** In the order of the numbers, as none is below zero. */
    private static String agendaKey(long at, String entity) {
        return "agenda %020d %s".formatted(at, entity);
    }

    private void put(String key, byte @Nullable [] value) {
        byte[] before = value == null ? values.remove(key) : values.put(key, value);
        undo.push(
                () -> {
                    if (before == null) {
                        values.remove(key);
                    } else {
                        values.put(key, before);
                    }
                });
    }

    private NavigableMap<String, byte[]> all(String kind, String entity) {
        return values.subMap(prefix(kind, entity), true, prefix(kind, entity) + LAST, true);
    }

    private static String eventKey(String entity, KeptEvent event) {
        return prefix("event", entity) + event.millis() + " " + event.id();
    }

    private static String prefix(String kind, EntityKey key) {
        return prefix(kind, key.id());
    }

    private static String prefix(String kind, String entity) {
        return kind + " " + entity + " ";
    }
}

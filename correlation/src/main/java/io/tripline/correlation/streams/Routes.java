package io.tripline.correlation.streams;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.KeptEvent;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.EntityKey;
import io.tripline.correlation.state.Router.Routed;
import io.tripline.correlation.state.StateCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records between matching and correlating: an event for a rule, keyed by rule and entity, so that one task sees all of an
 * entity; or a tick, to every partition, that says how far time has come.
 */
final class Routes {
    private Routes() {}

    static byte[] key(Routed routed) {
        return routed.key().id().getBytes(StandardCharsets.US_ASCII);
    }

    /** The rule's id, framed by its length, and the event. The entity is in the event. */
    static byte[] value(Routed routed) {
        byte[] rule = routed.key().rule().id().getBytes(StandardCharsets.UTF_8);
        byte[] event = StateCodec.write(routed.event());
        return ByteBuffer.allocate(Integer.BYTES + rule.length + event.length)
                .putInt(rule.length)
                .put(rule)
                .put(event)
                .array();
    }

    /** Where an event's record has the length of its rule's id. */
    private static final int TICK = -1;

    /**
     * Everything that arrived before this time stands before the record.
     *
     * @param ticker whose tick it is, one of several
     */
    static byte[] tick(long millis, long ticker) {
        return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
                .putInt(TICK)
                .putLong(millis)
                .putLong(ticker)
                .array();
    }

    /** The event's part of a record, as {@link StateCodec#write(KeptEvent)} wrote it. */
    static byte[] event(byte[] value) {
        return Arrays.copyOfRange(
                value, Integer.BYTES + ByteBuffer.wrap(value).getInt(), value.length);
    }

    /** What a record is. Whatever stands in it, this does not fail. */
    static Route read(RuleSet rules, byte @Nullable [] key, byte @Nullable [] value) {
        if (value == null) {
            return new Route.Alien("The record has no value.");
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        try {
            int length = bytes.getInt();
            if (length == TICK) {
                // A ticker of an earlier version does not say who it is.
                return new Route.Tick(
                        bytes.getLong(), bytes.remaining() < Long.BYTES ? 0 : bytes.getLong());
            }
            String rule = StandardCharsets.UTF_8.decode(framed(bytes, length)).toString();
            // Looked at before memory is taken for it.
            framed(bytes.slice(), bytes.getInt(bytes.position()) + Integer.BYTES);
            return route(rules, rule, key, StateCodec.readEvent(bytes));
        } catch (RuntimeException e) {
            return new Route.Alien(e.toString());
        }
    }

    private static Route route(RuleSet rules, String id, byte @Nullable [] key, KeptEvent event) {
        if (key == null || key.length != KafkaEntityStore.ENTITY_LENGTH) {
            return new Route.Alien("The record names no entity.");
        }
        CompiledRule rule = rules.byId(id).orElse(null);
        if (rule == null) {
            return new Route.ToAbsentRule(id, text(key), event);
        }
        List<String> values = rule.entityOf(event.event());
        if (values.isEmpty()) {
            return new Route.ToNobody(id);
        }
        Routed routed = new Routed(EntityKey.of(rule, values), event);
        // Another key lies in another partition, where all of that entity is.
        return Arrays.equals(key(routed), key)
                ? new Route.ToEntity(routed)
                : new Route.ToAnotherEntity(id, text(key), event);
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.US_ASCII);
    }

    private static ByteBuffer framed(ByteBuffer bytes, int length) {
        ByteBuffer part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return part;
    }
}

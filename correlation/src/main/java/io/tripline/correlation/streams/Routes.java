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
import java.util.Optional;
import java.util.OptionalLong;

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

    /** Everything that arrived before this time stands before the record. */
    static byte[] tick(long millis) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(TICK).putLong(millis).array();
    }

    /** The time of a tick; empty if the record is an event. */
    static OptionalLong readTick(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return bytes.getInt() == TICK ? OptionalLong.of(bytes.getLong()) : OptionalLong.empty();
    }

    /** The event's part of a record, as {@link StateCodec#write(KeptEvent)} wrote it. */
    static byte[] event(byte[] value) {
        return Arrays.copyOfRange(
                value, Integer.BYTES + ByteBuffer.wrap(value).getInt(), value.length);
    }

    /** Empty if the rule is no longer there, or now sees another entity in the event. */
    static Optional<Routed> read(RuleSet rules, byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        byte[] id = new byte[bytes.getInt()];
        bytes.get(id);
        CompiledRule rule = rules.byId(new String(id, StandardCharsets.UTF_8)).orElse(null);
        if (rule == null) {
            return Optional.empty();
        }
        KeptEvent event = StateCodec.readEvent(bytes);
        List<String> entity = rule.entityOf(event.event());
        return entity.isEmpty()
                ? Optional.empty()
                : Optional.of(new Routed(EntityKey.of(rule, entity), event));
    }
}

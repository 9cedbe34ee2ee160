package io.tripline.correlation.streams;

import io.tripline.correlation.state.Agenda;
import io.tripline.correlation.state.Appointment;
import io.tripline.correlation.state.StateCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The agenda in a Kafka Streams state store, changelogged. An appointment's key is its time and its entity. */
final class KafkaAgenda implements Agenda {
    static final String NAME = "agenda";

    private final KeyValueStore<Bytes, byte[]> appointments;

    /** No appointment is earlier, so that what was done and deleted is not gone over again. */
    private long first = Long.MIN_VALUE;

    KafkaAgenda(KeyValueStore<Bytes, byte[]> appointments) {
        this.appointments = appointments;
    }

    @Override
    public List<Appointment> due(long until, int most) {
        List<Appointment> due = new ArrayList<>();
        if (first > until) {
            return due;
        }
        try (KeyValueIterator<Bytes, byte[]> range =
                appointments.range(key(first, ""), key(until + 1, ""))) {
            while (range.hasNext() && due.size() < most) {
                KeyValue<Bytes, byte[]> each = range.next();
                ByteBuffer key = ByteBuffer.wrap(each.key.get());
                due.add(
                        StateCodec.readAppointment(
                                key.getLong() ^ Long.MIN_VALUE,
                                StandardCharsets.US_ASCII.decode(key).toString(),
                                each.value));
            }
        }
        first = due.isEmpty() ? until + 1 : due.getFirst().at();
        return due;
    }

    @Override
    public void add(Appointment appointment) {
        first = Math.min(first, appointment.at());
        appointments.put(
                key(appointment.at(), appointment.entity()), StateCodec.write(appointment));
    }

    @Override
    public void remove(Appointment appointment) {
        appointments.delete(key(appointment.at(), appointment.entity()));
    }

    /** The sign is flipped, so that the order of the bytes is that of the times. */
    private static Bytes key(long at, String entity) {
        byte[] id = entity.getBytes(StandardCharsets.US_ASCII);
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES + id.length)
                        .putLong(at ^ Long.MIN_VALUE)
                        .put(id)
                        .array());
    }
}

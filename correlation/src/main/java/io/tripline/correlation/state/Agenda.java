package io.tripline.correlation.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Which entities are to be taken up again, by time. As durable as the events; one entity may stand in it twice. */
public interface Agenda {
    /** The first ones that are due by this time, in order. */
    List<Appointment> due(long until, int most);

    void add(Appointment appointment);

    void remove(Appointment appointment);

    /** An agenda that lives as long as this object. */
    static Agenda inMemory() {
        return new InMemory();
    }

    /** The agenda of an offline replay. */
    final class InMemory implements Agenda {
        private final TreeSet<Appointment> appointments =
                new TreeSet<>(
                        Comparator.comparingLong(Appointment::at)
                                .thenComparing(Appointment::entity));

        private InMemory() {}

        @Override
        public List<Appointment> due(long until, int most) {
            List<Appointment> due = new ArrayList<>();
            for (Appointment each : appointments) {
                if (each.at() > until || due.size() == most) {
                    break;
                }
                due.add(each);
            }
            return due;
        }

        @Override
        public void add(Appointment appointment) {
            appointments.add(appointment);
        }

        @Override
        public void remove(Appointment appointment) {
            appointments.remove(appointment);
        }
    }
}

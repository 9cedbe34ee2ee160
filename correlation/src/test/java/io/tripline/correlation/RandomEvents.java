package io.tripline.correlation;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Days of a few people on a few hosts, with attacks in them that the test rules look for. In event-time order. */
public final class RandomEvents {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int HOSTS = 6;
    private static final int SOURCES = 3;
    private static final long MINUTE = 60_000;
    private static final List<String> ACTIONS =
            List.of(
                    "login", "login", "login", "login", "change", "backup", "verify", "copy", "run",
                    "other");

    private final RandomGenerator random;
    private final long span;
    private int number;

    /** What happens and about whom. */
    private record Deed(String action, String outcome, String user, String source, String host) {}

    public RandomEvents(RandomGenerator random, long spanMillis) {
        this.random = random;
        this.span = spanMillis;
    }

    /** So many events or a few more. */
    public List<EcsEvent> next(int count) {
        List<EcsEvent> events = new ArrayList<>();
        while (events.size() < count) {
            long at = random.nextLong(span);
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> burst(events, at);
                case 3 -> guessing(events, at);
                case 4 -> copying(events, at);
                default -> events.add(event(at, anything()));
            }
        }
        events.sort(Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id));
        return events;
    }

    /** One does the same again and again on many hosts; half of those who do were hardly ever seen before. */
    private void burst(List<EcsEvent> events, long begin) {
        String user = random.nextBoolean() ? user() : "visitor-" + random.nextInt(20);
        String source = source();
        String outcome = random.nextBoolean() ? "failure" : "success";
        long at = begin;
        for (int i = random.nextInt(3, 9); i > 0; i--) {
            at += random.nextLong(3 * MINUTE);
            String action = random.nextInt(5) == 0 ? "change" : "login";
            events.add(event(at, new Deed(action, outcome, user, source, host())));
        }
    }

    /** One account on one host fails and fails, and is in; now and then everything within one second. */
    private void guessing(List<EcsEvent> events, long begin) {
        String user = user();
        String source = source();
        String host = host();
        long step = random.nextInt(4) == 0 ? 1 : 2 * MINUTE;
        long at = begin;
        for (int i = random.nextInt(2, 6); i > 0; i--) {
            events.add(event(at, new Deed("login", "failure", user, source, host)));
            at += random.nextLong(step);
        }
        events.add(event(at, new Deed("login", "success", user, source, host)));
    }

    /** One host copies to another and runs what it copied, or the other way round. */
    private void copying(List<EcsEvent> events, long begin) {
        String user = user();
        String source = source();
        String host = host();
        events.add(event(begin, new Deed("copy", "success", user, source, host)));
        events.add(
                event(
                        begin + random.nextLong(12 * MINUTE),
                        new Deed("run", "success", user, source, host)));
    }

    private Deed anything() {
        return new Deed(
                ACTIONS.get(random.nextInt(ACTIONS.size())),
                random.nextInt(3) == 0 ? "failure" : "success",
                user(),
                source(),
                host());
    }

    private EcsEvent event(long at, Deed deed) {
        // On whole seconds, a third on whole minutes: many share their time or stand at the edge of
        // a window.
        long grain = random.nextInt(3) == 0 ? MINUTE : 1000;
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, START.plusMillis(at / grain * grain))
                .set(EcsField.EVENT_ID, "event-" + number++)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_ACTION, deed.action)
                .set(EcsField.EVENT_OUTCOME, deed.outcome)
                .set(EcsField.USER_NAME, deed.user)
                .set(EcsField.SOURCE_IP, deed.source)
                .set(EcsField.SOURCE_DOMAIN, "workstation-" + deed.source)
                .set(EcsField.HOST_NAME, deed.host)
                .build();
    }

    private String user() {
        return "user-" + random.nextInt(4);
    }

    private String source() {
        return "192.0.2." + random.nextInt(SOURCES);
    }

    private String host() {
        return "host-" + random.nextInt(HOSTS);
    }
}

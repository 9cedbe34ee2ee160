package io.tripline.correlation;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Days of a few people on a few hosts, with bursts in them that the test rules look for. In event-time order. */
public final class RandomEvents {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<String> ACTIONS =
            List.of("login", "login", "login", "change", "backup", "verify", "other");

    private final RandomGenerator random;
    private final long span;
    private int number;

    public RandomEvents(RandomGenerator random, long spanMillis) {
        this.random = random;
        this.span = spanMillis;
    }

    public List<EcsEvent> next(int count) {
        List<EcsEvent> events = new ArrayList<>();
        while (events.size() < count) {
            long at = random.nextLong(span);
            if (random.nextInt(4) == 0) {
                String user = user();
                String source = source();
                String outcome = random.nextBoolean() ? "failure" : "success";
                for (int i = random.nextInt(3, 9); i > 0; i--) {
                    at += random.nextLong(180_000);
                    String action = random.nextInt(5) == 0 ? "change" : "login";
                    events.add(event(at, action, outcome, user, source, host()));
                }
            } else {
                events.add(
                        event(
                                at,
                                ACTIONS.get(random.nextInt(ACTIONS.size())),
                                random.nextInt(3) == 0 ? "failure" : "success",
                                user(),
                                source(),
                                host()));
            }
        }
        events.sort(Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id));
        return events;
    }

    private EcsEvent event(
            long at, String action, String outcome, String user, String source, String host) {
        return EcsEvent.builder()
                // Whole seconds, so that some events share their time.
                .set(EcsField.TIMESTAMP, START.plusMillis(at / 1000 * 1000))
                .set(EcsField.EVENT_ID, "event-" + number++)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.EVENT_OUTCOME, outcome)
                .set(EcsField.USER_NAME, user)
                .set(EcsField.SOURCE_IP, source)
                .set(EcsField.HOST_NAME, host)
                .build();
    }

    private String user() {
        return "user-" + random.nextInt(4);
    }

    private String source() {
        return "192.0.2." + random.nextInt(3);
    }

    private String host() {
        return "host-" + random.nextInt(6);
    }
}

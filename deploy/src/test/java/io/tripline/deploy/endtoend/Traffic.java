package io.tripline.deploy.endtoend;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some hours of a few people, addresses and hosts that no other traffic is about, with attacks in them: what the rules below
 * {@code rules/faults} look for. It arrives out of order and in part twice.
 */
final class Traffic {
    /** So that the traffic of all tests can go through one broker. */
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final int OUT_OF_ORDER = 200;
    private static final String SILENT = "silent-";
    private static final List<String> ACTIONS =
            List.of("login", "login", "change", "backup", "verify");

    private final int number = NUMBER.incrementAndGet();
    private final Random random;
    private final List<EcsEvent> events = new ArrayList<>();
    private final List<EcsEvent> arrivals;

    /**
     * Traffic that ended an hour ago.
     *
     * @param now the end of the hour after it
     * @param span how long it is
     */
    Traffic(long seed, Instant now, Duration span, int count) {
        random = new Random(seed);
        Instant end = now.minus(Duration.ofHours(1));
        while (events.size() < count) {
            Instant at = end.minusMillis(random.nextLong(span.toMillis()));
            if (random.nextInt(8) == 0) {
                attack(at);
            } else {
                add(at, ACTIONS.get(random.nextInt(ACTIONS.size())), user(), source(), host());
            }
        }
        // These are heard of once, early, so that time alone tells what does not follow.
        for (int i = 0; i < 2; i++) {
            add(end.minus(span), "backup", user(), source(), SILENT + number + "-" + i);
        }
        // Every other host is heard of once more, so that no absence is open at the end.
        for (int i = 0; i < 8; i++) {
            add(
                    end.plus(Duration.ofMinutes(30)),
                    "verify",
                    user(),
                    source(),
                    "host-" + number + "-" + i);
        }
        arrivals = disturbed();
    }

    /** The events, each once, in order. */
    List<EcsEvent> events() {
        return events.stream()
                .sorted(Comparator.comparing(EcsEvent::timestamp).thenComparing(EcsEvent::id))
                .toList();
    }

    /** The events as they arrive: nearly in order, some a little and a few very late, some twice. */
    List<EcsEvent> arrivals() {
        return arrivals;
    }

    /** Whether an alert is about this traffic. */
    boolean isAbout(String entity) {
        return entity.contains("-" + number + "-")
                || entity.startsWith("2001:db8:" + number + "::");
    }

    /** Whether nothing follows an event on its host. */
    static boolean isFollowedByNothing(EcsEvent event) {
        return event.string(EcsField.HOST_NAME).orElse("").startsWith(SILENT);
    }

    private List<EcsEvent> disturbed() {
        List<EcsEvent> all = new ArrayList<>(events());
        for (int i = 0; i < events.size() / 5; i++) {
            all.add(random.nextInt(all.size()), events.get(random.nextInt(events.size())));
        }
        for (int from = 0; from < all.size(); from += OUT_OF_ORDER) {
            Collections.shuffle(
                    all.subList(from, Math.min(all.size(), from + OUT_OF_ORDER)), random);
        }
        return all;
    }

    private void attack(Instant begin) {
        String user = user();
        String source = source();
        String outcome = random.nextBoolean() ? "failure" : "success";
        Instant at = begin;
        for (int i = random.nextInt(4, 8); i > 0; i--) {
            String host = host();
            events.add(event(at, "login", outcome, user, source, host));
            at = at.plusSeconds(random.nextLong(60));
            if (random.nextInt(4) == 0) {
                add(at, "change", user, source, host);
            }
        }
    }

    private void add(Instant at, String action, String user, String source, String host) {
        events.add(
                event(
                        at,
                        action,
                        random.nextInt(4) == 0 ? "failure" : "success",
                        user,
                        source,
                        host));
    }

    private EcsEvent event(
            Instant at, String action, String outcome, String user, String source, String host) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, at)
                .set(EcsField.EVENT_ID, "event-" + number + "-" + events.size())
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.EVENT_OUTCOME, outcome)
                .set(EcsField.USER_NAME, user)
                .set(EcsField.SOURCE_IP, source)
                .set(EcsField.HOST_NAME, host)
                .build();
    }

    private String user() {
        return "user-" + number + "-" + random.nextInt(10);
    }

    /** As RFC 5952 writes addresses, so that ingest leaves them as they are. */
    private String source() {
        return "2001:db8:" + number + "::" + (1 + random.nextInt(8));
    }

    private String host() {
        return "host-" + number + "-" + random.nextInt(8);
    }
}

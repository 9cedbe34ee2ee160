package io.tripline.deploy.endtoend;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** One failed sign-in each within a minute by many people from many addresses on many hosts, of whom nobody heard before. */
record Flood(int entities, Instant begin) {
    /** The events of some of them, as a million at once would fill a heap. */
    List<EcsEvent> events(int from, int to) {
        return IntStream.range(from, Math.min(to, entities)).mapToObj(this::event).toList();
    }

    private EcsEvent event(int i) {
        Duration since = Duration.ofMinutes(1).multipliedBy(i).dividedBy(entities);
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, begin.plus(since))
                .set(EcsField.EVENT_ID, "flood-" + i)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_ACTION, "login")
                .set(EcsField.EVENT_OUTCOME, "failure")
                .set(EcsField.USER_NAME, "flooding-" + i)
                .set(EcsField.SOURCE_IP, "2001:db8:ffff::%x:%x".formatted(i / 0x10000, i % 0x10000))
                .set(EcsField.HOST_NAME, "flooded-" + i)
                .build();
    }
}

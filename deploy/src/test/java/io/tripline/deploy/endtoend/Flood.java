package io.tripline.deploy.endtoend;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** One failed sign-in each by many people from many addresses on many hosts. */
record Flood(int entities) {
    List<EcsEvent> events() {
        Instant begin = Instant.now().minus(Duration.ofHours(2));
        return IntStream.range(0, entities)
                .mapToObj(
                        i ->
                                EcsEvent.builder()
                                        .set(EcsField.TIMESTAMP, begin.plusMillis(i))
                                        .set(EcsField.EVENT_ID, "flood-" + i)
                                        .set(EcsField.EVENT_KIND, "event")
                                        .set(EcsField.EVENT_ACTION, "login")
                                        .set(EcsField.EVENT_OUTCOME, "failure")
                                        .set(EcsField.USER_NAME, "flooding-" + i)
                                        .set(
                                                EcsField.SOURCE_IP,
                                                "2001:db8:ffff::%x:%x"
                                                        .formatted(i / 0x10000, i % 0x10000))
                                        .set(EcsField.HOST_NAME, "flooded-" + i)
                                        .build())
                .toList();
    }
}

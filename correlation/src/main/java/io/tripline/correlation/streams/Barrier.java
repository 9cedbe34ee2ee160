package io.tripline.correlation.streams;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out that everything that had arrived at a time has been through the stages before correlation: first each stage's
 * group must have done what its topics held when the stage before was done. A group commits only what its output holds
 * already, so then it lies in the topic that follows. Where a stage stands still with work before it, so does this.
 */
final class Barrier {

    /** A group, and the topics it reads. */
    record Stage(String group, List<String> topics) {
        Stage {
            topics = List.copyOf(topics);
        }
    }

    private final List<Stage> stages;
    private final Offsets offsets;
    private Instant since = Instant.MIN;
    private int at;
    private Map<TopicPartition, Long> wanted = Map.of();

    /**
     * None has begun.
     *
     * @param stages in the order in which records go through them
     */
    Barrier(List<Stage> stages, Offsets offsets) {
        this.stages = List.copyOf(stages);
        this.offsets = offsets;
    }

    /** Looks how far it has come, and begins the next one where none is under way. The time, once, when all is done. */
    Optional<Instant> look(Instant now) {
        if (since.equals(Instant.MIN)) {
            enter(0);
            since = now;
        }
        while (isDone()) {
            if (at + 1 == stages.size()) {
                Instant done = since;
                since = Instant.MIN;
                return Optional.of(done);
            }
            enter(at + 1);
        }
        return Optional.empty();
    }

    /** What it waits for, for a person. */
    String waitsFor() {
        return stages.get(at).group();
    }

    private void enter(int stage) {
        wanted = offsets.ends(stages.get(stage).topics());
        at = stage;
    }

    private boolean isDone() {
        Stage stage = stages.get(at);
        Map<TopicPartition, Long> ends = offsets.ends(stage.topics());
        Map<TopicPartition, Long> done = offsets.done(stage.group(), wanted.keySet());
        // A topic that was made anew is shorter than it was, and all of it counts.
        return wanted.entrySet().stream()
                .allMatch(
                        each ->
                                done.getOrDefault(each.getKey(), 0L)
                                        >= Math.min(
                                                each.getValue(),
                                                ends.getOrDefault(each.getKey(), 0L)));
    }
}

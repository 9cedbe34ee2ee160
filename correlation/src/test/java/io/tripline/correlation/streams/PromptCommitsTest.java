package io.tripline.correlation.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptCommitsTest {
    /** Near the end of its numbers, where a sum would overflow: nanoTime may be anything. */
    private long nanos = Long.MAX_VALUE - 1_000;

    private final PromptCommits commits = new PromptCommits(() -> nanos);

    @Test
    void theFirstAlertCommitsAtOnceAndAStormNowAndThen() {
        assertThat(commits.mayCommit()).isTrue();
        nanos += PromptCommits.APART.toNanos() - 1;
        assertThat(commits.mayCommit()).isFalse();
        nanos++;
        assertThat(commits.mayCommit()).isTrue();
        assertThat(commits.mayCommit()).isFalse();
    }
}

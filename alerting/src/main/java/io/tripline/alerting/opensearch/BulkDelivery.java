package io.tripline.alerting.opensearch;

import io.tripline.alerting.retry.Backoff;
import io.tripline.alerting.retry.Pause;
import io.tripline.alerting.topics.DeadLetters;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends items until every one is indexed or a dead letter, however long that takes. Items are judged one by one, and only
 * those that failed are sent again. Safe for several threads.
 */
final class BulkDelivery {
    private final OpenSearchLink link;
    private final DeadLetters deadLetters;
    private final Backoff backoff;
    private final Pause pause;
    private final IndexMetrics metrics;
    private final EarlierCopies copies;
    private volatile Optional<RetryReason> trouble = Optional.empty();

    BulkDelivery(
            OpenSearchLink link,
            DeadLetters deadLetters,
            Backoff backoff,
            Pause pause,
            IndexMetrics metrics) {
        this.link = link;
        this.deadLetters = deadLetters;
        this.backoff = backoff;
        this.pause = pause;
        this.metrics = metrics;
        this.copies = new EarlierCopies(link);
    }

    /** Why the last request had to be repeated; empty when it had not. */
    Optional<RetryReason> trouble() {
        return trouble;
    }

    /** Returns when every item is settled; an interrupt gives up what is left, unsettled. */
    void deliver(List<BulkItem> items) throws InterruptedException {
        List<BulkItem> open = items;
        int failures = 0;
        while (!open.isEmpty()) {
            Attempt attempt = attempt(open);
            switch (attempt) {
                case Attempt.Judged judged -> {
                    open = settle(open, judged.verdicts());
                    failures = open.isEmpty() ? 0 : failures + 1;
                }
                case Attempt.Failed failed -> {
                    open.forEach(_ -> metrics.retried(failed.reason()));
                    trouble = Optional.of(failed.reason());
                    failures++;
                }
                case Attempt.Unacceptable refused -> {
                    if (open.size() == 1) {
                        bury(open.getFirst(), refused.detail());
                    } else {
                        // One item spoils the request for all: halving finds it.
                        int half = open.size() / 2;
                        deliver(open.subList(0, half));
                        deliver(open.subList(half, open.size()));
                    }
                    return;
                }
            }
            if (open.isEmpty()) {
                trouble = Optional.empty();
            } else {
                pause.last(backoff.after(failures));
            }
        }
    }

    private sealed interface Attempt {
        record Judged(List<Verdict> verdicts) implements Attempt {}

        record Failed(RetryReason reason) implements Attempt {}

        record Unacceptable(String detail) implements Attempt {}
    }

    private Attempt attempt(List<BulkItem> items) {
        Answer answer;
        try {
            answer = metrics.timed(() -> link.bulk(items));
        } catch (IOException e) {
            return new Attempt.Failed(RetryReason.CONNECTION);
        }
        return switch (answer.status()) {
            case 200, 201 -> judged(items, BulkAnswer.verdicts(answer.body(), items));
            // Of a 400 that is not OpenSearch's own, such as a proxy's, no document is to blame.
            case 400 ->
                    BulkAnswer.isRefusal(answer.body())
                            ? refused(answer)
                            : new Attempt.Failed(RetryReason.NONSENSE);
            case 413 -> refused(answer);
            default -> new Attempt.Failed(RetryReason.of(answer.status()));
        };
    }

    private static Attempt refused(Answer answer) {
        return new Attempt.Unacceptable(
                "OpenSearch refuses the whole request with status " + answer.status() + ".");
    }

    private Attempt judged(List<BulkItem> items, List<Verdict> verdicts) {
        Map<Integer, Verdict> otherwise = copies.judged(items, verdicts);
        if (otherwise.isEmpty()) {
            return new Attempt.Judged(verdicts);
        }
        List<Verdict> judged = new ArrayList<>(verdicts);
        otherwise.forEach(judged::set);
        return new Attempt.Judged(judged);
    }

    /** Settles what can be; returns what has to be sent again. */
    private List<BulkItem> settle(List<BulkItem> items, List<Verdict> verdicts)
            throws InterruptedException {
        List<BulkItem> again = new ArrayList<>();
        Instant now = metrics.now();
        for (int i = 0; i < items.size(); i++) {
            BulkItem item = items.get(i);
            switch (verdicts.get(i)) {
                case Verdict.Indexed indexed -> {
                    metrics.indexed(item, indexed.fresh(), now);
                    item.settled().run();
                }
                case Verdict.Again retry -> {
                    metrics.retried(retry.reason());
                    trouble = Optional.of(retry.reason());
                    again.add(item);
                }
                case Verdict.Refused refused -> bury(item, refused.detail());
            }
        }
        return again;
    }

    private void bury(BulkItem item, String detail) throws InterruptedException {
        deadLetters.keep(item.received(), Refusal.INDEX_REJECTED.label(), detail);
        metrics.dead(Refusal.INDEX_REJECTED);
        item.settled().run();
    }
}

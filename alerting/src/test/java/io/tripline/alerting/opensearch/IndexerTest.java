package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.topics.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class IndexerTest {
    private final StandInOpenSearch server = new StandInOpenSearch();
    private final Links links = new Links(server.url());
    private Instant now = Samples.APPENDED;
    private final Indexer indexer =
            new Indexer(
                    links.delivery,
                    links.deadLetters,
                    BulkItems::event,
                    links.config,
                    () -> now,
                    links.metrics);

    @AfterEach
    void close() {
        indexer.close();
        links.close();
        server.close();
    }

    @Test
    void aFullRequestGoesAtOnceAndAPartialOneWhenItHasWaitedLongEnough() throws Exception {
        CountDownLatch full = new CountDownLatch(3);
        CountDownLatch rest = new CountDownLatch(1);
        for (String id : new String[] {"a", "b", "c"}) {
            indexer.accept(Samples.event(id), full::countDown);
        }
        indexer.accept(Samples.event("d"), rest::countDown);

        indexer.afterPoll();
        full.await();
        assertThat(server.documents).containsOnlyKeys("a", "b", "c");

        now = now.plus(Duration.ofMillis(100));
        indexer.afterPoll();
        rest.await();
        assertThat(server.documents).containsOnlyKeys("a", "b", "c", "d");
    }

    @Test
    void whileOpenSearchHangsThereIsNoRoomAndNothingIsSettled() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch settled = new CountDownLatch(9);
        server.next(
                exchange -> {
                    hanging.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    StandInOpenSearch.answer(exchange, 503, null);
                });
        for (int i = 0; i < 9; i++) {
            indexer.accept(Samples.event("e" + i), settled::countDown);
        }

        indexer.afterPoll();
        hanging.await();

        assertThat(indexer.hasRoom()).isFalse();
        assertThat(indexer.inFlight()).isEqualTo(2);
        assertThat(settled.getCount()).isEqualTo(9);
        release.countDown();
        while (settled.getCount() > 0) {
            indexer.afterPoll();
            Thread.onSpinWait();
        }
        assertThat(server.documents).hasSize(9);
    }

    @Test
    void anErrorInASenderIsAFailure() throws Exception {
        indexer.accept(
                Samples.event("a"),
                () -> {
                    throw new StackOverflowError("too deep");
                });
        now = now.plus(Duration.ofMillis(100));
        indexer.afterPoll();
        while (indexer.failure().isEmpty() && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }

        assertThat(indexer.failure().get().cause()).isInstanceOf(StackOverflowError.class);
    }

    @ParameterizedTest
    @CsvSource({
        "id, auth, '{\"a\":1}\n{\"delete\":{\"_index\":\"alerts\",\"_id\":\"1\"}}', index_not_one_line",
        "id, auth, '', index_empty",
        "'', auth, {}, index_no_id",
        "id, , {}, index_no_family",
        "id, other, {}, index_no_family"
    })
    void whatCannotBeSentSafelyIsADeadLetter(String key, String family, String value, String reason)
            throws Exception {
        CountDownLatch settled = new CountDownLatch(1);

        indexer.accept(
                new Received(
                        "events",
                        2,
                        7,
                        key.getBytes(UTF_8),
                        value.getBytes(UTF_8),
                        Samples.APPENDED,
                        family,
                        null,
                        null),
                settled::countDown);
        indexer.afterPoll();
        settled.await();

        assertThat(links.deadLetters.letters.getFirst().reason()).isEqualTo(reason);
        assertThat(links.deadLetters.letters.getFirst().received().originOrPlace())
                .isEqualTo("events-2-7");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void anIdThatIsTooLongForOpenSearchIsADeadLetter() throws Exception {
        CountDownLatch settled = new CountDownLatch(1);

        indexer.accept(Samples.event("i".repeat(513), "{}"), settled::countDown);
        settled.await();

        assertThat(links.deadLetters.letters.getFirst().reason()).isEqualTo("index_no_id");
    }

    @Test
    void anAlertThatBreaksOutOfItsUpdateIsRefused() {
        Received hostile =
                Samples.event(
                        "a1", "{}},\"script\":{\"source\":\"ctx.op='delete'\"},\"x\":{\"y\":{}");

        assertThat(BulkItems.alert(hostile, () -> {}, Mutes.NONE))
                .isEqualTo(new BulkItems.Made.No(Refusal.INDEX_NOT_JSON));
    }
}

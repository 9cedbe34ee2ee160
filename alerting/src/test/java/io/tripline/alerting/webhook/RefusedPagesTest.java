package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.KeptLetters;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.retry.Backoff;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver that refuses some pages again and again gets all others, and one that is down gets all of them later. */
@Timeout(60)
class RefusedPagesTest {
    private static final Duration DEADLINE = Duration.ofMinutes(20);
    private static final Duration TICK = Duration.ofMillis(200);

    private final TimeOfSleepers time = new TimeOfSleepers(Samples.APPENDED);
    private final KeptLetters deadLetters = new KeptLetters();
    private final DestinationConfig config =
            new DestinationConfig(
                    "on-call",
                    new DestinationConfig.Json(
                            URI.create("https://hooks.example.com/"),
                            List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))),
                    new DestinationConfig.Delivery(
                            false,
                            false,
                            Duration.ofSeconds(10),
                            4,
                            Duration.ofMillis(500),
                            Duration.ofMinutes(1),
                            DEADLINE));
    private final WebhookMetrics metrics = new WebhookMetrics(new SimpleMeterRegistry(), "on-call");
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private final List<Page> arrived = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> arrivals = new ConcurrentHashMap<>();
    private final AtomicInteger receipts = new AtomicInteger();
    private final List<Pager> pagers = new ArrayList<>();

    @AfterEach
    void close() {
        pagers.forEach(Pager::close);
    }

    @ParameterizedTest
    @CsvSource({"5, 403, 1", "30, 500, 1", "60, 503, 15"})
    void whatAReceiverRefusesStandsInNobodysWay(int percent, int status, int mostMinutes)
            throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed of the refused pages: " + seed);
        Random random = new Random(seed);
        List<Page> pages = new ArrayList<>();
        Set<String> refused = new TreeSet<>();
        Map<String, Integer> revisions = new HashMap<>();
        for (int i = 0; i < 250; i++) {
            // Most alerts have one page, some have many.
            String about = "a" + (random.nextInt(4) == 0 ? random.nextInt(20) : 100 + i);
            Page page = page(about, revisions.merge(about, 1, Integer::sum), i);
            pages.add(page);
            if (random.nextInt(100) < percent) {
                refused.add(page.id());
            }
        }

        deliver(
                pages,
                page -> refused.contains(page.id()),
                new Attempt.Later(DeliveryFailure.SERVER_ERROR, status, Optional.empty()));

        assertThat(ids(arrived))
                .containsExactlyInAnyOrderElementsOf(
                        pages.stream()
                                .map(Page::id)
                                .filter(each -> !refused.contains(each))
                                .toList());
        assertThat(deadLetters.letters).hasSize(refused.size());
        arrived.stream()
                .collect(Collectors.groupingBy(Page::about))
                .values()
                .forEach(each -> assertThat(each).extracting(Page::revision).isSorted());
        assertThat(
                        arrived.stream()
                                .filter(each -> revisions.getOrDefault(each.about(), 0) == 1)
                                .map(each -> waited(each))
                                .max(Duration::compareTo))
                .hasValueSatisfying(
                        longest -> assertThat(longest).isLessThan(Duration.ofMinutes(mostMinutes)));
    }

    @Test
    void ofAnAlertWhosePageIsRefusedTheNextWaitsUntilThatIsSettled() throws Exception {
        List<Page> pages = new ArrayList<>();
        pages.add(page("poison", 1, 0));
        pages.add(page("poison", 2, 0));
        for (int i = 0; i < 400; i++) {
            // One a second.
            pages.add(page("a" + i, 1, 25 * i));
        }

        deliver(
                pages,
                page -> page.id().equals("poison-r1"),
                new Attempt.Later(DeliveryFailure.UNAUTHORIZED, 403, Optional.empty()));

        assertThat(deadLetters.letters)
                .extracting(KeptLetters.Letter::detail)
                .singleElement()
                .asString()
                .startsWith(
                        "The destination on-call takes other pages, but answered 403 (unauthorized)"
                                + " to this one, at 1");
        Instant next = arrivals.get("poison-r2");
        assertThat(Duration.between(Samples.APPENDED, next))
                .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(10));
    }

    @Test
    void anAlertWithManyPagesWhoseFirstIsRefusedStandsInNobodysWay() throws Exception {
        List<Page> pages = new ArrayList<>();
        for (int i = 1; i <= 400; i++) {
            pages.add(page("poison", i, 0));
        }
        for (int i = 0; i < 100; i++) {
            pages.add(page("a" + i, 1, 25 * i));
        }

        deliver(
                pages,
                page -> page.id().equals("poison-r1"),
                new Attempt.Later(DeliveryFailure.SERVER_ERROR, 500, Optional.empty()));

        assertThat(deadLetters.letters).hasSize(1);
        assertThat(arrived).hasSize(499);
        assertThat(arrived.stream().filter(each -> each.about().startsWith("a")))
                .allSatisfy(each -> assertThat(waited(each)).isLessThan(Duration.ofMinutes(1)));
    }

    /** An attacker's incident that a receiver's filter refuses grows and grows. */
    @ParameterizedTest
    @ValueSource(ints = {1, 400})
    void largePagesThatAreRefusedStandInNobodysWay(int alerts) throws Exception {
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            pages.add(page("a" + i, 1, i));
            pages.add(large(page("poison" + i % alerts, 1 + i / alerts, i)));
        }

        deliver(
                pages,
                page -> page.about().startsWith("poison"),
                new Attempt.Later(DeliveryFailure.UNAUTHORIZED, 403, Optional.empty()));

        // Of one that grows the newest says what those before it would have said.
        assertThat(deadLetters.letters.size())
                .isBetween(alerts == 1 ? 2 : 400, alerts == 1 ? 399 : 400);
        assertThat(receipts).hasValue(800);
        assertThat(arrived).hasSize(400);
        assertThat(arrived)
                .allSatisfy(each -> assertThat(waited(each)).isLessThan(Duration.ofMinutes(1)));
    }

    /** One is taken while they are refused, so that they are set aside; then none is, for long. */
    @Test
    void largePagesDoNotGiveWayWhileNoneAreTaken() throws Exception {
        Instant back = Samples.APPENDED.plus(Duration.ofMinutes(15));
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pages.add(large(page("large" + i, 1, 0), (int) Pager.LEAST_BYTES / 10));
        }
        pages.add(page("small", 1, 5));

        deliver(
                pages,
                page -> page.about().startsWith("large") && time.instant().isBefore(back),
                new Attempt.Later(DeliveryFailure.SERVER_ERROR, 503, Optional.empty()));

        assertThat(deadLetters.letters).isEmpty();
        assertThat(arrived).hasSize(5);
    }

    @Test
    void pagesThatTimeOutLeaveRoomForOthers() throws Exception {
        Map<String, Integer> tries = new ConcurrentHashMap<>();
        CountDownLatch timeout = new CountDownLatch(1);
        AtomicInteger timingOut = new AtomicInteger();
        Courier courier =
                new Courier() {
                    @Override
                    public Attempt post(Page page) throws InterruptedException {
                        if (page.about().startsWith("poison")) {
                            if (tries.merge(page.id(), 1, Integer::sum) > 2) {
                                timingOut.incrementAndGet();
                                timeout.await();
                            }
                            return new Attempt.Later(DeliveryFailure.TIMEOUT, 0, Optional.empty());
                        }
                        arrived.add(page);
                        return new Attempt.Accepted(204);
                    }

                    @Override
                    public void close() {}
                };
        Pager pager = pager(courier);
        // As many as may be tried at the same time.
        for (int i = 0; i < 4; i++) {
            pager.accept(Samples.outbox(Samples.page("poison" + i, 1, Samples.APPENDED)), () -> {});
        }
        for (int i = 0; i < 40; i++) {
            CountDownLatch taken = new CountDownLatch(1);
            while (time.asleep() + timingOut.get() != 4) {
                Thread.onSpinWait();
            }
            Page good = Samples.page("good" + i, 1, Samples.APPENDED);
            pager.accept(Samples.outbox(good), taken::countDown);
            assertThat(taken.await(5, TimeUnit.SECONDS)).as("page %d", i).isTrue();
            pager.committing().run();
            time.pass(Duration.ofSeconds(10));
        }

        assertThat(timingOut).hasValue(1);
        timeout.countDown();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000})
    void aReceiverThatIsDownIsToldEverythingWhenItIsBack(int count) throws Exception {
        Instant back = Samples.APPENDED.plus(Duration.ofMinutes(15));
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pages.add(page("a" + i % (count / 2), 1 + i / (count / 2), 0));
        }

        deliver(
                pages,
                _ -> time.instant().isBefore(back),
                new Attempt.Later(DeliveryFailure.SERVER_ERROR, 503, Optional.empty()));

        assertThat(deadLetters.letters).isEmpty();
        assertThat(arrived).hasSize(count);
    }

    @Test
    void aReceiverThatNeverComesBackIsTriedUntilTheDeadline() throws Exception {
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            pages.add(page("a" + i, 1, 0));
        }

        deliver(
                pages,
                _ -> true,
                new Attempt.Later(DeliveryFailure.UNAUTHORIZED, 401, Optional.empty()));

        assertThat(deadLetters.letters).hasSize(300);
        assertThat(deadLetters.letters)
                .allSatisfy(each -> assertThat(each.reason()).isEqualTo("webhook_expired"));
        assertThat(time.instant())
                .isAfterOrEqualTo(Samples.APPENDED.plus(DEADLINE).minus(Duration.ofMinutes(2)));
    }

    @Test
    void aReceiverThatFailsMostOfTheTimeGetsEveryPageInTheEnd() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed of the failures: " + seed);
        Random random = new Random(seed);
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pages.add(page("a" + i, 1, i));
        }

        deliver(
                pages,
                _ -> {
                    synchronized (random) {
                        return random.nextInt(10) < 6;
                    }
                },
                new Attempt.Later(DeliveryFailure.SERVER_ERROR, 500, Optional.empty()));

        assertThat(deadLetters.letters).isEmpty();
        assertThat(arrived).hasSize(100);
    }

    /** Where the place in the topic is gone it may be weeks of pages that were told. */
    @Test
    void aPageWhoseTimeWasOverForADayWhenItWasReadIsNotTried() throws Exception {
        Duration tooLate = DEADLINE.plusDays(1).plusSeconds(1);
        time.pass(tooLate);
        Page history = Samples.page("history", 1, Samples.APPENDED);
        Page recent = Samples.page("recent", 1, time.instant());

        deliver(
                List.of(history, recent),
                _ -> false,
                new Attempt.Later(DeliveryFailure.SERVER_ERROR, 500, Optional.empty()));

        assertThat(ids(arrived)).containsExactly("recent-r1");
        assertThat(deadLetters.letters)
                .extracting(KeptLetters.Letter::reason)
                .containsExactly("webhook_expired");
    }

    /** As behind others of its alert: a lost resolve leaves open at the receiver what has ended. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPageWhoseTurnComesTooLateIsTriedOnce(boolean taken) throws Exception {
        time.pass(DEADLINE.plusSeconds(1));
        AtomicInteger tries = new AtomicInteger();

        deliver(
                List.of(Samples.page("late", 1, Samples.APPENDED)),
                _ -> tries.incrementAndGet() > 0 && !taken,
                new Attempt.Later(DeliveryFailure.SERVER_ERROR, 500, Optional.empty()));

        assertThat(tries).hasValue(1);
        assertThat(arrived).hasSize(taken ? 1 : 0);
        assertThat(deadLetters.letters).hasSize(taken ? 0 : 1);
    }

    @Test
    void anOlderPageIsTriedThoughTheReceiverAsksToBeSparedForLongerThanItHas() throws Exception {
        Page young = Samples.page("young", 1, Samples.APPENDED);
        Page old =
                Samples.page(
                        "old", 1, Samples.APPENDED.minus(DEADLINE).plus(Duration.ofMinutes(2)));

        deliver(
                List.of(young, old),
                page -> page.about().equals("young"),
                new Attempt.Later(
                        DeliveryFailure.RATE_LIMITED, 429, Optional.of(Duration.ofDays(1))));

        assertThat(ids(arrived)).containsExactly("old-r1");
        assertThat(deadLetters.letters).hasSize(1);
    }

    @Test
    void aPageThatCannotBeWrittenSaysNothingAboutTheReceiver() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        AtomicInteger tries = new AtomicInteger();
        Courier courier =
                new Courier() {
                    @Override
                    public Attempt post(Page page) {
                        if (tries.incrementAndGet() > Breaker.LIMIT) {
                            throw new IllegalArgumentException("a bug");
                        }
                        return new Attempt.Later(DeliveryFailure.TIMEOUT, 0, Optional.empty());
                    }

                    @Override
                    public void close() {}
                };
        Destination destination =
                new Destination(
                        config,
                        courier,
                        new Endings.Books(
                                deadLetters, (_, _) -> {}, new WebhookMetrics(meters, "on-call")),
                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(1)),
                        time::pass,
                        time,
                        time::nanos);
        Page failing = Samples.page("a1", 1, Samples.APPENDED);

        destination.deliver(failing, Samples.outbox(failing), () -> {}, () -> tries.get() == 5);
        Page odd = Samples.page("a2", 1, Samples.APPENDED);
        destination.deliver(odd, Samples.outbox(odd), () -> {}, () -> false);

        assertThat(deadLetters.letters).hasSize(1);
        assertThat(meters.get("tripline.alerting.webhook.breaker.open").gauge().value()).isOne();
    }

    /** Five pages in a tick. */
    private static Page page(String about, int revision, int number) {
        return Samples.page(about, revision, Samples.APPENDED.plus(TICK.multipliedBy(number / 5)));
    }

    private static Page large(Page page) {
        return large(page, 20_000);
    }

    private static Page large(Page page, int bytes) {
        return new Page(
                page.id(),
                page.about(),
                page.subject(),
                page.revision(),
                Page.Kind.UPDATE,
                page.destination(),
                page.route(),
                page.why(),
                page.created(),
                page.note(),
                new byte[bytes]);
    }

    private Duration waited(Page page) {
        return Duration.between(page.created(), arrivals.getOrDefault(page.id(), Instant.MAX));
    }

    private static List<String> ids(List<Page> pages) {
        return pages.stream().map(Page::id).toList();
    }

    /** Has all pages delivered, each read when it was decided or when there is room, and waits until all are settled. */
    private void deliver(List<Page> pages, Predicate<Page> refuses, Attempt refusal)
            throws Exception {
        Courier courier =
                new Courier() {
                    @Override
                    public Attempt post(Page page) {
                        if (refuses.test(page)) {
                            return refusal;
                        }
                        arrived.add(page);
                        arrivals.put(page.id(), time.instant());
                        return new Attempt.Accepted(204);
                    }

                    @Override
                    public void close() {}
                };
        Pager pager = pager(courier);
        int read = 0;
        while (read < pages.size() || !open.isEmpty()) {
            while (read < pages.size()
                    && pager.hasRoom()
                    && !pages.get(read).created().isAfter(time.instant())) {
                Page page = pages.get(read++);
                open.merge(page.about(), 1, Integer::sum);
                pager.accept(
                        Samples.outbox(page),
                        () -> open.computeIfPresent(page.about(), (_, n) -> n == 1 ? null : n - 1));
            }
            while (time.asleep() != open.size()) {
                // Of every alert with an open page one thread is at work or asleep.
                assertThat(pager.failure()).isEmpty();
                pager.committing().run();
            }
            time.pass(read < pages.size() ? TICK : Duration.ofDays(1));
        }
    }

    private Pager pager(Courier courier) {
        DestinationConfig.Delivery usual = config.delivery();
        Pager pager =
                new Pager(
                        config,
                        new Destination(
                                config,
                                courier,
                                new Endings.Books(
                                        deadLetters, (_, _) -> receipts.incrementAndGet(), metrics),
                                new Backoff(
                                        usual.retryFirst(), usual.retryLongest(), new Random(1)),
                                time,
                                time,
                                time::nanos),
                        deadLetters,
                        metrics,
                        new Membership(() -> 0, Duration.ofSeconds(10)),
                        Pager.LEAST_BYTES);
        pagers.add(pager);
        return pager;
    }
}

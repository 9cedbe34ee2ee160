package io.tripline.alerting.webhook;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.topics.DeadLetters;
import io.tripline.alerting.topics.Failure;
import io.tripline.alerting.topics.Intake;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.MalformedEventException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the outbox's pages to one destination. Pages about one alert are in one line and so stay in order; a page that is
 * tried again holds up its own line only. The destination reads the topic as a consumer group of its own: nothing it does or
 * fails to do touches another one.
 */
final class Pager implements Intake {
    /** Alerts whose pages may wait before reading pauses, beside those that are set aside. However many an alert has, it is one. */
    static final int ROOM = 256;

    /** Alerts whose pages may be set aside, while the destination takes others. */
    static final int ASIDE_ROOM = 256;

    /** The same while it does not, before reading pauses. */
    static final int MOST_ASIDE = 512;

    /**
     * Of what a destination may hold, so large a part is for what is set aside. Where it is half full, that gives way if
     * others are taken. If none are, it may all be taken later, and gives way only where it is full and nothing more could be
     * read, and so no other be taken.
     */
    private static final int ASIDE_PART = 4;

    /** So much a destination may hold at least: alerts are tens of KB, and some are larger. */
    static final long LEAST_BYTES = 2 << 20;

    /** What all destinations together may hold is this part of the heap: they may all be down. */
    private static final int PART_OF_HEAP = 6;

    /** What a page costs beside its bytes. */
    private static final int OVERHEAD = 1_000;

    /** So long the end, or the loss of partitions, waits for an answer that is awaited: without it the receiver would be told again. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long BETWEEN_LOOKS_NANOS = Duration.ofMillis(5).toNanos();

    private static final Logger log = LoggerFactory.getLogger(Pager.class);

    /** The pages about one alert, the first of which is being delivered. Guarded by the lines. */
    private static final class Line {
        private final Deque<Queued> pages = new ArrayDeque<>();
        private boolean aside;
        private long bytes;
    }

    private final class Queued implements Delivery.Holder {
        private final Page.Kind kind;
        private final Received received;
        private final Runnable settled;
        private final AtomicBoolean revoked;
        private final Line line;
        private volatile boolean underWay;

        private Queued(
                Page.Kind kind,
                Received received,
                Runnable settled,
                AtomicBoolean revoked,
                Line line) {
            this.kind = kind;
            this.received = received;
            this.settled = settled;
            this.revoked = revoked;
            this.line = line;
        }

        @Override
        public boolean isRevoked() {
            return ending || revoked.get();
        }

        @Override
        public boolean isInDoubt() {
            return membership.isInDoubt();
        }

        @Override
        public void begin() throws InterruptedException {
            exposure.begin();
            underWay = true;
        }

        @Override
        public void end(boolean wasTold) {
            exposure.end(wasTold);
            underWay = false;
        }

        @Override
        public void setAside() {
            synchronized (lines) {
                line.aside = true;
                aside++;
                asideBytes += line.bytes;
            }
        }

        @Override
        public boolean mustGiveWay(boolean othersWereTaken) {
            synchronized (lines) {
                boolean isFull =
                        othersWereTaken
                                ? aside >= ASIDE_ROOM || asideBytes >= mostAsideBytes() / 2
                                : aside >= MOST_ASIDE || standsInReadingsWay();
                if (!isFull) {
                    return false;
                }
                // At once, so that no more give way than must.
                noLongerAside(line);
                return true;
            }
        }
    }

    private final DestinationConfig config;
    private final Destination destination;
    private final DeadLetters deadLetters;
    private final WebhookMetrics metrics;
    private final Membership membership;
    private final Exposure exposure;
    private final long mostBytes;

    /** By what they are about. The map is the lock of all that says how many pages are where. */
    private final Map<String, Line> lines = new HashMap<>();

    private long heldBytes;

    /** Lines. */
    private int aside;

    /** Of the bytes, those of such lines: they would keep all others from being read, for as long as they are refused. */
    private long asideBytes;

    /** A thread for each line. */
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** By partition, what the pages read since its assignment ask before they are sent. */
    private final Map<Integer, AtomicBoolean> revoked = new HashMap<>();

    private volatile boolean ending;
    private volatile Optional<Failure> failure = Optional.empty();

    Pager(
            DestinationConfig config,
            Destination destination,
            DeadLetters deadLetters,
            WebhookMetrics metrics,
            Membership membership,
            long mostBytes) {
        this.config = config;
        this.destination = destination;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.membership = membership;
        this.exposure = new Exposure(config.delivery().concurrency(), System::nanoTime);
        this.mostBytes = mostBytes;
    }

    /** How much each of so many destinations may hold. */
    static long mostBytes(int destinations) {
        long share = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Math.max(1, destinations);
        return Math.max(LEAST_BYTES, share);
    }

    @Override
    public boolean hasRoom() {
        synchronized (lines) {
            return lines.size() - aside < ROOM && aside < MOST_ASIDE && hasRoomForBytes();
        }
    }

    private boolean hasRoomForBytes() {
        return heldBytes - asideBytes < mostBytes - mostAsideBytes() && heldBytes < mostBytes;
    }

    private boolean standsInReadingsWay() {
        return !hasRoomForBytes() && asideBytes >= mostAsideBytes();
    }

    private boolean isShortOfBytes() {
        return !hasRoomForBytes() || asideBytes >= mostAsideBytes();
    }

    private long mostAsideBytes() {
        return mostBytes / ASIDE_PART;
    }

    @Override
    public void accept(Received received, Runnable settled) throws InterruptedException {
        byte[] value = received.value();
        Page page;
        try {
            if (value == null) {
                throw new MalformedEventException("The record has no value.");
            }
            page = Page.read(value);
        } catch (MalformedEventException e) {
            deadLetters.keep(
                    received, DeadPage.WEBHOOK_MALFORMED.label(), String.valueOf(e.getMessage()));
            metrics.dead(DeadPage.WEBHOOK_MALFORMED);
            settled.run();
            return;
        }
        if (!page.destination().equals(config.name())) {
            settled.run();
            return;
        }
        AtomicBoolean gone =
                revoked.computeIfAbsent(received.partition(), _ -> new AtomicBoolean());
        List<Queued> superseded = List.of();
        synchronized (lines) {
            Line known = lines.get(page.about());
            Line line = known == null ? new Line() : known;
            line.pages.addLast(new Queued(page.kind(), received, settled, gone, line));
            weigh(line, cost(received));
            if (known == null) {
                lines.put(page.about(), line);
                start(page.about(), line);
            } else if (isShortOfBytes() && page.kind() != Page.Kind.ACKNOWLEDGE) {
                superseded = superseded(line);
            }
        }
        for (Queued each : superseded) {
            destination.endings().superseded(page(each.received));
            each.settled.run();
        }
    }

    /**
     * Takes out how the alert had grown before its newest page, as far as nobody has been told of it yet: of one that grows
     * and grows, and is refused, nothing else would be held, and nothing more be read.
     */
    private List<Queued> superseded(Line line) {
        Queued first = line.pages.getFirst();
        Queued last = line.pages.getLast();
        List<Queued> superseded =
                line.pages.stream()
                        .filter(each -> each != first && each != last)
                        .filter(each -> each.kind == Page.Kind.UPDATE && !each.revoked.get())
                        .toList();
        line.pages.removeAll(superseded);
        superseded.forEach(each -> weigh(line, -cost(each.received)));
        return superseded;
    }

    @Override
    public Optional<Failure> failure() {
        return failure;
    }

    @Override
    public void revoked(Collection<Integer> partitions) {
        for (Integer partition : partitions) {
            AtomicBoolean gone = revoked.remove(partition);
            if (gone != null) {
                gone.set(true);
            }
        }
        synchronized (lines) {
            for (Line each : lines.values()) {
                // The first leaves by itself: it may be under way.
                Queued first = each.pages.peekFirst();
                each.pages.removeIf(
                        page -> {
                            boolean dropped = page != first && page.revoked.get();
                            weigh(each, dropped ? -cost(page.received) : 0);
                            return dropped;
                        });
            }
        }
        // What comes of those is still committed, and whoever has the partition next does not
        // overtake them.
        awaitEnd(this::isRevokedUnderWay);
    }

    private boolean isRevokedUnderWay() {
        synchronized (lines) {
            return lines.values().stream()
                    .map(each -> each.pages.peekFirst())
                    .anyMatch(first -> first != null && first.revoked.get() && first.underWay);
        }
    }

    @Override
    public void heard(Duration ago) {
        membership.heard(ago);
    }

    @Override
    public void afterPoll() {
        if (membership.isGivenUp() && failure.isEmpty()) {
            // Before it counts as polled: whoever has the partitions now has told what waits here.
            ending = true;
            String what =
                    "Pages to "
                            + config.name()
                            + " stood still, or were cut off from Kafka, for so long that another instance may tell them";
            failure = Optional.of(new Failure(what, new IllegalStateException(what)));
            log.atWarn()
                    .addKeyValue("destination", config.name())
                    .log(
                            "A reader stood still or was cut off; it begins again from what is committed.");
        }
        membership.polled();
    }

    @Override
    public boolean wantsCommit() {
        return exposure.wantsCommit();
    }

    @Override
    public boolean isLively() {
        return exposure.isLively();
    }

    @Override
    public Runnable committing() {
        long covered = exposure.told();
        return () -> exposure.committed(covered);
    }

    @Override
    public void windDown() {
        ending = true;
        awaitEnd(destination::isUnderWay);
    }

    private static void awaitEnd(BooleanSupplier goesOn) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (goesOn.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    @Override
    public void close() {
        ending = true;
        threads.forEach(Thread::interrupt);
    }

    private void start(String about, Line line) {
        Thread thread =
                Thread.ofVirtual()
                        .name("webhook-" + config.name())
                        .unstarted(() -> run(about, line));
        threads.add(thread);
        thread.start();
    }

    private void run(String about, Line line) {
        try {
            for (Queued next = first(about, line); next != null; next = next(about, line)) {
                destination.deliver(page(next.received), next.received, next.settled, next);
            }
        } catch (InterruptedException e) {
            // Closing: what is not settled is read again after the restart.
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // Nobody else would hear of an Error on this thread.
            failure =
                    Optional.of(
                            new Failure("A delivery to " + config.name() + " ended by " + e, e));
            log.atError()
                    .addKeyValue("destination", config.name())
                    .setCause(e)
                    .log("A delivery failed for good.");
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private @Nullable Queued next(String about, Line line) {
        synchronized (lines) {
            // Those behind it have a chance of their own.
            noLongerAside(line);
            weigh(line, -cost(line.pages.removeFirst().received));
            return first(about, line);
        }
    }

    /** The first page of the line, which ends where there is none. */
    private @Nullable Queued first(String about, Line line) {
        synchronized (lines) {
            Queued first = line.pages.peekFirst();
            if (first == null) {
                lines.remove(about);
            }
            return first;
        }
    }

    private void noLongerAside(Line line) {
        if (line.aside) {
            line.aside = false;
            aside--;
            asideBytes -= line.bytes;
        }
    }

    private void weigh(Line line, int change) {
        line.bytes += change;
        heldBytes += change;
        asideBytes += line.aside ? change : 0;
    }

    /** Read anew: what waits is held once, as the record that it is. */
    private static Page page(Received received) {
        byte[] value = received.value();
        try {
            return Page.read(value == null ? new byte[0] : value);
        } catch (MalformedEventException e) {
            throw new IllegalStateException("It could be read when it came.", e);
        }
    }

    private static int cost(Received received) {
        byte[] value = received.value();
        return OVERHEAD + (value == null ? 0 : value.length);
    }
}

package io.tripline.correlation.streams;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Goes through all entities of a partition now and then and lets those go that are kept no longer. A part at a time, as there
 * may be millions: in one go that would take longer than a transaction may, and the task that then begins anew would begin
 * with it again.
 */
final class Sweep {
    private static final Duration EVERY = Duration.ofHours(6);

    private final KafkaCensus census;
    private final Consumer<String> gone;

    /** What time had come when it last began; it begins at the first that it hears of. */
    private long time = Long.MIN_VALUE / 2;

    private Optional<Bytes> next = Optional.empty();

    /**
     * None has begun.
     *
     * @param gone told the id of each entity that is let go
     */
    Sweep(KafkaCensus census, Consumer<String> gone) {
        this.census = census;
        this.gone = gone;
    }

    /** Everything that arrived before this time has been processed. */
    void passTime(long until) {
        if (next.isEmpty() && until - time >= EVERY.toMillis()) {
            time = until;
            next = Optional.of(KafkaCensus.BEGIN);
        }
    }

    boolean isUnderWay() {
        return next.isPresent();
    }

    /** Goes on for as long as it may. */
    void goOn(BooleanSupplier may) {
        while (next.isPresent() && may.getAsBoolean()) {
            KafkaCensus.Part part = census.expire(next.get(), time);
            part.gone().forEach(gone);
            next = part.next();
        }
    }
}

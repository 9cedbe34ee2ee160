package io.tripline.alerting.webhook;

/**
 * What a destination's answers say together about a page that it refuses: whether the page is at fault, or the destination.
 * All deliveries to the destination share it.
 */
final class Standing {
    /** So often a page is refused, while most others are taken, before the fault is known to be its own. */
    static final int LIMIT = 12;

    private long taken;

    /** First tries only: a page that is tried again and again says nothing about the others. */
    private long takenAtOnce;

    private long notTakenAtOnce;

    /** Pages that were taken after all: it is worth while to try others again, too. */
    private long takenAfterAll;

    /** What is known about one page. Owned by its delivery. */
    final class Doubt {
        private long takenBefore;
        private long takenAtOnceBefore;
        private long notTakenAtOnceBefore;
        private long takenAfterAllBefore;
        private int refusals;
        private int amongTaken;
        private boolean ownFault;

        /** The destination took it. */
        void taken() {
            synchronized (Standing.this) {
                taken++;
                if (refusals == 0) {
                    takenAtOnce++;
                }
                if (ownFault) {
                    takenAfterAll++;
                }
            }
        }

        /** The destination did not take it. */
        void refused() {
            synchronized (Standing.this) {
                boolean most =
                        takenAtOnce - takenAtOnceBefore > notTakenAtOnce - notTakenAtOnceBefore;
                if (refusals == 0) {
                    notTakenAtOnce++;
                } else if (most) {
                    amongTaken++;
                }
                ownFault |= refusals > 0 && taken > takenBefore;
                refusals++;
                takenBefore = taken;
                takenAtOnceBefore = takenAtOnce;
                notTakenAtOnceBefore = notTakenAtOnce;
                takenAfterAllBefore = takenAfterAll;
            }
        }

        /** Whether another page was taken since this one was last refused. */
        boolean othersWereTaken() {
            synchronized (Standing.this) {
                return taken > takenBefore;
            }
        }

        /** Whether since then even one was taken that had seemed to be at fault itself, as this one does. */
        boolean suchWereTaken() {
            synchronized (Standing.this) {
                return takenAfterAll > takenAfterAllBefore;
            }
        }

        /** Whether another page was taken between two of its refusals: then they say nothing about the destination. */
        boolean isOwnFault() {
            return ownFault;
        }

        /** Whether trying on would help nothing. */
        boolean isProven() {
            return amongTaken >= LIMIT;
        }
    }
}

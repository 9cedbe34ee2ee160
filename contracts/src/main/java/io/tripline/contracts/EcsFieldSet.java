package io.tripline.contracts;

import java.util.Set;

/** Some fields of the catalogue, to take just these out of many events. */
public final class EcsFieldSet {
    /** A bit per slot, 64 in a word. */
    private final long[] slots = EcsEvent.noSlots();

    public EcsFieldSet(Set<EcsField> fields) {
        for (EcsField field : fields) {
            slots[field.slot() / Long.SIZE] |= 1L << field.slot();
        }
    }

    /** Which of these slots, the n-th word of them, are fields of this set. */
    long among(long word, int n) {
        return word & slots[n];
    }
}

package io.tripline.ingest.envelope;

import io.tripline.ingest.source.RawRecord.Shipped;
import java.time.ZoneId;
import java.util.Optional;

/** What one shipper's envelope holds: the text it carries, and what it says about it. */
record Layer(String text, Shipped shipped, Optional<ZoneId> zone) {
    static Layer of(String text, Shipped shipped) {
        return new Layer(text, shipped, Optional.empty());
    }

    /** What both say; the inner one knows better. Addresses are those of the host that is named with them. */
    static Shipped join(Shipped inner, Shipped outer) {
        if (outer.equals(Shipped.BARE)) {
            return inner;
        }
        return new Shipped(
                inner.host().or(outer::host),
                inner.host().isPresent() ? inner.isSender() : outer.isSender(),
                inner.path().or(outer::path),
                inner.program().or(outer::program),
                inner.processId().or(outer::processId),
                inner.timestamp().or(outer::timestamp),
                inner.created().or(outer::created),
                inner.host().isEmpty()
                                || (inner.addresses().isEmpty()
                                        && inner.host().equals(outer.host()))
                        ? outer.addresses()
                        : inner.addresses());
    }
}

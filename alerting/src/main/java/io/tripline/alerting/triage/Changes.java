package io.tripline.alerting.triage;

import io.tripline.contracts.TriageChange;
import java.io.IOException;

/** Where changes are told. */
@FunctionalInterface
public interface Changes {
    /** Returns when all in-sync replicas have it. */
    void tell(TriageChange change) throws IOException, InterruptedException;
}

package io.tripline.deploy.service;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A service as its process sees it, so that this package knows one shape instead of three modules.
 *
 * @param notLive why only a restart helps; empty if all is well
 * @param notReady why it can't do its work at present; empty if it can
 */
record Service(
        Runnable start,
        Runnable close,
        Supplier<Optional<String>> notLive,
        Supplier<Optional<String>> notReady) {}

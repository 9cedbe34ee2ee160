package io.tripline.alerting.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.alerting.access.Caller;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request of somebody who may make it.
 *
 * @param id of the path, if it has one
 * @param body read and parsed only when it is asked for
 */
record Call(
        Caller caller, String id, Query query, Optional<String> ifMatch, Supplier<JsonNode> body) {}

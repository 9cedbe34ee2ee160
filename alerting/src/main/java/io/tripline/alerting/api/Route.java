package io.tripline.alerting.api;

import io.tripline.alerting.access.Role;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One thing that can be asked. The server serves it and the OpenAPI document describes it, both from this.
 *
 * @param name its {@code operationId}, and its name in the audit log
 * @param role what it takes at least
 * @param body the schema of its body, if it has one
 * @param status of its answer when all is well
 * @param answer the schema of that answer
 * @param problems what may go wrong, beyond what may always
 */
record Route(
        String method,
        String path,
        String name,
        Role role,
        String summary,
        List<Parameter> parameters,
        Optional<String> body,
        int status,
        String answer,
        List<Problem.Type> problems,
        Handling handling) {

    /** Does what is asked. */
    @FunctionalInterface
    interface Handling {
        Reply handle(Call call) throws IOException;
    }

    /** How an If-Match header is taken. */
    boolean takesIfMatch() {
        return problems.contains(Problem.Type.OVERTAKEN);
    }
}

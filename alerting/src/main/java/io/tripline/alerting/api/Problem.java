package io.tripline.alerting.api;

import java.util.Locale;

/**
 * Why a request was not done, as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> has it.
 *
 * @param detail one sentence that names the mend
 */
record Problem(Type type, String detail) {
    /** The kinds of problem; a kind's URN and title never change. */
    enum Type {
        BAD_REQUEST(400, "The request is not understood"),
        UNAUTHENTICATED(401, "Nobody knows who is asking"),
        FORBIDDEN(403, "The role is not enough"),
        NOT_FOUND(404, "There is no such thing"),
        METHOD_NOT_ALLOWED(405, "That cannot be done here"),
        NOT_ACCEPTABLE(406, "Only JSON is served"),
        OVERTAKEN(412, "Somebody else was faster"),
        TOO_LARGE(413, "The request is too large"),
        UNSUPPORTED_TYPE(415, "Only JSON is understood"),
        CANNOT_BE_DONE(422, "The change cannot be made"),
        PRECONDITION_REQUIRED(428, "The version that was seen is missing"),
        TOO_MANY_REQUESTS(429, "Too many requests"),
        INTERNAL(500, "A bug in Tripline"),
        UNAVAILABLE(503, "Something needed does not answer");

        private final int status;
        private final String title;

        Type(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        String title() {
            return title;
        }

        String urn() {
            return "urn:tripline:problem:" + label();
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}

package io.tripline.alerting.api;

/** Ends the handling of a request from wherever its fault is found; the server makes the answer of it. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem.Type type, String detail) {
        // Whoever asks badly must not make us fill in stack traces.
        super(detail, null, false, false);
        problem = new Problem(type, detail);
    }

    Problem problem() {
        return problem;
    }
}

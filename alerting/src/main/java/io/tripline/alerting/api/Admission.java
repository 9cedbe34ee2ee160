package io.tripline.alerting.api;

import io.javalin.http.Context;
import io.tripline.alerting.access.Authentication;
import io.tripline.alerting.access.Caller;
import io.tripline.alerting.access.Denial;
import io.tripline.alerting.access.RateLimit;
import io.tripline.alerting.access.Verdict;
import java.time.InstantSource;

/** Who may call, and how often: judged before anything of a request but its head is read. */
final class Admission {
    /** Of one address, so that tokens cannot be tried out: a person who errs is not locked out for long. */
    private static final double DENIALS_PER_SECOND = 0.5;

    private static final int DENIALS_AT_ONCE = 20;

    private final Authentication authentication;
    private final int perSecond;
    private final RateLimit calls;
    private final RateLimit denials;

    Admission(Authentication authentication, int perSecond, InstantSource clock) {
        this.authentication = authentication;
        this.perSecond = perSecond;
        calls = new RateLimit(perSecond, 10 * perSecond, clock);
        denials = new RateLimit(DENIALS_PER_SECOND, DENIALS_AT_ONCE, clock);
    }

    /** Lets in whoever may call, and throws a problem at everybody else. */
    void admit(Context context) {
        String address = context.ip();
        switch (authentication.of(context.header("Authorization"))) {
            case Verdict.Denied(Denial denial) -> {
                // Only then: whoever shares the address, as behind a proxy, is not to blame.
                if (!denials.allows(address)) {
                    throw limited(
                            context,
                            "From this address came too many requests without a valid token.");
                }
                if (denial != Denial.KEYS_UNAVAILABLE) {
                    denials.take(address);
                }
                context.attribute(ApiServer.WHY, denial.label());
                if (denial == Denial.NO_ROLE) {
                    throw new ProblemException(Problem.Type.FORBIDDEN, denial.sentence());
                }
                if (denial == Denial.KEYS_UNAVAILABLE) {
                    throw new ProblemException(Problem.Type.UNAVAILABLE, denial.sentence());
                }
                context.header(
                        "WWW-Authenticate",
                        denial == Denial.NO_CREDENTIALS
                                ? "Bearer realm=\"tripline\""
                                : "Bearer realm=\"tripline\", error=\"invalid_token\"");
                throw new ProblemException(Problem.Type.UNAUTHENTICATED, denial.sentence());
            }
            case Verdict.Known(Caller caller) -> {
                context.attribute(ApiServer.CALLER, caller);
                if (!calls.take(caller.via() + " " + caller.name())) {
                    throw limited(
                            context,
                            "This is more than "
                                    + perSecond
                                    + " requests a second (api.requests-per-second): wait a little.");
                }
            }
        }
    }

    private static ProblemException limited(Context context, String detail) {
        context.header("Retry-After", "2");
        context.attribute(ApiServer.WHY, "rate");
        return new ProblemException(Problem.Type.TOO_MANY_REQUESTS, detail);
    }
}

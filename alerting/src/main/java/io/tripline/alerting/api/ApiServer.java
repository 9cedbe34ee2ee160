package io.tripline.alerting.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.ApiConfig;
import io.tripline.alerting.access.Authentication;
import io.tripline.alerting.access.Caller;
import io.tripline.alerting.access.OidcTokens;
import io.tripline.alerting.access.Role;
import io.tripline.alerting.access.ServiceTokens;
import io.tripline.alerting.triage.Documents;
import io.tripline.alerting.triage.TriageDesk;
import io.tripline.alerting.triage.UnanswerableException;
import io.tripline.contracts.TriageChange.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the triage API. In this order: who calls, how often, whether they may; only then is a body read or OpenSearch
 * asked. Everything that a caller sends has a bound.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

    /** Ids of alerts and incidents derive from content; this is what such ids look like. */
    static final String ID = "[A-Za-z0-9_-]{1,128}";

    static final Problem UNAVAILABLE =
            new Problem(
                    Problem.Type.UNAVAILABLE,
                    "OpenSearch does not answer as it should at the moment: try again.");

    private static final int MAX_CALLS_AT_ONCE = 32;

    /** Attributes of a request that admission leaves: who calls, and why not. */
    static final String CALLER = "caller";

    private static final String REQUEST = "request";
    private static final String ROUTE = "route";
    private static final String DID = "did";
    static final String WHY = "why";

    private static final int LEAST_STATUS = 2;
    private static final int MOST_STATUS = 5;
    private static final String QUERY = "query";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiConfig config;
    private final MeterRegistry meters;
    private final Admission admission;
    private final Optional<OidcTokens> oidc;
    private final Optional<ServerCertificate> certificate;
    private final Semaphore free = new Semaphore(MAX_CALLS_AT_ONCE);
    private final List<Route> routes;
    private final Javalin javalin;

    /**
     * Not yet listening.
     *
     * @throws IllegalArgumentException with a sentence that names the mend, if a file of the configuration cannot be used
     */
    public ApiServer(
            ApiConfig config,
            Documents documents,
            TriageDesk desk,
            MeterRegistry meters,
            InstantSource clock) {
        this.config = config;
        this.meters = meters;
        // From the start: of a counter that begins at its first call nothing shows the first.
        for (int hundreds = LEAST_STATUS; hundreds <= MOST_STATUS; hundreds++) {
            calls(meters, hundreds);
        }
        Optional<ServiceTokens> tokens =
                config.tokensFile().map(file -> ServiceTokens.of(file, clock));
        oidc = config.oidc().map(each -> new OidcTokens(each, clock));
        certificate =
                config.tls().map(files -> new ServerCertificate(files, meters, Thread::sleep));
        admission =
                new Admission(new Authentication(tokens, oidc), config.requestsPerSecond(), clock);
        routes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            routes.addAll(new TriageRoutes(kind, documents, desk).routes());
        }
        routes.add(
                new Route(
                        "GET",
                        "/api/v1/me",
                        "getMe",
                        Role.VIEWER,
                        "Who the token says is calling.",
                        List.of(),
                        Optional.empty(),
                        200,
                        "Me",
                        List.of(),
                        ApiServer::me));
        routes.add(
                new Route(
                        "GET",
                        "/api/v1/openapi.json",
                        "getOpenApi",
                        Role.VIEWER,
                        "This document.",
                        List.of(),
                        Optional.empty(),
                        200,
                        "OpenApi",
                        List.of(),
                        _ -> Reply.ok(document())));
        javalin = Javalin.create(this::configure);
    }

    static boolean isId(String text) {
        return text.matches(ID);
    }

    /**
     * Begins to listen.
     *
     * @throws UncheckedIOException if it can't, with a sentence that names the mend
     */
    public void start() {
        try {
            javalin.start();
        } catch (RuntimeException e) {
            throw new UncheckedIOException(
                    "The triage API cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + ": free the port or set api.port.",
                    new IOException(e));
        }
        certificate.ifPresent(ServerCertificate::start);
        log.atInfo()
                .addKeyValue("host", config.host())
                .addKeyValue("port", port())
                .addKeyValue("tls", config.tls().isPresent())
                .log("The triage API listens.");
    }

    /** Where it listens. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
        certificate.ifPresent(ServerCertificate::close);
        oidc.ifPresent(OidcTokens::close);
    }

    /** That it shows, where it speaks TLS. */
    Optional<ServerCertificate> certificate() {
        return certificate;
    }

    ObjectNode document() {
        return OpenApi.document(routes);
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.concurrency.useVirtualThreads = true;
        javalin.http.prefer405over404 = true;
        javalin.router.ignoreTrailingSlashes = false;
        javalin.http.maxRequestSize = Bodies.MAX_BYTES;
        javalin.http.compressionStrategy = CompressionStrategy.NONE;
        new Listener(config, certificate).configure(javalin);
        javalin.requestLogger.http(this::audit);
        javalin.routes.before(
                context -> {
                    context.attribute(REQUEST, UUID.randomUUID().toString());
                    admission.admit(context);
                });
        for (Route route : routes) {
            javalin.routes.addHttpHandler(
                    HandlerType.findOrCreate(route.method()),
                    route.path(),
                    context -> serve(route, context));
        }
        javalin.routes.exception(
                ProblemException.class, (e, context) -> answer(context, Reply.of(e.problem())));
        javalin.routes.exception(
                HttpResponseException.class, (e, context) -> answer(context, refusal(e)));
        javalin.routes.exception(
                UnanswerableException.class,
                (_, context) ->
                        answer(
                                context,
                                Reply.of(
                                        new Problem(
                                                Problem.Type.BAD_REQUEST,
                                                "OpenSearch refuses this search: make it shorter or simpler."))));
        javalin.routes.exception(
                IOException.class,
                (e, context) -> {
                    log.atWarn().setCause(e).log("A call failed: OpenSearch did not answer well.");
                    answer(context, Reply.of(UNAVAILABLE).with("Retry-After", "5"));
                });
        javalin.routes.exception(
                Exception.class,
                (e, context) -> {
                    log.atError().setCause(e).log("A call failed by a bug.");
                    answer(
                            context,
                            Reply.of(
                                    new Problem(
                                            Problem.Type.INTERNAL,
                                            "The service's log says more, under this request's number.")));
                });
    }

    private void serve(Route route, Context context) throws IOException {
        context.attribute(ROUTE, route);
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("Nobody gets here without having been let in.");
        }
        if (!caller.role().includes(route.role())) {
            context.attribute(WHY, "role");
            throw new ProblemException(
                    Problem.Type.FORBIDDEN,
                    "This needs the role "
                            + route.role().label()
                            + "; "
                            + caller.name()
                            + " is "
                            + caller.role().label()
                            + ".");
        }
        Query query = Query.of(context.queryParamMap(), route.parameters());
        context.attribute(QUERY, query.describe());
        String id = route.path().contains("{id}") ? context.pathParam("id") : "";
        if (!id.isEmpty() && !isId(id)) {
            throw new ProblemException(Problem.Type.NOT_FOUND, "There is nothing of this id.");
        }
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    Problem.Type.UNAVAILABLE, "Too many requests are under way: try again.");
        }
        try {
            Reply reply =
                    route.handling()
                            .handle(
                                    new Call(
                                            caller,
                                            id,
                                            query,
                                            Optional.ofNullable(context.header("If-Match")),
                                            Bodies.of(context)));
            context.attribute(DID, reply.did());
            answer(context, reply);
        } finally {
            free.release();
        }
    }

    private static Reply me(Call call) {
        ObjectNode me = JsonNodeFactory.instance.objectNode();
        me.put("name", call.caller().name());
        me.put("role", call.caller().role().label());
        return Reply.ok(me);
    }

    private static Reply refusal(HttpResponseException e) {
        return Reply.of(
                switch (e.getStatus()) {
                    case 404 ->
                            new Problem(
                                    Problem.Type.NOT_FOUND,
                                    "There is nothing here; GET /api/v1/openapi.json tells what there is.");
                    case 405 ->
                            new Problem(
                                    Problem.Type.METHOD_NOT_ALLOWED,
                                    "GET /api/v1/openapi.json tells what can be done here.");
                    case 413 ->
                            new Problem(
                                    Problem.Type.TOO_LARGE,
                                    "The body is longer than " + Bodies.MAX_BYTES + " bytes.");
                    default -> new Problem(Problem.Type.BAD_REQUEST, "The request is malformed.");
                });
    }

    private void answer(Context context, Reply reply) {
        String request = context.attribute(REQUEST);
        context.status(reply.status());
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Cache-Control", "no-store");
        context.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        context.header("X-Frame-Options", "DENY");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        if (config.tls().isPresent()) {
            context.header("Strict-Transport-Security", "max-age=31536000");
        }
        reply.headers().forEach(context::header);
        if (request != null) {
            context.header("X-Request-Id", request);
            if (reply.status() >= 400 && reply.body() instanceof ObjectNode problem) {
                problem.put("request", request);
            }
        }
        context.contentType(reply.contentType());
        try {
            context.result(JSON.writeValueAsBytes(reply.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree is always written.", e);
        }
    }

    private void audit(Context context, Float milliseconds) {
        @Nullable Route route = context.attribute(ROUTE);
        String id = route != null && route.path().contains("{id}") ? context.pathParam("id") : "";
        AuditLog.write(
                new AuditLog.Entry(
                        text(context, REQUEST),
                        context.ip(),
                        Optional.ofNullable(context.attribute(CALLER)),
                        route == null ? "" : route.name(),
                        isId(id) ? id : "",
                        text(context, QUERY),
                        context.statusCode(),
                        text(context, DID),
                        text(context, WHY),
                        Duration.ofNanos((long) (milliseconds * 1e6))));
        calls(meters, context.statusCode() / 100).increment();
    }

    private static Counter calls(MeterRegistry meters, int hundreds) {
        return Counter.builder("tripline.alerting.api.calls")
                .description("Calls of the triage API, by what was answered.")
                .tag("status", hundreds + "xx")
                .register(meters);
    }

    private static String text(Context context, String attribute) {
        String text = context.attribute(attribute);
        return text == null ? "" : text;
    }

    /** All that can be asked, for who documents it. */
    List<Route> routes() {
        return List.copyOf(routes);
    }
}

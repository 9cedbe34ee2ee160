package io.tripline.alerting.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/** Reads bodies of requests, within bounds of length, shape and time. */
final class Bodies {
    static final int MAX_BYTES = 256 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxDocumentLength(MAX_BYTES)
                                                    .maxNestingDepth(10)
                                                    .maxNameLength(100)
                                                    .maxStringLength(50_000)
                                                    .maxNumberLength(20)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Bodies() {}

    /** The request's body as JSON, read when it is asked for. */
    static Supplier<JsonNode> of(Context context) {
        return () -> {
            String type = context.contentType();
            if (type == null || !type.matches("(?i)application/(merge-patch\\+)?json(\\s*;.*)?")) {
                throw new ProblemException(
                        Problem.Type.UNSUPPORTED_TYPE,
                        "The body is Content-Type: application/json.");
            }
            try {
                return JSON.readTree(bytes(context));
            } catch (JsonProcessingException e) {
                // Its message quotes the body.
                throw Query.bad(
                        "The body is not JSON, nested too deep, too long, or names something twice.");
            } catch (IOException e) {
                throw new ProblemException(
                        Problem.Type.BAD_REQUEST, "The body did not arrive as a whole.");
            }
        };
    }

    private static byte[] bytes(Context context) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        InputStream in = context.req().getInputStream();
        byte[] bytes = new byte[MAX_BYTES + 1];
        int length = 0;
        while (length < bytes.length) {
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return Arrays.copyOf(bytes, length);
            }
            length += read;
            if (System.nanoTime() - deadline > 0) {
                throw new ProblemException(
                        Problem.Type.BAD_REQUEST, "The body takes too long to arrive.");
            }
        }
        throw new ProblemException(
                Problem.Type.TOO_LARGE, "The body is longer than " + MAX_BYTES + " bytes.");
    }
}

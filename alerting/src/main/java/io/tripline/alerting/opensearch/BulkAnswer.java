package io.tripline.alerting.opensearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads OpenSearch's answer to a bulk request, item by item.
 *
 * @see <a href="https://docs.opensearch.org/latest/api-reference/document-apis/bulk/">Bulk API</a>
 */
final class BulkAnswer {
    /** What {@link #verdicts} reads; asking for no more keeps the answer small. */
    static final String FILTER =
            "items.*.status,items.*._index,items.*.error.type,items.*.error.reason,"
                    + "items.*.error.caused_by.type,items.*.error.caused_by.reason";

    /** A reason is a sentence; what is longer was written by somebody else. */
    private static final int MAX_DETAIL = 500;

    /** From here on OpenSearch quotes the document, which belongs in no header and no log. */
    private static final List<String> QUOTES = List.of("Preview of field's value", "The prefix of");

    /** Types of a 400 that tell of the place and not of the document: it would be refused there whatever is in it. */
    private static final Set<String> OF_THE_PLACE =
            Set.of("index_closed_exception", "validation_exception");

    /** Likewise, where the type says no more than that something is not right. */
    private static final List<String> NO_PLACE =
            List.of("no write index is defined for alias", "pipeline with id [");

    private static final JsonFactory JSON = new JsonFactory();

    private BulkAnswer() {}

    /** One verdict per item, in order. An answer that does not fit the request means that nothing is known of any item. */
    static List<Verdict> verdicts(byte[] body, List<BulkItem> items) {
        List<Verdict> verdicts = new ArrayList<>(items.size());
        try (JsonParser parser = JSON.createParser(body)) {
            expect(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isItems = parser.currentName().equals("items");
                JsonToken value = parser.nextToken();
                if (!isItems) {
                    parser.skipChildren();
                    continue;
                }
                if (value != JsonToken.START_ARRAY) {
                    return allNonsense(items);
                }
                String index = "";
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (verdicts.size() == items.size()) {
                        return allNonsense(items);
                    }
                    Verdict verdict =
                            verdict(parser, items.get(verdicts.size()).operation(), index);
                    if (verdict instanceof Verdict.Indexed indexed) {
                        index = indexed.index();
                    }
                    verdicts.add(verdict);
                }
            }
            expectEnd(parser);
        } catch (IOException e) {
            return allNonsense(items);
        }
        return verdicts.size() == items.size() ? verdicts : allNonsense(items);
    }

    /** Whether OpenSearch itself says what is wrong with a request; whatever stands in front of it says it otherwise. */
    static boolean isRefusal(byte[] body) {
        String type = "";
        try (JsonParser parser = JSON.createParser(body)) {
            expect(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isError = parser.currentName().equals("error");
                if (parser.nextToken() == JsonToken.START_OBJECT && isError) {
                    type = failure(parser).type();
                } else {
                    parser.skipChildren();
                }
            }
            expectEnd(parser);
        } catch (IOException e) {
            return false;
        }
        return !type.isEmpty();
    }

    private static List<Verdict> allNonsense(List<BulkItem> items) {
        return items.stream().<Verdict>map(_ -> new Verdict.Again(RetryReason.NONSENSE)).toList();
    }

    /** Reads {@code {"create": {"status": ..., "error": {...}}}}; the parser stands at the outer brace. */
    private static Verdict verdict(JsonParser parser, BulkItem.Operation operation, String before)
            throws IOException {
        int status = 0;
        String index = "";
        Failure failure = Failure.NONE;
        expectCurrent(parser, JsonToken.START_OBJECT);
        expect(parser, JsonToken.FIELD_NAME);
        expect(parser, JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("status") && value == JsonToken.VALUE_NUMBER_INT) {
                status = parser.getIntValue();
            } else if (name.equals("_index") && value == JsonToken.VALUE_STRING) {
                index = index(parser, before);
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                failure = failure(parser);
            } else {
                parser.skipChildren();
            }
        }
        expect(parser, JsonToken.END_OBJECT);
        return judge(status, index, failure, operation);
    }

    /** The same text as before where it is the same, as it is for nearly all of a request. */
    private static String index(JsonParser parser, String before) throws IOException {
        int length = parser.getTextLength();
        if (length == before.length()) {
            char[] text = parser.getTextCharacters();
            int offset = parser.getTextOffset();
            int i = 0;
            while (i < length && text[offset + i] == before.charAt(i)) {
                i++;
            }
            if (i == length) {
                return before;
            }
        }
        return parser.getText();
    }

    private static Verdict judge(
            int status, String index, Failure failure, BulkItem.Operation operation) {
        return switch (status) {
            case 201 -> new Verdict.Indexed(true, index);
            case 200 -> new Verdict.Indexed(operation == BulkItem.Operation.UPDATE, index);
            case 409 ->
                    switch (operation) {
                        case CREATE -> new Verdict.Indexed(false, index);
                        case UPDATE -> new Verdict.Again(RetryReason.CONFLICT);
                    };
            case 404 -> new Verdict.Again(RetryReason.MISSING);
            case 401 -> new Verdict.Again(RetryReason.DENIED);
            case 403 ->
                    new Verdict.Again(failure.isBlock() ? RetryReason.BLOCKED : RetryReason.DENIED);
            case 429 ->
                    new Verdict.Again(failure.isBlock() ? RetryReason.BLOCKED : RetryReason.BUSY);
            default -> {
                if (status == 400 && failure.isOfCompiling()) {
                    yield new Verdict.Again(RetryReason.BUSY);
                }
                if (status == 400 && failure.isOfScripting()) {
                    yield new Verdict.Again(RetryReason.BLOCKED);
                }
                if (status == 400 && failure.isOfThePlace()) {
                    yield new Verdict.Again(RetryReason.MISSING);
                }
                if (status >= 400 && status < 500) {
                    yield new Verdict.Refused(failure.detail());
                }
                yield new Verdict.Again(
                        status >= 500 ? RetryReason.SERVER_ERROR : RetryReason.NONSENSE);
            }
        };
    }

    private record Failure(String type, String reason, String causeType, String causeReason) {
        static final Failure NONE = new Failure("", "", "", "");

        boolean isBlock() {
            return type.equals("cluster_block_exception");
        }

        boolean isOfThePlace() {
            return OF_THE_PLACE.contains(type)
                    || (type.equals("illegal_argument_exception")
                            && NO_PLACE.stream().anyMatch(reason::startsWith));
        }

        /** Too much was compiled of late, by whomever, or there is no memory for it: nothing was asked about the document. */
        boolean isOfCompiling() {
            return isOfUpdating()
                    && (causeType.equals("circuit_breaking_exception")
                            || (causeType.equals("general_script_exception")
                                    && causeReason.startsWith("Failed to compile")));
        }

        /** An operator's setting lets no script run. */
        boolean isOfScripting() {
            return isOfUpdating() && causeReason.startsWith("cannot execute");
        }

        private boolean isOfUpdating() {
            return reason.startsWith("failed to execute script");
        }

        String detail() {
            StringBuilder detail =
                    new StringBuilder(clean(type)).append(": ").append(clean(reason));
            if (!causeType.isEmpty()) {
                detail.append(" (")
                        .append(clean(causeType))
                        .append(": ")
                        .append(clean(causeReason));
                detail.append(')');
            }
            return detail.length() <= MAX_DETAIL
                    ? detail.toString()
                    : detail.substring(0, MAX_DETAIL);
        }

        private static String clean(String text) {
            int end = text.length();
            for (String quote : QUOTES) {
                int at = text.indexOf(quote);
                if (at >= 0) {
                    end = Math.min(end, at);
                }
            }
            return text.substring(0, end).replaceAll("\\p{Cntrl}", " ").strip();
        }
    }

    private static Failure failure(JsonParser parser) throws IOException {
        String type = "";
        String reason = "";
        Failure cause = Failure.NONE;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                type = parser.getText();
            } else if (name.equals("reason") && value == JsonToken.VALUE_STRING) {
                reason = parser.getText();
            } else if (name.equals("caused_by") && value == JsonToken.START_OBJECT) {
                cause = failure(parser);
            } else {
                parser.skipChildren();
            }
        }
        return new Failure(type, reason, cause.type(), cause.reason());
    }

    private static void expect(JsonParser parser, JsonToken wanted) throws IOException {
        parser.nextToken();
        expectCurrent(parser, wanted);
    }

    private static void expectEnd(JsonParser parser) throws IOException {
        expectCurrent(parser, JsonToken.END_OBJECT);
        if (parser.nextToken() != null) {
            throw new IOException("There is more behind the answer.");
        }
    }

    private static void expectCurrent(JsonParser parser, @Nullable JsonToken wanted)
            throws IOException {
        if (parser.currentToken() != wanted) {
            throw new IOException("Expected " + wanted + ".");
        }
    }
}

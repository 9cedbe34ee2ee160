package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a rolled-over index of a data stream has already. {@code create} sees only the index that is written to, so that an
 * event which is delivered once more after a rollover would be there twice. Only what happened before that index was made
 * can lie in an older one: of a stream that is up to date that is next to nothing, so that only these are looked up. Safe
 * for several threads.
 */
final class EarlierCopies {
    /** So much later than it arrives an event may say that it happened; ingest allows five minutes. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    /** Of one search; OpenSearch answers with no more than 10,000. */
    private static final int LOOKED_UP = 5_000;

    /** Indices in the line of one request, of which OpenSearch reads 4 KB. */
    private static final int NAMED = 50;

    /** One each week and family, in a process that may run for years. */
    private static final int REMEMBERED = 10_000;

    private static final Pattern BACKING_INDEX = Pattern.compile("\\.ds-(.+)-(\\d{6,})");
    private static final String FIRST = "-000001";
    private static final byte[] TIMESTAMP = "{\"@timestamp\":\"".getBytes(US_ASCII);

    /** To the second, which is all that is compared. */
    private static final int TIME_LENGTH = "2026-03-02T08:00:00".length();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenSearchLink link;
    private final Map<String, Generation> generations = new ConcurrentHashMap<>();

    /**
     * An index behind a data stream.
     *
     * @param before what happened before this, as the beginning of a timestamp, may be in an older one
     * @param older in the order in which they were made
     */
    private record Generation(String before, List<String> older) {}

    /** It is not known what older indices have. */
    static final class UnknownException extends IOException {
        private static final long serialVersionUID = 1L;

        private final RetryReason reason;

        private UnknownException(RetryReason reason) {
            super("OpenSearch does not say what older indices have: " + reason.label() + ".");
            this.reason = reason;
        }

        RetryReason reason() {
            return reason;
        }
    }

    EarlierCopies(OpenSearchLink link) {
        this.link = link;
    }

    /**
     * Takes out of the youngest index what an older one has.
     *
     * @param verdicts of the items, in order
     * @return by place, what is to be said otherwise: of items that are there once, as before, and of those of which that is not
     *     known, which have to be sent again
     */
    Map<Integer, Verdict> judged(List<BulkItem> items, List<Verdict> verdicts) {
        Map<String, Map<String, Integer>> suspects = new HashMap<>();
        Map<Integer, Verdict> judged = new HashMap<>();
        Map<String, Verdict> unknown = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).operation() == BulkItem.Operation.CREATE
                    && verdicts.get(i) instanceof Verdict.Indexed indexed
                    && !indexed.index().isEmpty()
                    && !indexed.index().endsWith(FIRST)
                    && isSuspect(i, items.get(i), indexed.index(), unknown, judged)) {
                suspects.computeIfAbsent(indexed.index(), _ -> new HashMap<>())
                        .put(id(items.get(i)), i);
            }
        }
        for (Map.Entry<String, Map<String, Integer>> each : suspects.entrySet()) {
            try {
                Set<String> known = known(each.getKey(), List.copyOf(each.getValue().keySet()));
                remove(each.getKey(), known);
                each.getValue()
                        .forEach(
                                (id, place) -> {
                                    if (known.contains(id)) {
                                        judged.put(place, new Verdict.Indexed(false, ""));
                                    }
                                });
            } catch (IOException e) {
                // What is there twice is found when it is sent again.
                each.getValue().values().forEach(place -> judged.put(place, unknown(e)));
            }
        }
        return judged;
    }

    /** Of an index that did not say once, nothing is asked again for the others. */
    private boolean isSuspect(
            int place,
            BulkItem item,
            String index,
            Map<String, Verdict> unknown,
            Map<Integer, Verdict> judged) {
        Verdict before = unknown.get(index);
        try {
            if (before == null) {
                return isOld(item, index);
            }
        } catch (IOException e) {
            before = unknown(e);
            unknown.put(index, before);
        }
        judged.put(place, before);
        return false;
    }

    private static Verdict unknown(IOException e) {
        return new Verdict.Again(
                e instanceof UnknownException unknown ? unknown.reason() : RetryReason.CONNECTION);
    }

    private boolean isOld(BulkItem item, String index) throws IOException {
        Generation generation = generation(index);
        if (generation.older().isEmpty()) {
            return false;
        }
        byte[] document = item.document();
        int end = TIMESTAMP.length + TIME_LENGTH;
        if (document.length < end) {
            return true;
        }
        for (int i = 0; i < TIMESTAMP.length; i++) {
            if (document[i] != TIMESTAMP[i]) {
                return true;
            }
        }
        String time = new String(document, TIMESTAMP.length, TIME_LENGTH, US_ASCII);
        return time.compareTo(generation.before()) < 0;
    }

    private static String id(BulkItem item) {
        byte[] key = item.received().key();
        return item.target().equals(DeadLetterDocument.STREAM) || key == null
                ? DeadLetterDocument.id(item.received())
                : new String(key, UTF_8);
    }

    private Generation generation(String index) throws IOException {
        Generation known = generations.get(index);
        if (known != null) {
            return known;
        }
        Matcher named = BACKING_INDEX.matcher(index);
        if (!named.matches()) {
            return new Generation("", List.of());
        }
        List<String> older = new ArrayList<>();
        for (JsonNode each :
                ask("GET", "/_data_stream/" + named.group(1), null).at("/data_streams/0/indices")) {
            String name = each.path("index_name").asText();
            if (name.equals(index)) {
                break;
            }
            older.add(name);
        }
        long created =
                ask("GET", "/" + index + "/_settings/index.creation_date", null)
                        .path(index)
                        .at("/settings/index/creation_date")
                        .asLong();
        Generation learned =
                new Generation(
                        Instant.ofEpochMilli(created)
                                .plus(AHEAD)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()
                                .substring(0, TIME_LENGTH),
                        older);
        if (generations.size() >= REMEMBERED) {
            generations.clear();
        }
        generations.put(index, learned);
        return learned;
    }

    private Set<String> known(String index, List<String> ids) throws IOException {
        List<String> older = generation(index).older();
        Set<String> known = new HashSet<>();
        for (int from = 0; from < older.size(); from += NAMED) {
            List<String> some = older.subList(from, Math.min(older.size(), from + NAMED));
            known.addAll(known(ids, String.join(",", some)));
        }
        return known;
    }

    private Set<String> known(List<String> ids, String older) throws IOException {
        // What was written last before the rollover may not be searchable yet; of the others there
        // is nothing to do.
        ask("POST", "/" + older + "/_refresh?ignore_unavailable=true", null);
        Set<String> known = new HashSet<>();
        for (int from = 0; from < ids.size(); from += LOOKED_UP) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + LOOKED_UP));
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("size", 2 * LOOKED_UP).put("_source", false);
            ArrayNode values = body.putObject("query").putObject("ids").putArray("values");
            some.forEach(values::add);
            JsonNode answer =
                    ask("POST", "/" + older + "/_search?ignore_unavailable=true", body.toString());
            if (answer.path("timed_out").asBoolean() || answer.at("/_shards/failed").asInt() > 0) {
                throw new UnknownException(RetryReason.SERVER_ERROR);
            }
            answer.at("/hits/hits").forEach(hit -> known.add(hit.path("_id").asText()));
        }
        return known;
    }

    private void remove(String index, Set<String> ids) throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode values = body.putObject("query").putObject("ids").putArray("values");
        ids.forEach(values::add);
        // What was just written has to be found.
        ask("POST", "/" + index + "/_refresh", null);
        JsonNode answer =
                ask("POST", "/" + index + "/_delete_by_query?conflicts=proceed", body.toString());
        if (!answer.path("failures").isEmpty() || answer.path("version_conflicts").asInt() > 0) {
            throw new UnknownException(RetryReason.SERVER_ERROR);
        }
    }

    private JsonNode ask(String method, String path, @Nullable String body) throws IOException {
        Answer answer = link.send(method, path, body);
        if (!answer.isSuccess()) {
            throw new UnknownException(RetryReason.of(answer.status()));
        }
        return JSON.readTree(answer.body());
    }
}

package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.RetentionConfig;
import io.tripline.contracts.Family;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rolls data streams over and deletes what is too old. Where the plugin for index state management is there it gets a
 * policy that does so; else the service does it. Several instances may: OpenSearch judges the conditions of a rollover
 * itself, and what another one has deleted is gone. Owned by one thread.
 *
 * @see <a href="https://docs.opensearch.org/latest/im-plugin/ism/index/">Index State Management</a>
 * @see <a href="https://docs.opensearch.org/latest/api-reference/index-apis/rollover/">Rollover</a>
 */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private static final String PLUGIN = "opensearch-index-management";
    private static final String POLICY = "tripline-events";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenSearchLink link;
    private final RetentionConfig config;
    private final InstantSource clock;
    private final Counter rolledOver;
    private final Counter deleted;
    private final Counter failed;
    private Instant looked = Instant.MIN;

    /** Whether the policy was made, and the indices of before it do not have it yet. */
    private boolean isUnattached;

    Retention(
            OpenSearchLink link,
            RetentionConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.link = link;
        this.config = config;
        this.clock = clock;
        rolledOver =
                Counter.builder("tripline.alerting.indices.rolled.over")
                        .description("Data streams that got a new index.")
                        .register(meters);
        deleted =
                Counter.builder("tripline.alerting.indices.deleted")
                        .description("Indices of events and dead letters deleted for their age.")
                        .register(meters);
        failed =
                Counter.builder("tripline.alerting.retention.failed")
                        .description("Looks at which something was not rolled over or deleted.")
                        .register(meters);
    }

    /** Does what is to be done, if it is time to look. A failure is told, and tried again the next time. */
    void enforceIfDue() {
        Instant now = clock.instant();
        if (looked.isAfter(Instant.MIN)
                && Duration.between(looked, now).abs().compareTo(config.interval()) < 0) {
            return;
        }
        looked = now;
        try {
            enforce();
        } catch (IOException e) {
            failed.increment();
            log.atWarn().setCause(e).log("Rollover and retention failed; they are tried again.");
        }
    }

    /** Does each for itself: what cannot be done keeps nothing else from being done. */
    void enforce() throws IOException {
        List<Step> steps = new ArrayList<>();
        if (hasPlugin()) {
            steps.add(this::leaveToPlugin);
        } else {
            // First, as a full disk refuses new indices until some are deleted.
            streams().forEach(stream -> steps.add(() -> deleteOld(stream)));
            streams().forEach(stream -> steps.add(() -> rollOver(stream)));
        }
        steps.add(() -> deleteOldDocuments(BulkItems.ALERTS, config.alerts()));
        steps.add(() -> deleteOldDocuments(BulkItems.INCIDENTS, config.alerts()));
        steps.add(() -> deleteOldDocuments(BulkItems.LEDGER, config.events()));
        IOException failure = null;
        for (Step each : steps) {
            try {
                each.take();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** One of the things to do. */
    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    private static List<String> streams() {
        List<String> streams = new ArrayList<>();
        for (Family family : Family.values()) {
            streams.add(BulkItems.dataStream(family));
        }
        streams.add(DeadLetterDocument.STREAM);
        return streams;
    }

    private boolean hasPlugin() throws IOException {
        for (JsonNode each : ask("GET", "/_cat/plugins?format=json&h=component", null)) {
            if (each.path("component").asText().equals(PLUGIN)) {
                return true;
            }
        }
        return false;
    }

    /** A policy that is there stays as it is: its owner may have changed it. */
    private void leaveToPlugin() throws IOException {
        String path = "/_plugins/_ism/policies/" + POLICY;
        if (!link.send("GET", path, null).isSuccess()) {
            ask("PUT", path, policy());
            isUnattached = true;
        }
        if (!isUnattached) {
            return;
        }
        ObjectNode add = JsonNodeFactory.instance.objectNode().put("policy_id", POLICY);
        ask("POST", "/_plugins/_ism/add/events-*," + DeadLetterDocument.STREAM, add);
        isUnattached = false;
        log.atInfo().addKeyValue("policy", POLICY).log("Made the policy of retention.");
    }

    private ObjectNode policy() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode policy = root.putObject("policy");
        policy.put(
                "description",
                "Tripline's events and dead letters: rolled over, and deleted when they are old.");
        policy.put("default_state", "open");
        var states = policy.putArray("states");
        ObjectNode open = states.addObject().put("name", "open");
        open.putArray("actions")
                .addObject()
                .putObject("rollover")
                .put("min_index_age", config.rolloverAge().toHours() + "h")
                .put("min_size", config.rolloverMegabytes() + "mb");
        ObjectNode leaving = open.putArray("transitions").addObject().put("state_name", "old");
        leaving.putObject("conditions").put("min_rollover_age", config.events().toHours() + "h");
        ObjectNode old = states.addObject().put("name", "old");
        old.putArray("actions").addObject().putObject("delete");
        old.putArray("transitions");
        ObjectNode template = policy.putArray("ism_template").addObject();
        template.putArray("index_patterns")
                .add("events-*")
                .add(".ds-events-*")
                .add(DeadLetterDocument.STREAM)
                .add(".ds-" + DeadLetterDocument.STREAM + "-*");
        template.put("priority", 100);
        return root;
    }

    private void rollOver(String stream) throws IOException {
        List<Index> indices = indices(stream);
        if (indices.isEmpty() || indices.getLast().isEmpty()) {
            return;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("conditions")
                .put("max_age", config.rolloverAge().toMillis() + "ms")
                .put("max_size", config.rolloverMegabytes() + "mb");
        JsonNode answer = ask("POST", "/" + stream + "/_rollover", body);
        if (answer.path("rolled_over").asBoolean()) {
            rolledOver.increment();
            log.atInfo()
                    .addKeyValue("stream", stream)
                    .addKeyValue("index", answer.path("new_index").asText())
                    .log("Rolled a data stream over.");
        }
    }

    /**
     * An index was closed to new events when the next one was made. Only those that a rollover named are ours: what
     * somebody brought back from a snapshot under another name is theirs.
     */
    private void deleteOld(String stream) throws IOException {
        List<Index> indices = indices(stream);
        Instant oldest = clock.instant().minus(config.events());
        for (int i = 0; i < indices.size() - 1; i++) {
            if (indices.get(i).isOf(stream) && indices.get(i + 1).created().isBefore(oldest)) {
                Answer answer = link.send("DELETE", "/" + indices.get(i).name(), null);
                if (answer.status() != 404) {
                    require(answer, "DELETE /" + indices.get(i).name());
                    deleted.increment();
                    log.atInfo()
                            .addKeyValue("index", indices.get(i).name())
                            .log("Deleted an index for its age.");
                }
            }
        }
    }

    private record Index(String name, Instant created, boolean isEmpty) {
        boolean isOf(String stream) {
            return name.matches("\\.ds-" + Pattern.quote(stream) + "-\\d+");
        }
    }

    /** The indices behind a data stream, the oldest first; the last one is written to. */
    private List<Index> indices(String stream) throws IOException {
        List<Index> indices = new ArrayList<>();
        for (JsonNode each :
                ask(
                        "GET",
                        "/_cat/indices/" + stream + "?format=json&h=index,creation.date,docs.count",
                        null)) {
            long created = each.path("creation.date").asLong();
            if (created <= 0) {
                // Taken for 1970, it would have the index before it deleted.
                throw new IOException(
                        "OpenSearch does not say how old the indices of " + stream + " are.");
            }
            indices.add(
                    new Index(
                            each.path("index").asText(),
                            Instant.ofEpochMilli(created),
                            each.path("docs.count").asText().equals("0")));
        }
        // Names are numbered, and so in order where two were made in one millisecond.
        indices.sort(Comparator.comparing(Index::created).thenComparing(Index::name));
        return indices;
    }

    private void deleteOldDocuments(String alias, Duration age) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("query")
                .putObject("range")
                .putObject("@timestamp")
                .put("lt", clock.instant().minus(age).toString());
        JsonNode answer = ask("POST", "/" + alias + "/_delete_by_query?conflicts=proceed", body);
        if (answer.path("deleted").asLong() > 0) {
            log.atInfo()
                    .addKeyValue("index", alias)
                    .addKeyValue("documents", answer.path("deleted").asLong())
                    .log("Deleted documents for their age.");
        }
    }

    private JsonNode ask(String method, String path, @Nullable ObjectNode body) throws IOException {
        Answer answer = link.send(method, path, body == null ? null : body.toString());
        require(answer, method + " " + path);
        return JSON.readTree(answer.body());
    }

    private static void require(Answer answer, String request) throws IOException {
        if (!answer.isSuccess()) {
            String text = new String(answer.body(), UTF_8);
            throw new IOException(
                    "OpenSearch answers "
                            + answer.status()
                            + " to "
                            + request
                            + ": "
                            + text.substring(0, Math.min(300, text.length())));
        }
    }
}

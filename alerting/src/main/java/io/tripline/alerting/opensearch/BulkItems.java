package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.mutes.Mute;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.paging.Page;
import io.tripline.alerting.paging.Receipt;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the item of a bulk request from a record, or says why there can be none. */
final class BulkItems {
    /** OpenSearch's limit; a longer id fails the whole request, not just its item. */
    private static final int MAX_ID_BYTES = 512;

    /** The alias that alerts are written and read through. */
    static final String ALERTS = "tripline-alerts";

    /** The alias that incidents are written and read through. */
    static final String INCIDENTS = "tripline-incidents";

    /** The alias that the ledger of raw records is written and read through. */
    static final String LEDGER = "tripline-ledger";

    /**
     * Replaces all that the pipeline says by a newer revision, and leaves to their owners what analysts say ({@code
     * tripline.triage}) and who was paged ({@code tripline.pages}), whatever is in them. A partial update would keep
     * fields that a newer revision no longer has, an external version would overwrite the analysts' fields and count
     * their edits as revisions; a script sees both sides in one atomic step, and the same or an older revision changes
     * nothing. An incident that somebody closed stays so, and counts the alerts that it gets nevertheless, so that nobody
     * takes for over what goes on. Its text is constant, so that it is compiled once.
     */
    private static final String REVISE =
            """
            def newer = params.document; \
            newer.tripline.remove('triage'); \
            newer.tripline.remove('pages'); \
            newer.tripline.remove('mute'); \
            newer.tripline.remove('since_closing'); \
            if (params.mute != null) { newer.tripline.mute = params.mute; } \
            if (ctx.op == 'create') { \
              newer.tripline.triage = ['status': 'new', 'version': 0]; \
              ctx._source.putAll(newer); \
            } else { \
              def own = ctx._source.tripline; \
              def known = own == null || own[params.part] == null ? null : own[params.part].revision; \
              if (known != null && known >= newer.tripline[params.part].revision) { ctx.op = 'none'; } \
              else { \
                newer.tripline.triage = own == null || own.triage == null ? ['status': 'new', 'version': 0] : own.triage; \
                if (own != null && own.pages != null) { newer.tripline.pages = own.pages; } \
                if (params.part == 'incident' && newer.tripline.triage.status == 'closed') { \
                  long since = own.since_closing == null ? 0 : own.since_closing; \
                  for (def each : newer.tripline.incident.alerts) { \
                    if (own.incident == null || !own.incident.alerts.contains(each)) { since++; } \
                  } \
                  newer.tripline.since_closing = since; \
                } \
                ctx._source.clear(); \
                ctx._source.putAll(newer); \
              } \
            }\
            """;

    /** Replaces an account of raw records by one that reaches further. */
    private static final String GO_ON =
            """
            def known = ctx.op == 'create' ? null : ctx._source.tripline.ledger.last_offset; \
            if (known != null && known >= params.document.tripline.ledger.last_offset) { ctx.op = 'none'; } \
            else { ctx._source.clear(); ctx._source.putAll(params.document); }\
            """;

    /** Adds what became of a page, once, to whom it was about; the document may not be there yet. */
    private static final String NOTE_PAGE =
            """
            def page = params.document; \
            if (ctx._source.tripline == null) { \
              ctx._source['@timestamp'] = page.created; \
              ctx._source.event = ['id': page.about, 'kind': 'alert']; \
              ctx._source.tripline = [:]; \
            } \
            if (ctx._source.tripline.pages == null) { ctx._source.tripline.pages = []; } \
            boolean known = false; \
            for (def each : ctx._source.tripline.pages) { \
              if (each.id == page.id && each.destination == page.destination) { known = true; } \
            } \
            if (known) { ctx.op = 'none'; } \
            else { \
              page.remove('about'); \
              page.remove('subject'); \
              ctx._source.tripline.pages.add(page); \
              while (ctx._source.tripline.pages.size() > 20) { ctx._source.tripline.pages.remove(0); } \
            }\
            """;

    private static final byte[] NEWLINE = {'\n'};
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = ONES * '\n';
    private static final byte[] REVISION_TAIL = "}}}\n".getBytes(UTF_8);
    private static final byte[] CREATE_TAIL = "\"}}\n".getBytes(UTF_8);

    private static final byte[] ALERT_HEAD = revisionHead(ALERTS);
    private static final byte[] INCIDENT_HEAD = revisionHead(INCIDENTS);
    private static final byte[] LEDGER_HEAD = revisionHead(LEDGER);
    private static final byte[] LEDGER_SCRIPT = script(GO_ON, "ledger");
    private static final byte[] ALERT_SCRIPT = revisionScript("alert");
    private static final byte[] INCIDENT_SCRIPT = revisionScript("incident");
    private static final byte[] PAGE_SCRIPT = script(NOTE_PAGE, "page");

    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(EcsJson.LIMITS).build();
    private static final byte[] DEAD_LETTER_HEAD =
            ("{\"create\":{\"_index\":\"" + DeadLetterDocument.STREAM + "\",\"_id\":\"")
                    .getBytes(UTF_8);
    private static final Map<Family, byte[]> CREATE_HEAD = createHeads();

    private BulkItems() {}

    /** The name of the data stream that a family's events go to. */
    static String dataStream(Family family) {
        return "events-" + family.label();
    }

    /** An item, or the reason why there is none. */
    sealed interface Made {
        record Item(BulkItem item) implements Made {}

        record No(Refusal refusal) implements Made {}

        /** There is nothing to index, and nothing is wrong. */
        record Nothing() implements Made {}
    }

    /** An event: created once under its own id. */
    static Made event(Received received, Runnable settled) {
        Family family = family(received.family());
        if (family == null) {
            return new Made.No(Refusal.INDEX_NO_FAMILY);
        }
        byte[] value = received.value();
        if (value == null || value.length == 0) {
            return new Made.No(Refusal.INDEX_EMPTY);
        }
        byte[] id = quotedId(received.key());
        if (id == null) {
            return new Made.No(Refusal.INDEX_NO_ID);
        }
        byte[] document = OversizedFields.fit(value);
        if (hasNewline(document)) {
            return new Made.No(Refusal.INDEX_NOT_ONE_LINE);
        }
        return new Made.Item(
                new BulkItem(
                        received,
                        BulkItem.Operation.CREATE,
                        family.label(),
                        join(Objects.requireNonNull(CREATE_HEAD.get(family)), id, CREATE_TAIL),
                        document,
                        NEWLINE,
                        settled));
    }

    /** A revision of an alert: replaces what the pipeline said before, unless a newer one has been there. */
    static Made alert(Received received, Runnable settled, Mutes mutes) {
        return revision(
                received, settled, ALERTS, ALERT_HEAD, ALERT_SCRIPT, alertTail(received, mutes));
    }

    /** A revision of an incident, likewise. */
    static Made incident(Received received, Runnable settled, Mutes mutes) {
        return revision(
                received,
                settled,
                INCIDENTS,
                INCIDENT_HEAD,
                INCIDENT_SCRIPT,
                incidentTail(received, mutes));
    }

    /** An account of raw records, which only ever grows. */
    static Made ledger(Received received, Runnable settled) {
        return revision(received, settled, LEDGER, LEDGER_HEAD, LEDGER_SCRIPT, REVISION_TAIL);
    }

    /** What follows the document: the mute that covers it, if one does. */
    private static byte[] alertTail(Received received, Mutes mutes) {
        byte[] value = received.value();
        if (value == null || mutes.mutes().isEmpty()) {
            return REVISION_TAIL;
        }
        try {
            Alert alert = AlertJson.read(value);
            return mutes.muting(alert)
                    .map(each -> muteTail(each, alert.occurrence().lastSeen()))
                    .orElse(REVISION_TAIL);
        } catch (MalformedEventException e) {
            // No alert of ours is muted by it; OpenSearch judges the document.
            return REVISION_TAIL;
        }
    }

    private static byte[] incidentTail(Received received, Mutes mutes) {
        byte[] value = received.value();
        if (value == null || mutes.mutes().isEmpty()) {
            return REVISION_TAIL;
        }
        try {
            Incident incident = IncidentJson.read(value);
            return mutes.muting(incident)
                    .map(each -> muteTail(each, incident.gravity().lastSeen()))
                    .orElse(REVISION_TAIL);
        } catch (MalformedEventException e) {
            return REVISION_TAIL;
        }
    }

    private static byte[] muteTail(Mute mute, Instant time) {
        ObjectNode told =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", mute.name())
                        .put("owner", mute.owner())
                        .put("reason", mute.reason())
                        .put("until", mute.until(time).toString());
        return (",\"mute\":" + told + "}}}\n").getBytes(UTF_8);
    }

    /** What became of a page: a note in the document of the alert or incident that it was about. */
    static Made receipt(Received received, Runnable settled) {
        byte[] value = received.value();
        if (value == null || value.length == 0) {
            return new Made.No(Refusal.INDEX_EMPTY);
        }
        try {
            Receipt receipt = Receipt.read(value);
            if (receipt.kind() == Page.Kind.UNDELIVERED) {
                // About a destination: there is no document, whatever it stood in for.
                return new Made.Nothing();
            }
            return switch (receipt.subject()) {
                case ALERT ->
                        revision(received, settled, ALERTS, ALERT_HEAD, PAGE_SCRIPT, REVISION_TAIL);
                case INCIDENT ->
                        revision(
                                received,
                                settled,
                                INCIDENTS,
                                INCIDENT_HEAD,
                                PAGE_SCRIPT,
                                REVISION_TAIL);
                case SUMMARY -> new Made.Nothing();
            };
        } catch (MalformedEventException e) {
            return new Made.No(Refusal.INDEX_NOT_JSON);
        }
    }

    /** A dead letter: what it says of itself, and only the beginning of its bytes. */
    static Made deadLetter(Received received, Runnable settled) {
        byte[] id = JsonStringEncoder.getInstance().quoteAsUTF8(DeadLetterDocument.id(received));
        return new Made.Item(
                new BulkItem(
                        // A letter can have megabytes, of which the document has the beginning.
                        received.light(),
                        BulkItem.Operation.CREATE,
                        DeadLetterDocument.STREAM,
                        join(DEAD_LETTER_HEAD, id, CREATE_TAIL),
                        DeadLetterDocument.of(received),
                        NEWLINE,
                        settled));
    }

    private static Made revision(
            Received received,
            Runnable settled,
            String alias,
            byte[] head,
            byte[] script,
            byte[] tail) {
        byte[] value = received.value();
        if (value == null || value.length == 0) {
            return new Made.No(Refusal.INDEX_EMPTY);
        }
        byte[] id = quotedId(received.key());
        if (id == null) {
            return new Made.No(Refusal.INDEX_NO_ID);
        }
        if (hasNewline(value)) {
            return new Made.No(Refusal.INDEX_NOT_ONE_LINE);
        }
        if (!isOneObject(value)) {
            return new Made.No(Refusal.INDEX_NOT_JSON);
        }
        return new Made.Item(
                new BulkItem(
                        received,
                        BulkItem.Operation.UPDATE,
                        alias,
                        join(head, id, script),
                        value,
                        tail,
                        settled));
    }

    /** With require_alias: were the index deleted, a write must not make one without our mapping. */
    private static byte[] revisionHead(String alias) {
        return ("{\"update\":{\"_index\":\""
                        + alias
                        + "\",\"require_alias\":true,\"retry_on_conflict\":3,\"_id\":\"")
                .getBytes(UTF_8);
    }

    private static byte[] revisionScript(String part) {
        return script(REVISE, part);
    }

    private static byte[] script(String source, String part) {
        return ("\"}}\n{\"scripted_upsert\":true,\"upsert\":{},\"script\":{\"lang\":\"painless\",\"source\":\""
                        + new String(JsonStringEncoder.getInstance().quoteAsString(source))
                        + "\",\"params\":{\"part\":\""
                        + part
                        + "\",\"document\":")
                .getBytes(UTF_8);
    }

    private static @Nullable Family family(@Nullable String label) {
        for (Family family : Family.values()) {
            if (family.label().equals(label)) {
                return family;
            }
        }
        return null;
    }

    private static byte @Nullable [] quotedId(byte @Nullable [] key) {
        if (key == null || key.length == 0 || key.length > MAX_ID_BYTES) {
            return null;
        }
        if (isPlain(key)) {
            return key;
        }
        try {
            // The decoder made here, unlike the constructor of String, refuses what is not UTF-8.
            String id = UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
            return JsonStringEncoder.getInstance().quoteAsUTF8(id);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether it means the same between quotes: nearly every id does. */
    private static boolean isPlain(byte[] key) {
        for (byte each : key) {
            if (each < ' ' || each > '~' || each == '"' || each == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Looks at eight bytes at a time, as every byte of every event is looked at here. */
    static boolean hasNewline(byte[] document) {
        int i = 0;
        for (; i + Long.BYTES <= document.length; i += Long.BYTES) {
            // A byte that is a newline is zero now, and alone of all borrows in the next step.
            long zero = (long) EIGHT.get(document, i) ^ NEWLINES;
            if (((zero - ONES) & ~zero & HIGHS) != 0) {
                return true;
            }
        }
        for (; i < document.length; i++) {
            if (document[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    private static boolean isOneObject(byte[] document) {
        try (JsonParser parser = JSON.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<Family, byte[]> createHeads() {
        Map<Family, byte[]> heads = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            heads.put(
                    family,
                    ("{\"create\":{\"_index\":\"" + dataStream(family) + "\",\"_id\":\"")
                            .getBytes(UTF_8));
        }
        return heads;
    }

    private static byte[] join(byte[] first, byte[] second, byte[] third) {
        byte[] all = new byte[first.length + second.length + third.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }
}

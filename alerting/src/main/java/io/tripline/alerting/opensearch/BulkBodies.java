package io.tripline.alerting.opensearch;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the bytes of bulk requests pass OpenSearch's client by: it would copy each request three times, megabytes each,
 * and hand it to the connection 8 KB at a time. The client gets a request without a body and with a ticket in its
 * content type (a header of a generic request it does not pass on), sees to nodes and failures as ever, and behind it
 * the ticket is exchanged for the items.
 */
final class BulkBodies implements AsyncExecChainHandler {
    private static final String TICKET = "ticket";

    private final Map<String, List<BulkItem>> handed = new ConcurrentHashMap<>();
    private final AtomicLong tickets = new AtomicLong();

    /** Keeps the items until the ticket is closed. */
    Ticket hand(List<BulkItem> items) {
        String number = Long.toString(tickets.incrementAndGet());
        handed.put(number, items);
        return new Ticket(number);
    }

    final class Ticket implements AutoCloseable {
        private final String number;

        private Ticket(String number) {
            this.number = number;
        }

        /** The content type that the request must have; it is never sent. */
        String contentType() {
            return BulkBody.TYPE + "; " + TICKET + "=" + number;
        }

        @Override
        public void close() {
            handed.remove(number);
        }
    }

    @Override
    public void execute(
            HttpRequest request,
            @Nullable AsyncEntityProducer entity,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        Optional<String> ticket =
                Optional.ofNullable(entity)
                        .map(each -> ContentType.parseLenient(each.getContentType()))
                        .map(type -> type.getParameter(TICKET));
        if (ticket.isEmpty()) {
            chain.proceed(request, entity, scope, callback);
            return;
        }
        List<BulkItem> items = handed.get(ticket.get());
        if (items == null) {
            throw new IOException("Nobody waits for this bulk request any more.");
        }
        chain.proceed(request, new BulkBody(items), scope, callback);
    }
}

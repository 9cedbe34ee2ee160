package io.tripline.alerting.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which no request becomes whole in time, and those that are more than an address may have. Jetty's
 * own timeout begins anew with every byte: whoever sends one now and then would hold all connections for ever, and needs
 * no token for it.
 */
final class ConnectionWatch extends AbstractLifeCycle implements Connection.Listener {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final ServerConnector connector;
    private final Duration patience;
    private final int mostOfAnAddress;

    /** Guarded by itself. */
    private final Map<Connection, Seen> open = new HashMap<>();

    private Scheduler.@Nullable Task next;

    /**
     * What was seen of a connection last.
     *
     * @param since nanoseconds of the machine's own clock at which it changed
     */
    private record Seen(InetAddress from, long requests, long answers, long since) {
        Seen now(Connection connection, long now) {
            long asked = connection.getMessagesIn();
            long answered = connection.getMessagesOut();
            return asked == requests && answered == answers
                    ? this
                    : new Seen(from, asked, answered, now);
        }

        boolean waits() {
            return requests == answers;
        }
    }

    ConnectionWatch(ServerConnector connector, Duration patience, int mostOfAnAddress) {
        this.connector = connector;
        this.patience = patience;
        this.mostOfAnAddress = mostOfAnAddress;
    }

    @Override
    public void onOpened(Connection connection) {
        // Not TLS's, which has one of HTTP within.
        if (!(connection instanceof ConnectionMetaData)
                || !(connection.getEndPoint().getRemoteSocketAddress()
                        instanceof InetSocketAddress remote)) {
            return;
        }
        InetAddress from = remote.getAddress();
        boolean tooMany;
        synchronized (open) {
            tooMany =
                    open.values().stream().filter(each -> each.from().equals(from)).count()
                            >= mostOfAnAddress;
            if (!tooMany) {
                open.put(connection, new Seen(from, 0, 0, System.nanoTime()));
            }
        }
        if (tooMany) {
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (open) {
            open.remove(connection);
        }
    }

    @Override
    protected void doStart() {
        lookLater();
    }

    @Override
    protected void doStop() {
        if (next != null) {
            next.cancel();
        }
    }

    private void lookLater() {
        next =
                connector
                        .getScheduler()
                        .schedule(this::look, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        Map<Connection, Seen> late = new HashMap<>();
        synchronized (open) {
            open.replaceAll((connection, seen) -> seen.now(connection, now));
            open.forEach(
                    (connection, seen) -> {
                        if (seen.waits() && now - seen.since() > patience.toNanos()) {
                            late.put(connection, seen);
                        }
                    });
        }
        late.keySet().forEach(each -> each.getEndPoint().close());
        if (isRunning()) {
            lookLater();
        }
    }
}

package io.tripline.alerting.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks names up for as long as a try may take: a name server that says nothing would hold up the pages that could be sent. */
record BoundedResolver(AddressGuard.Resolver resolver, Duration most)
        implements AddressGuard.Resolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        FutureTask<InetAddress[]> answer = new FutureTask<>(() -> resolver.resolve(host));
        // The system's own look-up knows no end; it goes on for nobody until it gives up itself.
        Thread.ofVirtual().name("look-up").start(answer);
        try {
            return answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unknown(host + " was not looked up in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host + " was not looked up", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UnknownHostException unknown -> throw unknown;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw unknown(host + " was not looked up", e);
            }
        }
    }

    private static UnknownHostException unknown(String why, Exception cause) {
        UnknownHostException unknown = new UnknownHostException(why);
        unknown.initCause(cause);
        return unknown;
    }
}

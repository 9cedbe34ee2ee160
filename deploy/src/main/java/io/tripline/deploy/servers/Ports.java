package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** TCP ports on the loopback address: whether they are free, and which is. */
public final class Ports {
    private static final int FIRST = 12_000;

    /** Linux gives away ports from 32768 on, others from 49152 on. */
    private static final int LAST = 31_999;

    /** Processes that run beside each other begin far from each other. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 10_000) * 769);

    private Ports() {}

    /**
     * Refuses to go on if a port is taken.
     *
     * @param byKey the ports about to be used, by the configuration key that sets each
     */
    public static void requireFree(Map<String, Integer> byKey) {
        List<Map.Entry<String, Integer>> taken =
                byKey.entrySet().stream()
                        .filter(each -> !isFree(each.getValue()))
                        .sorted(Map.Entry.comparingByKey())
                        .toList();
        if (taken.isEmpty()) {
            return;
        }
        String which =
                taken.stream()
                        .map(each -> each.getValue() + " (set by " + each.getKey() + ")")
                        .collect(Collectors.joining(", "));
        Map.Entry<String, Integer> first = taken.getFirst();
        throw new CannotRunException(
                ExitCode.PORT_TAKEN,
                (taken.size() == 1 ? "Port " + which + " is" : "Ports " + which + " are")
                        + " in use by another program: stop it, or give another port in tripline.yml, e.g. "
                        + first.getKey()
                        + ": "
                        + (first.getValue() < 50_000 ? first.getValue() + 10_000 : 19_092)
                        + ".");
    }

    /** Whether nothing listens on a port. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * Different ports that were free a moment ago, and that hardly anybody takes in the next one: systems give outgoing
     * connections, and whoever asks for any port, one from above {@link #LAST}, and no call of this process is given them
     * again before all others.
     */
    public static List<Integer> free(int count) {
        List<Integer> ports =
                Stream.generate(Ports::next)
                        .limit(LAST - FIRST)
                        .filter(Ports::isFree)
                        .limit(count)
                        .toList();
        if (ports.size() < count) {
            throw new CannotRunException(
                    ExitCode.PORT_TAKEN,
                    "All ports from "
                            + FIRST
                            + " to "
                            + LAST
                            + " are in use: stop what uses them.");
        }
        return ports;
    }

    private static int next() {
        return FIRST + Math.floorMod(NEXT.getAndIncrement(), LAST - FIRST + 1);
    }
}

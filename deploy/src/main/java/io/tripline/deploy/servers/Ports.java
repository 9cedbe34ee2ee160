package io.tripline.deploy.servers;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** TCP ports on the loopback address: whether they are free, and which is. */
public final class Ports {
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

    /** Different ports that were free a moment ago. */
    public static List<Integer> free(int count) {
        List<Integer> ports = new ArrayList<>();
        addFree(count, ports);
        return List.copyOf(ports);
    }

    /** Each socket stays open until all are found, so that no port is found twice. */
    private static void addFree(int count, List<Integer> ports) {
        if (count == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports.add(socket.getLocalPort());
            addFree(count - 1, ports);
        } catch (IOException e) {
            throw new UncheckedIOException("There is no free port.", e);
        }
    }
}

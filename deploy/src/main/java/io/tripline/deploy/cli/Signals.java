package io.tripline.deploy.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Ctrl-C and SIGTERM as calls. The JDK has no public way to see a second Ctrl-C while the first is being answered;
 * {@code sun.misc.Signal} is exported and kept for this, but javac warns of it in a way that can't be suppressed, hence
 * reflection. Where it is missing, the JVM's own answer stays: it ends at once, and the guards end the rest.
 */
final class Signals {
    private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

    private Signals() {}

    /** Calls this, on a thread of its own, at each of the signals that ask a process to end. */
    static void whenAskedToEnd(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    action.run();
                                }
                                return null;
                            });
            for (String name : ENDING) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
        } catch (ReflectiveOperationException notThisJvm) {
            Runtime.getRuntime().addShutdownHook(new Thread(action, "asked-to-end"));
        }
    }
}

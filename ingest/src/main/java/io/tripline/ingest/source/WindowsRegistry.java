package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paths of the Windows registry, with the hive as people abbreviate it, also where the kernel's form comes ({@code
 * \REGISTRY\MACHINE\...}).
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-registry">ECS registry fields</a>
 */
final class WindowsRegistry {
    private static final String MACHINE = "\\REGISTRY\\MACHINE";
    private static final String USER = "\\REGISTRY\\USER";

    private WindowsRegistry() {}

    /** The path is of a key. */
    static void key(EcsEvent.Builder event, @Nullable String path) {
        String full = abbreviated(path);
        if (full != null) {
            event.set(EcsField.REGISTRY_PATH, full)
                    .set(EcsField.REGISTRY_HIVE, hive(full))
                    .set(EcsField.REGISTRY_KEY, relative(full));
        }
    }

    /** The path's last part is the name of a value; what stands before it is the key. */
    static void value(EcsEvent.Builder event, @Nullable String path) {
        String full = abbreviated(path);
        if (full == null) {
            return;
        }
        int last = full.lastIndexOf('\\');
        key(event, last < 0 ? full : full.substring(0, last));
        event.set(EcsField.REGISTRY_PATH, full)
                .set(EcsField.REGISTRY_VALUE, last < 0 ? null : full.substring(last + 1));
    }

    private static @Nullable String abbreviated(@Nullable String path) {
        if (path == null) {
            return null;
        }
        String upper = path.toUpperCase(Locale.ROOT);
        if (upper.equals(MACHINE) || upper.startsWith(MACHINE + "\\")) {
            return "HKLM" + path.substring(MACHINE.length());
        }
        if (upper.equals(USER) || upper.startsWith(USER + "\\")) {
            return "HKU" + path.substring(USER.length());
        }
        return path;
    }

    private static @Nullable String hive(String path) {
        int first = path.indexOf('\\');
        String hive = first < 0 ? path : path.substring(0, first);
        return hive.startsWith("HK") ? hive : null;
    }

    private static @Nullable String relative(String path) {
        int first = path.indexOf('\\');
        return hive(path) == null ? path : first < 0 ? null : path.substring(first + 1);
    }
}

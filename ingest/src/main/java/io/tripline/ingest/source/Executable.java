package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import org.jspecify.annotations.Nullable;

/**
 * The path of the program that a process runs.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-process">ECS process fields</a>
 */
public final class Executable {
    private Executable() {}

    /** The event's process runs this program. */
    static void process(EcsEvent.Builder event, @Nullable String path) {
        event.set(EcsField.PROCESS_EXECUTABLE, path).set(EcsField.PROCESS_NAME, name(path));
    }

    /** The program's name, which rules ask for: what stands behind the last separator, of which Unix has one and Windows both. */
    public static @Nullable String name(@Nullable String path) {
        if (path == null) {
            return null;
        }
        int slash = path.lastIndexOf('/');
        String name =
                path.substring(
                        (path.startsWith("/") ? slash : Math.max(slash, path.lastIndexOf('\\')))
                                + 1);
        return name.isEmpty() ? null : name;
    }
}

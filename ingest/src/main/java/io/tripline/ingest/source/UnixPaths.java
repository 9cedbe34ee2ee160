package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paths of files on Unix, taken apart as ECS has them.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-file">ECS file fields</a>
 */
final class UnixPaths {
    private UnixPaths() {}

    /** The event is about the file at this path. */
    static void file(EcsEvent.Builder event, @Nullable String path) {
        if (path == null) {
            return;
        }
        int last = path.lastIndexOf('/');
        String name = path.substring(last + 1);
        int dot = name.lastIndexOf('.');
        event.set(EcsField.FILE_PATH, path)
                .set(EcsField.FILE_DIRECTORY, last <= 0 ? null : path.substring(0, last))
                .set(EcsField.FILE_NAME, name)
                .set(
                        EcsField.FILE_EXTENSION,
                        dot <= 0 ? null : name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}

package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paths of files on Windows, taken apart as ECS has them.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-file">ECS file fields</a>
 */
final class WindowsPaths {
    private WindowsPaths() {}

    /** The event is about the file at this path; a stream of NTFS behind a colon is its fork. */
    static void file(EcsEvent.Builder event, @Nullable String path) {
        if (path == null) {
            return;
        }
        event.set(EcsField.FILE_PATH, path).set(EcsField.FILE_DIRECTORY, directory(path));
        if (path.length() > 2 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0))) {
            event.set(EcsField.FILE_DRIVE_LETTER, path.substring(0, 1).toUpperCase(Locale.ROOT));
        }
        String name = name(path);
        int fork = name == null ? -1 : name.indexOf(':');
        if (name != null && fork > 0) {
            event.set(EcsField.FILE_FORK_NAME, name.substring(fork + 1));
            name = name.substring(0, fork);
        }
        event.set(EcsField.FILE_NAME, name).set(EcsField.FILE_EXTENSION, extension(name));
    }

    /** The last part of a path. */
    static @Nullable String name(@Nullable String path) {
        return path == null ? null : path.substring(path.lastIndexOf('\\') + 1);
    }

    private static @Nullable String directory(String path) {
        int last = path.lastIndexOf('\\');
        return last <= 0 ? null : path.substring(0, last);
    }

    private static @Nullable String extension(@Nullable String name) {
        int dot = name == null ? -1 : name.lastIndexOf('.');
        return name == null || dot <= 0 ? null : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}

package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import org.jspecify.annotations.Nullable;

/** Paths of files of whatever system, as products tell them that watch several. */
final class AnyPath {
    private AnyPath() {}

    /** The last part. */
    static @Nullable String name(@Nullable String path) {
        return path == null
                ? null
                : path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
    }

    /** Sets a file by its path, which is of Windows where it has a backslash. */
    static void file(EcsEvent.Builder event, @Nullable String path) {
        if (path != null && path.indexOf('\\') < 0) {
            UnixPaths.file(event, path);
        } else {
            WindowsPaths.file(event, path);
        }
    }

    /** The whole path, where the same field has the folder alone of some files. */
    static @Nullable String whole(@Nullable String path, @Nullable String name) {
        if (path == null || name == null || name.equals(name(path))) {
            return path;
        }
        String separator = path.indexOf('/') >= 0 ? "/" : "\\";
        return path.endsWith(separator) ? path + name : path + separator + name;
    }
}

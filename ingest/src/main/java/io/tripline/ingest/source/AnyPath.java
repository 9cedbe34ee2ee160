package io.tripline.ingest.source;

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

    /** The whole path, where the same field has the folder alone of some files. */
    static @Nullable String whole(@Nullable String path, @Nullable String name) {
        if (path == null || name == null || name.equals(name(path))) {
            return path;
        }
        String separator = path.indexOf('/') >= 0 ? "/" : "\\";
        return path.endsWith(separator) ? path + name : path + separator + name;
    }
}

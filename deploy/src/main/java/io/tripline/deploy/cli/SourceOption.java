package io.tripline.deploy.cli;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.source.SourceNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value of {@code --source}. */
final class SourceOption {
    private SourceOption() {}

    /** The name of a log source that there is; empty if none was given. */
    static Optional<String> named(@Nullable String source, IngestConfig config) {
        if (source != null && config.named(source).isEmpty()) {
            throw new CannotRunException(ExitCode.USAGE, SourceNames.unknown(source, config.all()));
        }
        return Optional.ofNullable(source);
    }
}

package io.tripline.deploy.cli;

import io.tripline.deploy.letters.DeadLetter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command is about. */
final class LetterFilter {
    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only letters with this reason, e.g. unknown_source.")
    private @Nullable String reason;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description =
                    "Only letters of this log source, as its shipper named it or as it was recognized.")
    private @Nullable String source;

    boolean accepts(DeadLetter letter) {
        return (reason == null || letter.reason().equals(reason))
                && (source == null || letter.source().equals(source));
    }

    boolean isEmpty() {
        return reason == null && source == null;
    }
}

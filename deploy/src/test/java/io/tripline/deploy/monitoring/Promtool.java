package io.tripline.deploy.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own tool: the one on the path, or Debian's, unpacked beside the build and not installed. */
final class Promtool {
    private static final Path SCRIPT = Path.of("src/test/sh/unpack-promtool.sh");
    private static final Path UNPACKED = Path.of("target/promtool").toAbsolutePath();

    private Promtool() {}

    /** Where it is; a sentence that is no file when it can't be had. */
    static Path find() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", SCRIPT.toString(), UNPACKED.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        process.waitFor();
        return Path.of(said.lines().reduce((_, last) -> last).orElse("no answer"));
    }

    /** What it says when it does not like something; empty when all is well. */
    static String run(Path promtool, Path directory, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(promtool.toString()));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        return ended && process.exitValue() == 0 ? "" : said;
    }
}

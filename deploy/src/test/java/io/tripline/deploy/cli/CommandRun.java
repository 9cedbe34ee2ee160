package io.tripline.deploy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * A command that ran in this process.
 *
 * @param text what it printed, on either way
 */
public record CommandRun(int status, String text) {
    /** Runs it to its end. */
    public static CommandRun of(Path configuration, String... arguments) {
        StringWriter text = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", configuration.toString()));
        String[] words = all.toArray(String[]::new);
        CommandLine line = Tripline.commandLine(words);
        line.setOut(new PrintWriter(text));
        line.setErr(new PrintWriter(text));
        int status = line.execute(words);
        line.getOut().flush();
        line.getErr().flush();
        return new CommandRun(status, text.toString());
    }
}

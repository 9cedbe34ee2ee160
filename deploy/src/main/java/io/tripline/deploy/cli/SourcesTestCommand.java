package io.tripline.deploy.cli;

import io.tripline.deploy.ExitCode;
import io.tripline.ingest.MappingFolder;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.MappingFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        header = "Run the tests inside mapping files; all that is wrong with them at once.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class SourcesTestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Mapping files, or folders of such files *.yml.")
    private List<Path> places;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean failed = false;
        for (Path place : places) {
            MappingFile.Result result = MappingFolder.read(place);
            result.problems().forEach(problem -> out.println(TerminalText.of(problem)));
            failed |= !result.problems().isEmpty();
            List<String> names = result.sources().stream().map(LogSource::name).toList();
            out.println(
                    place
                            + ": "
                            + result.tests()
                            + " tests, "
                            + (names.isEmpty() ? "no log source" : String.join(", ", names))
                            + ".");
        }
        out.flush();
        return (failed ? ExitCode.FAILED : ExitCode.OK).code();
    }
}

package io.tripline.ingest;

import io.tripline.ingest.source.MappingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where an operator's own mapping files lie: a file, or all files {@code *.yml} of a folder. */
public final class MappingFolder {
    private static final long LARGEST_FILE = 1 << 20;

    private MappingFolder() {}

    /** The log sources that they describe, and all that is wrong with them. */
    public static MappingFile.Result read(Path place) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        try {
            for (Path file : files(place)) {
                if (Files.size(file) > LARGEST_FILE) {
                    problems.add(file + ": the file is larger than " + LARGEST_FILE + " bytes.");
                } else {
                    texts.put(String.valueOf(file.getFileName()), Files.readString(file));
                }
            }
        } catch (IOException e) {
            problems.add(place + ": it can't be read: is the name right, and is it UTF-8?");
        }
        MappingFile.Result result = MappingFile.read(texts);
        problems.addAll(result.problems());
        return new MappingFile.Result(result.sources(), problems, result.tests());
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(each -> each.toString().endsWith(".yml"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}

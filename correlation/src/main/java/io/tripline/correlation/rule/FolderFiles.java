package io.tripline.correlation.rule;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The files that lie directly in a folder, in the order of their names, and what is there instead of a file. A name that
 * begins with a dot is passed over: editors and mounted configuration keep their own there.
 */
public record FolderFiles(List<Path> files, List<Problem> problems) {
    public FolderFiles {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }

    /**
     * The files of a folder.
     *
     * @param shown how messages call the folder
     * @param wanted by name, what is meant to be one of them; the others are passed over
     * @param most how many there may be; of more, the first are taken
     */
    public static FolderFiles in(Path folder, String shown, Predicate<String> wanted, int most) {
        List<Path> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path each : entries(folder, shown, problems)) {
            String name = String.valueOf(each.getFileName());
            if (wanted.test(name)) {
                String odd = odd(each);
                if (odd.isEmpty()) {
                    files.add(each);
                } else {
                    problems.add(new Problem(shown + "/" + name, 0, odd));
                }
            }
        }
        if (files.size() > most) {
            problems.add(
                    new Problem(
                            shown,
                            0,
                            "There are at most "
                                    + most
                                    + " files, and here are "
                                    + files.size()
                                    + "; the first are taken."));
        }
        return new FolderFiles(files.stream().limit(most).toList(), problems);
    }

    /** What is directly in a folder, by name; what is hidden is left out. A folder that cannot be read is a problem. */
    public static List<Path> entries(Path folder, String shown, List<Problem> problems) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                if (!String.valueOf(each.getFileName()).startsWith(".")) {
                    entries.add(each);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(
                    new Problem(
                            shown,
                            0,
                            "The folder can't be read: "
                                    + e
                                    + ". Give its owner and mode to whoever runs correlation."));
        }
        entries.sort(null);
        return entries;
    }

    /**
     * Does nothing, but where it cannot be done.
     *
     * @throws IOException if the folder cannot be read
     */
    public static void mustBeReadable(Path folder) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            var _ = all.iterator();
        }
    }

    /** Why this is no file that can be read; empty if it is one. */
    public static String odd(Path path) {
        if (Files.isRegularFile(path)) {
            return "";
        }
        if (Files.isDirectory(path)) {
            return "This is a folder, and a file is wanted. What is in it is not read.";
        }
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            return "The link leads nowhere. Mend it, or delete it.";
        }
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? "This is no ordinary file but a pipe, a socket or a device, and is not read. Put a file in its place."
                : "The file is gone.";
    }
}

package io.tripline.correlation.engine;

import io.tripline.correlation.rule.FolderFiles;
import io.tripline.correlation.rule.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The lists in {@code lists/} beside the rules, {@code NAME.txt} or {@code NAME.csv}. */
public final class NamedLists {
    /** The folder's name. */
    public static final String FOLDER = "lists";

    private static final int MAX_FILES = 200;
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_LENGTH = 512;

    private static final Pattern FILE = Pattern.compile("([a-z0-9]+(?:-[a-z0-9]+)*)\\.(txt|csv)");

    /**
     * A compiled statement calls static functions only, so it finds its lists here, by name and version: what a rule was
     * compiled with never changes under it. A list lives as long as a rule that was compiled with it.
     */
    private static final Map<String, WeakReference<NamedList>> KNOWN = new ConcurrentHashMap<>();

    /** None at all. */
    public static final NamedLists NONE = new NamedLists(List.of(), List.of());

    private final Map<String, NamedList> lists = new TreeMap<>();
    private final List<Problem> problems;

    private NamedLists(List<NamedList> lists, List<Problem> problems) {
        KNOWN.values().removeIf(each -> each.get() == null);
        lists.forEach(each -> this.lists.put(each.name(), known(each)));
        this.problems = List.copyOf(problems);
    }

    /** The list of this name and version that rules have already, or else this one: it lives as long as one of them. */
    private static NamedList known(NamedList list) {
        while (true) {
            WeakReference<NamedList> reference =
                    KNOWN.computeIfAbsent(list.key(), _ -> new WeakReference<>(list));
            NamedList known = reference.get();
            if (known != null) {
                return known;
            }
            KNOWN.remove(list.key(), reference);
        }
    }

    /** Lists made by hand. */
    public static NamedLists of(NamedList... lists) {
        return new NamedLists(List.of(lists), List.of());
    }

    /** The same lists, of which those that are named here hold these entries instead. */
    NamedLists with(Map<String, List<String>> entries) {
        List<NamedList> all = new ArrayList<>();
        lists.forEach(
                (name, list) -> {
                    List<String> own = entries.get(name);
                    all.add(own == null ? list : new NamedList(name, own));
                });
        return new NamedLists(all, problems);
    }

    /** Reads the lists beside the rules of a directory; none if there is no such folder. */
    public static NamedLists beside(Path rules) {
        Path folder = rules.resolve(FOLDER);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return NONE;
        }
        FolderFiles files = FolderFiles.in(folder, FOLDER, _ -> true, MAX_FILES);
        List<NamedList> lists = new ArrayList<>();
        List<Problem> problems = new ArrayList<>(files.problems());
        for (Path file : files.files()) {
            read(file, lists, problems);
        }
        return new NamedLists(lists, problems);
    }

    private static void read(Path file, List<NamedList> lists, List<Problem> problems) {
        String name = String.valueOf(file.getFileName());
        String shown = FOLDER + "/" + name;
        if (!FILE.matcher(name).matches()) {
            problems.add(
                    new Problem(
                            shown,
                            0,
                            "A list is a file like office-addresses.txt or .csv, its name in lower case with dashes."));
            return;
        }
        String list = name.substring(0, name.lastIndexOf('.'));
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            problems.add(
                    new Problem(
                            shown,
                            0,
                            "The list can't be read: "
                                    + e
                                    + ". Give its owner and mode to whoever runs correlation."));
            return;
        }
        if (content.length > MAX_BYTES) {
            problems.add(new Problem(shown, 0, "A list has at most " + MAX_BYTES + " bytes."));
            return;
        }
        if (lists.stream().anyMatch(each -> each.name().equals(list))) {
            problems.add(new Problem(shown, 0, "There is another list " + list + "."));
            return;
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            // As some editors begin a file.
            text = text.startsWith("\ufeff") ? text.substring(1) : text;
            List<String> entries = entries(shown, text, name.endsWith(".csv"), problems);
            if (entries.size() > MAX_ENTRIES) {
                problems.add(
                        new Problem(shown, 0, "A list has at most " + MAX_ENTRIES + " entries."));
            } else {
                lists.add(new NamedList(list, entries));
            }
        } catch (CharacterCodingException e) {
            problems.add(new Problem(shown, 0, "A list is UTF-8 text."));
        }
    }

    /** One entry a line; of a CSV file the first column, without its heading. */
    private static List<String> entries(
            String file, String text, boolean csv, List<Problem> problems) {
        List<String> entries = new ArrayList<>();
        int number = 0;
        boolean heading = csv;
        for (String line : text.lines().toList()) {
            number++;
            String entry = csv ? firstColumn(line) : line;
            entry = entry.strip();
            if (entry.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (heading) {
                heading = false;
                continue;
            }
            if (entry.length() > MAX_LENGTH) {
                problems.add(
                        new Problem(
                                file,
                                number,
                                "An entry has at most " + MAX_LENGTH + " characters."));
                continue;
            }
            String problem = ListEntry.problem(entry);
            if (problem.isEmpty()) {
                entries.add(entry);
            } else {
                problems.add(new Problem(file, number, problem));
            }
        }
        return entries;
    }

    private static String firstColumn(String line) {
        if (line.startsWith("\"")) {
            int end = line.indexOf('"', 1);
            return end < 0 ? line.substring(1) : line.substring(1, end);
        }
        int comma = line.indexOf(',');
        return comma < 0 ? line : line.substring(0, comma);
    }

    /** What is wrong with files of the folder; the lists of the others are there. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether this very list is among them: the same name and the same entries. */
    public boolean holds(NamedList list) {
        return named(list.name()).filter(each -> each.key().equals(list.key())).isPresent();
    }

    /** All of them, by name. */
    public List<NamedList> all() {
        return List.copyOf(lists.values());
    }

    Set<String> names() {
        return Collections.unmodifiableSet(lists.keySet());
    }

    Optional<NamedList> named(String name) {
        return Optional.ofNullable(lists.get(name));
    }

    /** The list that a compiled rule calls by this name and version. */
    static Optional<NamedList> known(String key) {
        WeakReference<NamedList> reference = KNOWN.get(key);
        return reference == null ? Optional.empty() : Optional.ofNullable(reference.get());
    }
}

package io.tripline.ingest.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the values of a Windows event are called where they come without names, in their order: {@code windows-inserts.txt}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/security-auditing-overview">Security
 *     auditing: the events, each with its XML</a>
 * @see <a href="https://learn.microsoft.com/sysinternals/downloads/sysmon">Sysmon</a>
 */
final class WindowsInserts {
    private static final String FILE = "windows-inserts.txt";

    /**
     * @param all from the first on
     * @param fewest with which they count; a provider that puts names in the middle is told by how many values there are
     * @param most with which they count
     */
    private record Names(List<String> all, int fewest, int most) {}

    private static final Map<String, Names> NAMES = read();

    private WindowsInserts() {}

    /** The names of the event's values from the first on; empty for an event that is not known. */
    static List<String> names(String channel, long id, int values) {
        Names names = NAMES.get(channel.toLowerCase(Locale.ROOT) + " " + id);
        return names == null || values < names.fewest() || values > names.most()
                ? List.of()
                : names.all();
    }

    private static Map<String, Names> read() {
        Map<String, List<String>> groups = new HashMap<>();
        Map<String, Names> names = new HashMap<>();
        try (var in = Objects.requireNonNull(WindowsInserts.class.getResourceAsStream(FILE))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> add(line.split(" ", 3), groups, names));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(names);
    }

    private static void add(
            String[] line, Map<String, List<String>> groups, Map<String, Names> names) {
        if (line[0].startsWith("$")) {
            groups.put(line[0], words(line[1] + " " + (line.length > 2 ? line[2] : ""), groups));
            return;
        }
        List<String> all = words(line[2], groups);
        int bar = all.indexOf("|");
        all.remove("|");
        Names each =
                new Names(
                        List.copyOf(all),
                        Math.max(bar, 0),
                        bar < 0 ? Integer.MAX_VALUE : all.size());
        for (String id : line[1].split(",", -1)) {
            names.put(line[0] + " " + id, each);
        }
    }

    private static List<String> words(String text, Map<String, List<String>> groups) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split(" ", -1)) {
            words.addAll(
                    word.startsWith("$")
                            ? Objects.requireNonNull(groups.get(word), word)
                            : List.of(word));
        }
        return words;
    }
}

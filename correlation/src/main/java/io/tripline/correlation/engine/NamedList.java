package io.tripline.correlation.engine;

import io.tripline.contracts.StableId;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A list that rules ask with {@code in_list(source.ip, 'offices')}: texts without regard to case and blanks around them, and blocks of addresses.
 * Immutable: a file that changes makes another list, with another version.
 */
public final class NamedList {
    private final String name;
    private final String version;
    private final Set<String> texts = new HashSet<>();

    /**
     * By how many bits they share, so that a question costs one look-up for each length that occurs. The longest first: of
     * blocks within each other the smallest decides.
     */
    private final SortedMap<Integer, Set<ByteBuffer>> blocks =
            new TreeMap<>(Comparator.reverseOrder());

    /** A list with these entries; one like {@code 10.0.0.0/8} is a block of addresses. */
    public NamedList(String name, List<String> entries) {
        this.name = name;
        this.version = StableId.of(entries.toArray(String[]::new)).substring(0, 12);
        for (String entry : entries) {
            Network network = entry.indexOf('/') < 0 ? Network.NONE : Network.parse(entry);
            if (network.bits() < 0) {
                texts.add(ListEntry.canonical(entry));
            } else {
                blocks.computeIfAbsent(network.bits(), _ -> new HashSet<>()).add(network.masked());
            }
        }
    }

    public String name() {
        return name;
    }

    /** Hash of its entries. */
    public String version() {
        return version;
    }

    /** What tells it from other lists and from itself at other times. */
    String key() {
        return name + "#" + version;
    }

    /** Whether an entry holds this text or address. */
    public boolean holds(@Nullable String value) {
        return entry(value).isPresent();
    }

    /** The entry that holds this text or address. */
    Optional<String> entry(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        // Entries have no blanks at their ends either; some of Entra's operations do.
        String text = value.strip().toLowerCase(Locale.ROOT);
        if (texts.contains(text)) {
            return Optional.of(text);
        }
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        for (Map.Entry<Integer, Set<ByteBuffer>> each : blocks.entrySet()) {
            Network around = Network.parse(text + "/" + each.getKey());
            if (around.bits() >= 0 && each.getValue().contains(around.masked())) {
                return Optional.of(around.toString());
            }
        }
        return Optional.empty();
    }
}

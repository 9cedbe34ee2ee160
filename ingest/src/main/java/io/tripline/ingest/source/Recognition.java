package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the first source of a list that recognizes a record. There are dozens, and a record is of one: those that the names
 * at the top of a JSON object rule out are not asked.
 */
public final class Recognition {
    private final LogSource[] sources;
    private final LogSource[] ofLines;

    /** Bits of the sources that are asked of every JSON object. */
    private final long[] always;

    /** Bits of the sources that are asked of an object with this name. */
    private final Map<String, long[]> byName = new HashMap<>();

    /** Of these, in this order. */
    public Recognition(List<LogSource> inOrder) {
        sources = inOrder.toArray(LogSource[]::new);
        always = new long[(sources.length + Long.SIZE - 1) / Long.SIZE];
        List<LogSource> lines = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            Glance glance = sources[i].glance();
            if (glance.lines()) {
                lines.add(sources[i]);
            }
            if (glance.json() && glance.names().isEmpty()) {
                mark(always, i);
            }
            for (String name : glance.names()) {
                mark(byName.computeIfAbsent(name, _ -> new long[always.length]), i);
            }
        }
        ofLines = lines.toArray(LogSource[]::new);
    }

    /** The first that recognizes the record. */
    public Optional<LogSource> recognizing(RawRecord raw) {
        return raw.json().isPresent() ? recognizing(raw, raw.json().get()) : first(raw, ofLines);
    }

    private Optional<LogSource> recognizing(RawRecord raw, JsonNode object) {
        long[] asked = always.clone();
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            long[] bits = byName.get(names.next());
            if (bits != null) {
                for (int word = 0; word < asked.length; word++) {
                    asked[word] |= bits[word];
                }
            }
        }
        for (int word = 0; word < asked.length; word++) {
            for (long bits = asked[word]; bits != 0; bits &= bits - 1) {
                LogSource source = sources[word * Long.SIZE + Long.numberOfTrailingZeros(bits)];
                if (source.recognizes(raw)) {
                    return Optional.of(source);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<LogSource> first(RawRecord raw, LogSource[] asked) {
        for (LogSource source : asked) {
            if (source.recognizes(raw)) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    private static void mark(long[] bits, int at) {
        bits[at / Long.SIZE] |= 1L << at;
    }
}

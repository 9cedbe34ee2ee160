package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.compiler.client.EPCompileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Modules of filters, compiled once: every partition of a topic asks for the same one, and compiling that of fifty rules takes
 * seconds. Thread-safe; who comes second waits for the first.
 */
final class FilterModules {
    /** Those over events and those over alerts, of the rules before and after a change. */
    private static final int MOST = 4;

    private final Compilation compilation;
    private final Map<List<String>, EPCompiled> modules =
            new LinkedHashMap<>(MOST, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<List<String>, EPCompiled> eldest) {
                    return size() > MOST;
                }
            };

    interface Compilation {
        EPCompiled of(List<String> filters) throws EPCompileException;
    }

    FilterModules(Compilation compilation) {
        this.compilation = compilation;
    }

    synchronized EPCompiled of(List<String> filters) throws EPCompileException {
        EPCompiled known = modules.get(filters);
        if (known == null) {
            known = compilation.of(filters);
            modules.put(List.copyOf(filters), known);
        }
        return known;
    }
}

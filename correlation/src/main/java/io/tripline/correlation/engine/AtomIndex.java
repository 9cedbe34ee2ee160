package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds which of many {@link Atom}s an event meets, at a cost by the length of its texts and hardly by their number. */
final class AtomIndex {
    private final List<Texts> operands;

    private AtomIndex(List<Texts> operands) {
        this.operands = operands;
    }

    /**
     * An index.
     *
     * @param atoms each with the numbers that it stands for
     */
    static AtomIndex of(Map<Atom, BitSet> atoms) {
        Map<Atom.Operand, Texts> operands = new LinkedHashMap<>();
        atoms.forEach(
                (atom, numbers) -> {
                    Texts texts = operands.computeIfAbsent(atom.operand(), Texts::new);
                    numbers.stream().forEach(number -> texts.add(atom, number));
                });
        operands.values().forEach(Texts::build);
        return new AtomIndex(List.copyOf(operands.values()));
    }

    /**
     * Adds the numbers of all atoms that an event meets.
     *
     * @param cut told of fields that it does not see the whole of
     */
    void find(EcsEvent event, BitSet into, Consumer<String> cut) {
        for (Texts texts : operands) {
            Object value = texts.operand.of(event, cut);
            if (value instanceof String text) {
                texts.find(text, into);
            } else if (value instanceof List<?> values) {
                texts.findElements(values, into);
            }
        }
    }

    /** The atoms of one field. */
    private static final class Texts {
        private final Atom.Operand operand;
        private final Map<String, BitSet> same = new HashMap<>();
        private final Map<String, BitSet> elements = new HashMap<>();
        private final List<Network> networks = new ArrayList<>();
        private final NetworkIndex addresses = new NetworkIndex();
        private TextAutomaton.@Nullable Builder parts;
        private @Nullable TextAutomaton automaton;

        Texts(Atom.Operand operand) {
            this.operand = operand;
        }

        void add(Atom atom, int number) {
            switch (atom.kind()) {
                case SAME -> same.computeIfAbsent(atom.text(), _ -> new BitSet()).set(number);
                case ELEMENT ->
                        elements.computeIfAbsent(atom.text(), _ -> new BitSet()).set(number);
                case BEGINS, ENDS, HOLDS -> {
                    if (parts == null) {
                        parts = new TextAutomaton.Builder();
                    }
                    parts.add(atom, number);
                }
                case NETWORK -> {
                    networks.add(Network.parse(atom.text()));
                    addresses.add(networks.getLast(), number);
                }
            }
        }

        void build() {
            automaton = parts == null ? null : parts.build();
            parts = null;
        }

        void find(String text, BitSet into) {
            if (!same.isEmpty() || automaton != null) {
                String folded = Folding.fold(text);
                addAll(same.get(folded), into);
                if (automaton != null) {
                    automaton.find(folded, into);
                }
            }
            if (!networks.isEmpty()) {
                addresses.find(text, into);
            }
        }

        void findElements(List<?> values, BitSet into) {
            for (Object value : values) {
                if (value instanceof String text) {
                    addAll(elements.get(Folding.fold(text)), into);
                }
            }
        }

        private static void addAll(@Nullable BitSet numbers, BitSet into) {
            if (numbers != null) {
                into.or(numbers);
            }
        }
    }
}

package io.tripline.correlation.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which of many beginnings, ends and parts a folded text has, in one pass over its characters, however many they are.
 *
 * @see <a href="https://doi.org/10.1145/360825.360855">Aho and Corasick, Efficient string matching</a>
 */
final class TextAutomaton {
    /** In characters: of a longer part the beginning is looked for, of a longer end the end. Bounds the table. */
    static final int LONGEST_PART = 32;

    /** Classes of characters: those that no part has, the beginning of a text, its end, and one for each other. */
    private static final int OTHER = 0;

    private static final int BEGIN = 1;
    private static final int END = 2;
    private static final int ROOT = 0;

    private static final int[] NOTHING = {};

    private final char[] classes;
    private final int width;

    /** By state and class. */
    private final int[] next;

    /** By state: the numbers found where it is reached. */
    private final int[][] found;

    private TextAutomaton(char[] classes, int width, int[] next, int[][] found) {
        this.classes = classes;
        this.width = width;
        this.next = next;
        this.found = found;
    }

    /** Collects parts. */
    static final class Builder {
        private final Map<Character, Integer> classes = new HashMap<>();
        private final List<Map<Integer, Integer>> children = new ArrayList<>();
        private final List<BitSet> found = new ArrayList<>();

        Builder() {
            state();
        }

        private int state() {
            children.add(new HashMap<>());
            found.add(new BitSet());
            return children.size() - 1;
        }

        void add(Atom atom, int number) {
            String text = atom.text();
            int length = Math.min(LONGEST_PART, text.length());
            int from = atom.kind() == Atom.Kind.ENDS ? text.length() - length : 0;
            int state = ROOT;
            if (atom.kind() == Atom.Kind.BEGINS) {
                state = child(state, BEGIN);
            }
            for (char c : text.substring(from, from + length).toCharArray()) {
                state = child(state, classes.computeIfAbsent(c, _ -> classes.size() + END + 1));
            }
            if (atom.kind() == Atom.Kind.ENDS) {
                state = child(state, END);
            }
            found.get(state).set(number);
        }

        private int child(int state, int characterClass) {
            Integer child = children.get(state).get(characterClass);
            if (child == null) {
                child = state();
                children.get(state).put(characterClass, child);
            }
            return child;
        }

        TextAutomaton build() {
            int width = classes.size() + END + 1;
            char greatest = 0;
            for (char c : classes.keySet()) {
                greatest = (char) Math.max(greatest, c);
            }
            char[] classOf = new char[greatest + 1];
            classes.forEach((c, number) -> classOf[c] = (char) number.intValue());
            int[] next = new int[children.size() * width];
            int[] fallback = new int[children.size()];
            ArrayDeque<Integer> breadthFirst = new ArrayDeque<>(List.of(ROOT));
            while (!breadthFirst.isEmpty()) {
                int state = breadthFirst.remove();
                // Where the way ends, it goes on as from the longest end of what was read that
                // some part begins with.
                int other = fallback[state] * width;
                if (state != ROOT) {
                    System.arraycopy(next, other, next, state * width, width);
                    found.get(state).or(found.get(fallback[state]));
                }
                children.get(state)
                        .forEach(
                                (characterClass, child) -> {
                                    fallback[child] =
                                            state == ROOT ? ROOT : next[other + characterClass];
                                    next[state * width + characterClass] = child;
                                    breadthFirst.add(child);
                                });
            }
            return new TextAutomaton(
                    classOf,
                    width,
                    next,
                    found.stream()
                            .map(each -> each.isEmpty() ? NOTHING : each.stream().toArray())
                            .toArray(int[][]::new));
        }
    }

    /** Adds the numbers of all that a folded text has. */
    void find(String text, BitSet into) {
        int state = step(ROOT, BEGIN, into);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = step(state, c < classes.length ? classes[c] : OTHER, into);
        }
        step(state, END, into);
    }

    private int step(int state, int characterClass, BitSet into) {
        int reached = next[state * width + characterClass];
        for (int number : found[reached]) {
            into.set(number);
        }
        return reached;
    }

    @Override
    public String toString() {
        return "TextAutomaton[states="
                + found.length
                + ", classes="
                + Arrays.toString(classes)
                + "]";
    }
}

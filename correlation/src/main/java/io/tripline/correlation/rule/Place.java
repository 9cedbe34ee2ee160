package io.tripline.correlation.rule;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Where something stands in a file.
 *
 * @param line from 1; 0 is the file as a whole
 * @param column in characters, from 1; 0 if only the line can be told
 */
public record Place(int line, int column) {
    static final Place FILE = new Place(0, 0);

    /** Somewhere on a line. */
    public static Place ofLine(int line) {
        return new Place(line, 0);
    }

    static Place of(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Where a node begins. */
    static Place of(Node node) {
        return of(node.getStartMark());
    }
}

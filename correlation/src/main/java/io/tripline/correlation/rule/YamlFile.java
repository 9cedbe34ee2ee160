package io.tripline.correlation.rule;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** A file of YAML that people write: bounded in length and depth, and without what could unfold. */
final class YamlFile {
    static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_DEPTH = 12;

    private final String file;
    private final String what;
    private final List<Problem> problems;

    /**
     * A file that is to be read.
     *
     * @param what it is, for messages: "A rule"
     * @param problems where all is added that is wrong
     */
    YamlFile(String file, String what, List<Problem> problems) {
        this.file = file;
        this.what = what;
        this.problems = problems;
    }

    /** The mapping that the content is; null, and a problem, if it is none. */
    @Nullable Node mapping(byte[] content) {
        if (content.length > MAX_BYTES) {
            return refused(Place.FILE, what + " file has at most " + MAX_BYTES + " bytes.");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            return refused(Place.FILE, what + " file is UTF-8 text.");
        }
        Node root;
        try {
            if (isRefused(text)) {
                return null;
            }
            root = yaml().compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            Place place = e.getProblemMark() == null ? Place.FILE : Place.of(e.getProblemMark());
            return refused(place, YamlMistake.of(e, text));
        } catch (YAMLException e) {
            return refused(
                    Place.FILE,
                    "This is not YAML that a rule file may hold: " + firstLine(e) + ".");
        }
        if (root == null) {
            return refused(Place.FILE, "The file is empty.");
        }
        if (!(root instanceof MappingNode)) {
            return refused(
                    Place.of(root),
                    what
                            + " must be a mapping of keys to values, like title: ... on its first line.");
        }
        return root;
    }

    /** What is nested too deeply takes long to read. An anchor lets a small file unfold into a large one, and a rule needs none. */
    private boolean isRefused(String text) {
        int depth = 0;
        for (Event event : yaml().parse(new StringReader(text))) {
            depth += event instanceof CollectionStartEvent ? 1 : 0;
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
            if (depth > MAX_DEPTH) {
                refused(
                        Place.of(event.getStartMark()),
                        what + " file is nested at most " + MAX_DEPTH + " deep.");
                return true;
            }
            if (event instanceof AliasEvent
                    || (event instanceof NodeEvent node && node.getAnchor() != null)) {
                refused(
                        Place.of(event.getStartMark()),
                        what + " file has no anchors or aliases; write the value out.");
                return true;
            }
        }
        return false;
    }

    private @Nullable Node refused(Place place, String message) {
        problems.add(new Problem(file, place, message));
        return null;
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        return new Yaml(new SafeConstructor(options));
    }

    private static String firstLine(YAMLException e) {
        String message = e.getMessage();
        if (message != null && message.contains("special characters")) {
            return "it has control characters, such as NUL; write it anew as plain text";
        }
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}

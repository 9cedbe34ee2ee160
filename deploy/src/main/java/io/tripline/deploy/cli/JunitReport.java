package io.tripline.deploy.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Results of rules' tests as JUnit XML: a suite for each rule file, a case for each test.
 *
 * @see <a href="https://github.com/testmoapp/junitxml">The common JUnit XML format</a>
 */
final class JunitReport {
    private JunitReport() {}

    static void write(Path file, List<RuleResult> results) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory()
                            .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeStartElement("testsuites");
            for (RuleResult each : results) {
                suite(xml, each);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void suite(XMLStreamWriter xml, RuleResult result) throws XMLStreamException {
        boolean unreadable = !result.problems().isEmpty();
        long failed = result.trials().stream().filter(each -> !each.trial().passed()).count();
        xml.writeStartElement("testsuite");
        attribute(xml, "name", result.file());
        attribute(xml, "tests", Integer.toString(result.trials().size() + (unreadable ? 1 : 0)));
        attribute(xml, "failures", Long.toString(failed));
        attribute(xml, "errors", unreadable ? "1" : "0");
        attribute(xml, "time", seconds(result.took()));
        if (unreadable) {
            xml.writeStartElement("testcase");
            attribute(xml, "name", "the file is a rule");
            attribute(xml, "classname", result.file());
            outcome(
                    xml,
                    "error",
                    result.problems().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining("\n")));
            xml.writeEndElement();
        }
        for (RuleResult.Timed each : result.trials()) {
            xml.writeStartElement("testcase");
            attribute(xml, "name", each.trial().test().name());
            attribute(xml, "classname", result.rule());
            attribute(xml, "file", result.file());
            attribute(xml, "line", Integer.toString(each.trial().test().line()));
            attribute(xml, "time", seconds(each.took()));
            if (!each.trial().passed()) {
                outcome(
                        xml,
                        "failure",
                        each.trial().order()
                                + ":\n"
                                + String.join("\n", each.trial().differences()));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void outcome(XMLStreamWriter xml, String kind, String text)
            throws XMLStreamException {
        xml.writeStartElement(kind);
        attribute(xml, "message", text.lines().findFirst().orElse(""));
        xml.writeCharacters(legal(text));
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeAttribute(name, legal(value));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }

    /** XML 1.0 has no control characters, not even escaped. */
    private static String legal(String text) {
        return text.codePoints()
                .map(
                        point ->
                                point == '\n'
                                                || point == '\t'
                                                || (point >= 0x20
                                                        && point <= 0xfffd
                                                        && !(point >= 0xd800 && point <= 0xdfff))
                                                || point >= 0x10000
                                        ? point
                                        : 0xfffd)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

package io.tripline.ingest.source;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event in the XML that Windows renders, in one pass and within bounds. A document type or an entity beyond
 * XML's own five is refused, so nothing expands and nothing is fetched.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/wes/eventschema-schema">Event Schema</a>
 */
final class WindowsEventXml {
    static final String NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event";

    /** Windows limits an event to 64 KB; its XML, with the message rendered, stays far below this many characters. */
    static final int MAX_LENGTH = 1 << 20;

    /** Names, each time they are met, beside those of which each event has many: Woodstox keeps them in a table that is slow where they are made to collide. */
    private static final int MAX_NAMES = 512;

    private static final int MAX_NAME_LENGTH = 256;

    /** An event with the names that events have. */
    private static final String USUAL_NAMES =
            """
            <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="" Guid=""
            EventSourceName=""/><EventID Qualifiers=""/><Version/><Level/><Task/><Opcode/><Keywords/><TimeCreated
            SystemTime=""/><EventRecordID/><Correlation ActivityID="" RelatedActivityID=""/><Execution ProcessID=""
            ThreadID="" ProcessorID="" SessionID="" KernelTime="" UserTime="" ProcessorTime=""/><Channel/><Computer/>
            <Security UserID="" UserId=""/></System><EventData><Data Name=""/><Binary/></EventData><UserData/>
            <RenderingInfo Culture=""><Message/><Level/><Task/><Opcode/><Channel/><Provider/><Keywords><Keyword/>
            </Keywords></RenderingInfo></Event>
            """;

    private static final long AUDIT_FAILURE = 0x0010_0000_0000_0000L;
    private static final long AUDIT_SUCCESS = 0x0020_0000_0000_0000L;

    private static final BoundedXml XML = new BoundedXml(USUAL_NAMES);

    /** Element values by their path below {@code Event}, e.g. {@code /System/Channel}, and attributes with an at sign. */
    private final Map<String, String> parts = new LinkedHashMap<>();

    private final Map<String, String> data = new LinkedHashMap<>();

    private WindowsEventXml() {}

    /**
     * The event.
     *
     * @throws XMLStreamException if the text is not well-formed, is no event, has a document type, or is out of bounds
     */
    static WindowsEvent read(String text) throws XMLStreamException {
        int doctype = text.indexOf("<!DOCTYPE");
        if (doctype >= 0 && doctype < Math.max(text.indexOf("<Event"), 1)) {
            throw new XMLStreamException("Document types are refused.");
        }
        WindowsEventXml event = new WindowsEventXml();
        XML.read(text, event::read);
        return event.toEvent();
    }

    private void read(XMLStreamReader xml) throws XMLStreamException {
        String path = "";
        String dataName = null;
        int depth = 0;
        int unnamed = 0;
        int names = 0;
        StringBuilder text = new StringBuilder();
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    names += namesOf(xml);
                    if (names > MAX_NAMES) {
                        throw new XMLStreamException("Too many names.");
                    }
                    if (depth == 1) {
                        if (!xml.getLocalName().equals("Event")) {
                            throw new XMLStreamException("The root is not Event.");
                        }
                    } else {
                        path = path + "/" + xml.getLocalName();
                        attributes(xml, path);
                    }
                    text.setLength(0);
                    dataName = null;
                    if (path.equals("/EventData/Data")) {
                        String name = xml.getAttributeValue(null, "Name");
                        dataName = name == null ? "param" + ++unnamed : name;
                    } else if (path.startsWith("/UserData/") && depth > 3) {
                        dataName = xml.getLocalName();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                        text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (dataName != null) {
                        WindowsEvent.put(data, dataName, text.toString());
                    } else if (!text.toString().isBlank()) {
                        part(path, text.toString());
                    }
                    text.setLength(0);
                    dataName = null;
                    path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
                    depth--;
                }
                case XMLStreamConstants.DTD,
                        XMLStreamConstants.ENTITY_REFERENCE,
                        XMLStreamConstants.PROCESSING_INSTRUCTION ->
                        throw new XMLStreamException(
                                "Document types, entities and instructions are refused.");
                default -> {} // Comments say nothing.
            }
        }
    }

    /** How many names an element brings that may be new. */
    private static int namesOf(XMLStreamReader xml) throws XMLStreamException {
        int names = xml.getNamespaceCount() + (isUsual(xml.getLocalName(), "Data") ? 0 : 1);
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            names += isUsual(xml.getAttributeLocalName(i), "Name") ? 0 : 1;
        }
        return names;
    }

    private static boolean isUsual(String name, String usual) throws XMLStreamException {
        if (name.length() > MAX_NAME_LENGTH) {
            throw new XMLStreamException("A name is too long.");
        }
        return name.equals(usual);
    }

    private void attributes(XMLStreamReader xml, String path) {
        if (path.startsWith("/System/")) {
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                part(path + "@" + xml.getAttributeLocalName(i), xml.getAttributeValue(i));
            }
        }
    }

    private void part(String path, String value) {
        if (parts.size() < WindowsEvent.MAX_VALUES) {
            parts.putIfAbsent(path, value.strip());
        }
    }

    private WindowsEvent toEvent() {
        return new WindowsEvent(
                utc(parts.get("/System/TimeCreated@SystemTime")),
                parts.get("/System/Channel"),
                number(parts.get("/System/EventID")),
                parts.get("/System/Provider@Name"),
                WindowsEvent.present(parts.get("/System/Computer")),
                null,
                WindowsEvent.present(parts.get("/System/EventRecordID")),
                parts.get("/System/Correlation@ActivityID"),
                parts.get("/RenderingInfo/Task"),
                audit(parts.get("/System/Keywords")),
                parts.get("/RenderingInfo/Message"),
                level(parts.get("/System/Level")),
                number(parts.get("/System/Execution@ProcessID")),
                new WindowsEvent.User(
                        WindowsEvent.present(parts.get("/System/Security@UserID")), null, null),
                data);
    }

    /** SystemTime is in UTC by its definition; old renderings leave the Z out. */
    private static @Nullable String utc(@Nullable String time) {
        return time == null || time.endsWith("Z") || time.indexOf('+') >= 0 ? time : time + "Z";
    }

    /** The words of Winlogbeat, so that both forms say the same. */
    static @Nullable String level(@Nullable String level) {
        return switch (String.valueOf(level)) {
            case "1" -> "critical";
            case "2" -> "error";
            case "3" -> "warning";
            case "0", "4" -> "information";
            case "5" -> "verbose";
            default -> null;
        };
    }

    private static @Nullable Long number(@Nullable String text) {
        return text == null ? null : WindowsCodes.number(text);
    }

    static @Nullable String audit(@Nullable String keywords) {
        Long mask = number(keywords);
        if (mask == null || (mask & (AUDIT_FAILURE | AUDIT_SUCCESS)) == 0) {
            return null;
        }
        return (mask & AUDIT_FAILURE) != 0 ? "failure" : "success";
    }
}

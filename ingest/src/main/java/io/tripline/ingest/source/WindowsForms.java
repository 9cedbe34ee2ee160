package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** The forms that entries of Windows event logs come in: Winlogbeat's JSON, NXLog's, Fluent Bit's, and the event's own XML. */
final class WindowsForms {
    private static final String CHANNEL_START = "<Channel>";
    private static final String CHANNEL_END = "</Channel>";
    private static final int LONGEST_CHANNEL = 512;

    private WindowsForms() {}

    /** The channel that the record names, if it is an entry of a Windows event log in one of the forms; else null. */
    static @Nullable String channel(RawRecord raw) {
        if (raw.json().isPresent()) {
            JsonNode json = raw.json().get();
            JsonNode winlog = json.get("winlog");
            if (winlog != null) {
                return Json.text(winlog, "channel");
            }
            String channel = Json.text(json, "Channel");
            return isNxlog(json)
                    // Of event tracing, which counts channels within a provider.
                    ? channel == null ? Json.text(json, "ChannelID") : channel
                    : FluentBitEvent.isOne(json) ? channel : null;
        }
        String text = raw.text();
        if (!startsAsXml(text) || !text.contains(WindowsEventXml.NAMESPACE)) {
            return null;
        }
        int start = text.indexOf(CHANNEL_START);
        if (start < 0) {
            return null;
        }
        start += CHANNEL_START.length();
        int end = text.indexOf(CHANNEL_END, start);
        return end < 0 || end - start > LONGEST_CHANNEL ? null : text.substring(start, end).strip();
    }

    /**
     * The entry, from a record that is a JSON object or starts as XML.
     *
     * @throws XMLStreamException if the XML cannot be read
     */
    static WindowsEvent read(RawRecord raw) throws XMLStreamException {
        if (raw.json().isPresent()) {
            JsonNode json = raw.json().get();
            if (json.has("winlog")) {
                return WindowsEvent.ofWinlogbeat(json);
            }
            if (FluentBitEvent.isOne(json)) {
                return FluentBitEvent.read(json);
            }
            return json.has("EventID")
                    ? WindowsEvent.ofNxlog(json)
                    : WindowsEvent.ofWinlogbeat(json);
        }
        return WindowsEventXml.read(withoutMark(raw.text()));
    }

    static boolean startsAsXml(String text) {
        // Most lines are none: they begin with a digit, a letter or a priority in brackets.
        if (text.length() < 2
                || (text.charAt(0) > ' '
                        && text.charAt(0) != '\uFEFF'
                        && !(text.charAt(0) == '<' && !Character.isDigit(text.charAt(1))))) {
            return false;
        }
        String start = withoutMark(text.substring(0, Math.min(text.length(), 64)));
        return start.startsWith("<Event")
                || start.startsWith("<?xml")
                || start.startsWith("<!DOCTYPE");
    }

    private static boolean isNxlog(JsonNode json) {
        return json.has("EventID")
                && (json.has("Channel") || json.has("ChannelID"))
                && (json.has("SourceName") || json.has("ProviderGuid"));
    }

    private static String withoutMark(String text) {
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
    }
}

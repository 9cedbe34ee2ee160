package io.tripline.ingest.source;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.util.SymbolTable;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/**
 * XML that a stranger wrote, read by Woodstox within bounds: no document type, no entity beyond XML's own five, so nothing expands and
 * nothing is fetched. Thread-safe.
 */
final class BoundedXml {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ATTRIBUTES = 16;

    private final Factory factory = new Factory();

    /** What reads a document. */
    @FunctionalInterface
    interface Content {
        void read(XMLStreamReader xml) throws XMLStreamException;
    }

    /** @param usual a document with the names that are usual; what others have is forgotten with each document */
    BoundedXml(String usual) {
        try {
            read(usual, BoundedXml::toEnd);
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException(e);
        }
        factory.isComplete = true;
    }

    private static void toEnd(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext()) {
            xml.next();
        }
    }

    /**
     * Reads a document.
     *
     * @throws XMLStreamException if it is not well-formed as far as it is read, or out of bounds
     */
    void read(String text, Content content) throws XMLStreamException {
        XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text));
        try {
            content.read(xml);
        } finally {
            xml.close();
        }
    }

    /** How many names are remembered. */
    int names() {
        return factory.names;
    }

    /**
     * Woodstox shares the names it has met among all documents, up to 12,000 of them of any length, which a sender chooses. This one
     * remembers the usual ones only.
     */
    private static final class Factory extends WstxInputFactory {
        private volatile boolean isComplete;
        private volatile int names;

        Factory() {
            setProperty(XMLInputFactory.SUPPORT_DTD, false);
            setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            setProperty(XMLInputFactory.IS_COALESCING, true);
            // What is wrong is told where it is met, as a checked exception.
            setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
            setProperty(XMLInputFactory2.P_INTERN_NAMES, false);
            setProperty(XMLInputFactory2.P_INTERN_NS_URIS, false);
            setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, MAX_DEPTH);
            setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MAX_ATTRIBUTES);
            setXMLResolver(
                    (_, _, _, _) -> {
                        throw new XMLStreamException("External entities are refused.");
                    });
        }

        @Override
        public synchronized void updateSymbolTable(SymbolTable table) {
            if (!isComplete) {
                super.updateSymbolTable(table);
                names = table.size();
            }
        }
    }
}

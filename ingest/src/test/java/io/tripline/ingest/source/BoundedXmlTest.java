package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedXmlTest {
    private final BoundedXml xml = new BoundedXml("<a b=''><c/></a>");

    @Test
    void names_that_a_sender_chose_are_forgotten_with_their_document() throws XMLStreamException {
        int before = xml.names();
        for (int i = 0; i < 100; i++) {
            assertThat(elements("<a><n" + i + " m" + i + "='1'/></a>"))
                    .containsExactly("a", "n" + i);
        }
        assertThat(xml.names()).isEqualTo(before).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                "<!DOCTYPE a SYSTEM 'http://192.0.2.1/x.dtd'><a>&x;</a>",
                "<a>&x;</a>",
                "<a b='&x;'/>",
                "<a b='<'/>",
                "<a b='1' b='2'/>",
                "<a>\u0000</a>",
                "<a>&#0;</a>",
                "<a>",
                "<a></b>",
                "<x:a/>",
                "",
            })
    void what_is_not_well_formed_or_names_entities_is_refused(String text) {
        assertThatThrownBy(() -> elements(text)).isInstanceOf(XMLStreamException.class);
    }

    @Test
    void depth_and_attributes_are_bounded() {
        assertThatThrownBy(() -> elements("<a>".repeat(17) + "</a>".repeat(17)))
                .isInstanceOf(XMLStreamException.class);
        StringBuilder many = new StringBuilder("<a");
        for (int i = 0; i < 17; i++) {
            many.append(" a").append(i).append("=''");
        }
        assertThatThrownBy(() -> elements(many + "/>")).isInstanceOf(XMLStreamException.class);
    }

    private List<String> elements(String text) throws XMLStreamException {
        List<String> names = new ArrayList<>();
        xml.read(
                text,
                reader -> {
                    while (reader.hasNext()) {
                        if (reader.next() == XMLStreamReader.START_ELEMENT) {
                            names.add(reader.getLocalName());
                        }
                    }
                });
        return names;
    }
}

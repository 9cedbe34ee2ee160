package io.tripline.alerting.form;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
    @Test
    void nothing_is_left_that_xml_forbids_or_unicode_never_assigns() {
        String forbidden =
                new StringBuilder("a\u0000b\ufffec\uffffd\ufdd0e\ufdeff")
                        .appendCodePoint(0x1FFFE)
                        .append("g\ud800h")
                        .toString();

        assertThat(PlainText.line(forbidden, 100)).isEqualTo("a bcdefgh");
    }

    @Test
    void what_people_write_stays() {
        String text = "Ærlig 山田 \ufdf0 \ufffd 😀";

        assertThat(PlainText.line(text, 100)).isEqualTo(text);
    }
}

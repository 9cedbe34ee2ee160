package io.tripline.contracts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class KnownTextsTest {
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);

    private static String text(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(US_ASCII);
        return KnownTexts.of(bytes, 1, bytes.length - 1);
    }

    private static String name(int i) {
        return "known-texts-test-name-" + i;
    }

    @Test
    void every_text_is_what_its_bytes_say() {
        for (int i = 0; i < 200_000; i++) {
            String wanted = "x".repeat(random.nextInt(60)) + random.nextInt(3_000);
            assertThat(text(wanted)).isEqualTo(wanted);
        }
    }

    @Test
    void a_text_that_comes_again_is_one() {
        text(name(-1));
        assertThat(text(name(-1))).isSameAs(text(name(-1)));
    }

    /** As names of files and ids of processes would, which an attacker can choose. */
    @Test
    void texts_that_come_once_take_no_place() {
        int names = 1_000;
        String[] known = new String[names];
        for (int i = 0; i < names; i++) {
            text(name(i));
            text(name(i));
            known[i] = text(name(i));
        }
        for (int i = 0; i < 300_000; i++) {
            text("once-" + i);
        }
        int kept = 0;
        for (int i = 0; i < names; i++) {
            kept += isSame(known[i], text(name(i))) ? 1 : 0;
        }
        // Two names may share a place.
        assertThat(kept).isGreaterThan(names * 9 / 10);
    }

    @SuppressWarnings("ReferenceEquality") // That is what is asked.
    private static boolean isSame(String one, String other) {
        return one == other;
    }
}

package io.tripline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserAgentTest {
    /** Written by hand after the forms that vendors document. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36 | Chrome | 133.0.0.0 | Windows | 10.0 | -
                    Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36 Edg/133.0.3065.51 | Edge | 133.0.3065.51 | Windows | 10.0 | -
                    Mozilla/5.0 (Windows NT 10.0; rv:135.0) Gecko/20100101 Firefox/135.0 | Firefox | 135.0 | Windows | 10.0 | -
                    Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15 | Safari | 18.3 | Mac OS X | 10.15.7 | Mac
                    Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1 | Mobile Safari | 18.3 | iOS | 18.3.1 | iPhone
                    Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/133.0.6943.33 Mobile/15E148 Safari/604.1 | Chrome Mobile iOS | 133.0.6943.33 | iPadOS | 17.7 | iPad
                    Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A.250105.002) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Mobile Safari/537.36 | Chrome | 133.0.0.0 | Android | 15 | Pixel 9
                    Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko | IE | 11.0 | Windows | 10.0 | -
                    Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/133.0.0.0 Safari/537.36 | HeadlessChrome | 133.0.0.0 | Linux | - | -
                    Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.example.com/bot.html) | Googlebot | 2.1 | - | - | Spider
                    Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.2161 | WindowsPowerShell | 5.1.26100.2161 | Windows | 10.0 | -
                    curl/8.5.0 | curl | 8.5.0 | - | - | -
                    python-requests/2.32.3 | python-requests | 2.32.3 | - | - | -
                    aws-cli/2.24.0 md/awscrt#0.23.8 ua/2.0 os/linux#6.8 | aws-cli | 2.24.0 | - | - | -
                    Go-http-client/1.1 | Go-http-client | 1.1 | - | - | -
                    okhttp/4.12.0 | okhttp | 4.12.0 | - | - | -
                    BAV2ROPC | - | - | - | - | -
                    """)
    void what_an_agent_says_of_itself(
            String text, String name, String version, String os, String osVersion, String device) {
        EcsEvent.Builder event = EcsEvent.builder().set(EcsField.USER_AGENT_ORIGINAL, text);

        UserAgent.fill(event);

        assertThat(event.string(EcsField.USER_AGENT_NAME)).isEqualTo(name);
        assertThat(event.string(EcsField.USER_AGENT_VERSION)).isEqualTo(version);
        assertThat(event.string(EcsField.USER_AGENT_OS_NAME)).isEqualTo(os);
        assertThat(event.string(EcsField.USER_AGENT_OS_VERSION)).isEqualTo(osVersion);
        assertThat(event.string(EcsField.USER_AGENT_DEVICE_NAME)).isEqualTo(device);
    }

    @Test
    void what_the_source_says_is_better_known() {
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.USER_AGENT_ORIGINAL, "curl/8.5.0 (Windows NT 10.0)")
                        .set(EcsField.USER_AGENT_NAME, "CHROME")
                        .set(EcsField.USER_AGENT_OS_NAME, "Windows 11");

        UserAgent.fill(event);

        assertThat(event.string(EcsField.USER_AGENT_NAME)).isEqualTo("CHROME");
        assertThat(event.string(EcsField.USER_AGENT_OS_NAME)).isEqualTo("Windows 11");
        assertThat(event.has(EcsField.USER_AGENT_VERSION)).isFalse();
        assertThat(event.has(EcsField.USER_AGENT_OS_VERSION)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void any_text_is_read_without_a_fault(long seed) {
        Random random = new Random(seed);
        String[] pieces = {
            "Mozilla/5.0 (",
            "Windows NT ",
            "Android ",
            "; ",
            " Build/",
            "rv:",
            "Trident/",
            "/",
            "_",
            "1",
            ".",
            "\u0000",
            "iPhone OS ",
            "Version/",
            "Safari/",
            "ø",
            "\ud800",
            " "
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            EcsEvent.Builder event =
                    EcsEvent.builder().set(EcsField.USER_AGENT_ORIGINAL, text.toString());
            UserAgent.fill(event);
        }
    }
}

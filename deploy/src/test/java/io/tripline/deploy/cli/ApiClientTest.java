package io.tripline.deploy.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.config.ConfigReader;
import io.tripline.deploy.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiClientTest {
    @TempDir Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://siem.example.com:9467",
                "http://192.0.2.7:9467",
                "http://127.0.0.1.example.com:9467",
                "http://localhost.example.com"
            })
    void aTokenIsSentInClearToNoOtherMachine(String url) {
        assertThatThrownBy(() -> client(url, Map.of("TRIPLINE_API_CLIENT_TOKEN", "tl_x")))
                .hasMessageContaining("not sent over http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9467",
                "http://localhost:9467",
                "http://[::1]:9467",
                "https://siem.example.com"
            })
    void elsewhereItIs(String url) {
        assertThatCode(() -> client(url, Map.of("TRIPLINE_API_CLIENT_TOKEN", "tl_x")))
                .doesNotThrowAnyException();
    }

    /** Whoever answers at the other machine would be an administrator of this one. */
    @Test
    void theTokenOfThisMachineStaysOnIt() throws IOException {
        Files.createDirectories(data.resolve("api"));
        Files.writeString(data.resolve("api/token"), "tl_local\n");
        Map<String, String> here = Map.of("TRIPLINE_EMBEDDED_DATA", data.toString());

        assertThatThrownBy(() -> client("https://siem.example.com", here))
                .hasMessageContaining("no token to call siem.example.com");
        assertThatCode(() -> client("http://127.0.0.1:9467", here)).doesNotThrowAnyException();
    }

    private static void client(String url, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TRIPLINE_API_CLIENT_URL", url);
        Settings settings = ConfigReader.read(null, all);
        ApiClient.of(settings).close();
    }
}

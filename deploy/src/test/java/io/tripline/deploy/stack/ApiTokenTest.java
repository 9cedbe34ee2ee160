package io.tripline.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.access.Role;
import io.tripline.alerting.access.ServiceToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApiTokenTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    @TempDir Path data;

    @Test
    void aTokenThatSomebodyAddedOutlivesOurs() throws Exception {
        ApiToken token = ApiToken.in(data);
        token.ensure(at(0));
        String ann = ServiceToken.fresh("ann", Role.ANALYST, NOW, new SecureRandom()).kept().line();
        Files.writeString(token.tokensFile(), ann + "\n", StandardOpenOption.APPEND);

        assertThat(token.ensure(at(180))).isEmpty();
        assertThat(token.ensure(at(190))).isPresent();

        List<String> lines = Files.readAllLines(token.tokensFile());
        assertThat(lines).hasSize(2).contains(ann);
        assertThat(goodUntil(token)).isEqualTo(NOW.plus(Duration.ofDays(190 + 365)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token.tokensFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatAStopLeftEmptyIsMadeAnew() throws Exception {
        ApiToken token = ApiToken.in(data);
        token.ensure(at(0));
        Files.writeString(token.tokensFile(), "");

        assertThat(token.ensure(at(0))).isPresent();

        assertThat(goodUntil(token)).isEqualTo(NOW.plus(Duration.ofDays(365)));
    }

    @Test
    void whileAStackRunsItsTokenIsRenewedButNotBroughtBack() throws Exception {
        ApiToken token = ApiToken.in(data);
        token.ensure(at(0));

        token.renew(at(180));
        assertThat(goodUntil(token)).isEqualTo(NOW.plus(Duration.ofDays(365)));
        token.renew(at(190));
        assertThat(goodUntil(token)).isEqualTo(NOW.plus(Duration.ofDays(190 + 365)));

        Files.writeString(token.tokensFile(), "");
        token.renew(at(191));
        assertThat(token.tokensFile()).isEmptyFile();
    }

    /** Until when the API takes what the commands have. */
    private static Instant goodUntil(ApiToken token) throws IOException {
        String secret = Files.readString(token.tokenFile()).strip();
        return Files.readAllLines(token.tokensFile()).stream()
                .flatMap(each -> ServiceToken.parse(each).stream())
                .filter(each -> each.isOf(secret))
                .findFirst()
                .orElseThrow()
                .expires();
    }

    private static InstantSource at(int day) {
        return InstantSource.fixed(NOW.plus(Duration.ofDays(day)));
    }
}

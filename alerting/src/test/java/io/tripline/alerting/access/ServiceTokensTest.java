package io.tripline.alerting.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);

    @TempDir Path directory;
    private Instant now = NOW;
    private final InstantSource clock = () -> now;

    @Test
    void aTokenLetsInAsWhoeverItWasMadeFor() throws IOException {
        ServiceToken.Fresh ann = fresh("ann@example.com", Role.ANALYST, LATER);
        ServiceToken.Fresh robot = fresh("robot", Role.VIEWER, LATER);
        Authentication authentication = authentication(file(ann, robot));

        assertThat(authentication.of("Bearer " + ann.secret().reveal()))
                .isEqualTo(
                        new Verdict.Known(
                                new Caller("ann@example.com", Role.ANALYST, Caller.Via.TOKEN)));
        assertThat(authentication.of("bearer " + robot.secret().reveal()))
                .isEqualTo(new Verdict.Known(new Caller("robot", Role.VIEWER, Caller.Via.TOKEN)));
    }

    @Test
    void whatIsNoTokenOfOursLetsNobodyIn() throws IOException {
        ServiceToken.Fresh ann = fresh("ann", Role.ANALYST, LATER);
        Authentication authentication = authentication(file(ann));
        String token = ann.secret().reveal();

        assertThat(denial(authentication.of(null))).isEqualTo(Denial.NO_CREDENTIALS);
        assertThat(denial(authentication.of(""))).isEqualTo(Denial.NO_CREDENTIALS);
        assertThat(denial(authentication.of(token))).isEqualTo(Denial.MALFORMED);
        assertThat(denial(authentication.of("Basic " + token))).isEqualTo(Denial.MALFORMED);
        assertThat(denial(authentication.of("Bearer "))).isEqualTo(Denial.MALFORMED);
        assertThat(denial(authentication.of("Bearer " + token + "x")))
                .isEqualTo(Denial.UNKNOWN_TOKEN);
        assertThat(denial(authentication.of("Bearer tripline_"))).isEqualTo(Denial.UNKNOWN_TOKEN);
        assertThat(denial(authentication.of("Bearer " + "x".repeat(100_000))))
                .isEqualTo(Denial.MALFORMED);
    }

    @Test
    void theHashIsNoToken() throws IOException {
        ServiceToken.Fresh ann = fresh("ann", Role.ANALYST, LATER);
        String hash = ann.kept().line().split("sha256:", -1)[1];

        assertThat(denial(authentication(file(ann)).of("Bearer tripline_" + hash)))
                .isEqualTo(Denial.UNKNOWN_TOKEN);
    }

    @Test
    void theFileAndEveryTextOfATokenAreWithoutTheSecret() throws IOException {
        ServiceToken.Fresh ann = fresh("ann", Role.ANALYST, LATER);
        String secret = ann.secret().reveal();

        assertThat(Files.readString(file(ann))).doesNotContain(secret.substring(9));
        assertThat(ann.toString()).doesNotContain(secret.substring(9));
        assertThat(ann.kept().toString()).doesNotContain("sha256");
    }

    @Test
    void aTokenExpires() throws IOException {
        ServiceToken.Fresh ann = fresh("ann", Role.ANALYST, LATER);
        Authentication authentication = authentication(file(ann));

        now = LATER.minusMillis(1);
        assertThat(authentication.of("Bearer " + ann.secret().reveal()))
                .isInstanceOf(Verdict.Known.class);
        now = LATER;
        assertThat(denial(authentication.of("Bearer " + ann.secret().reveal())))
                .isEqualTo(Denial.EXPIRED);
    }

    @Test
    void aLineThatIsDeletedCountsWithinSeconds() throws IOException {
        ServiceToken.Fresh ann = fresh("ann", Role.ANALYST, LATER);
        Path file = file(ann);
        Authentication authentication = authentication(file);
        rewrite(file, "# nobody\n");

        now = NOW.plusSeconds(2);
        assertThat(denial(authentication.of("Bearer " + ann.secret().reveal())))
                .isEqualTo(Denial.UNKNOWN_TOKEN);
    }

    @Test
    void aFileThatBreaksOrGoesLetsNobodyIn() throws IOException {
        ServiceToken.Fresh ann = fresh("ann", Role.ANALYST, LATER);
        Path file = file(ann);
        Authentication authentication = authentication(file);

        rewrite(file, ann.kept().line() + "\nann analyst soon\n");
        now = NOW.plusSeconds(2);
        assertThat(denial(authentication.of("Bearer " + ann.secret().reveal())))
                .isEqualTo(Denial.UNKNOWN_TOKEN);

        rewrite(file, ann.kept().line() + "\n");
        now = NOW.plusSeconds(4);
        assertThat(authentication.of("Bearer " + ann.secret().reveal()))
                .isInstanceOf(Verdict.Known.class);

        Files.delete(file);
        now = NOW.plusSeconds(6);
        assertThat(denial(authentication.of("Bearer " + ann.secret().reveal())))
                .isEqualTo(Denial.UNKNOWN_TOKEN);
    }

    @Test
    void aFileThatCannotBeUsedIsRefusedAtStart() throws IOException {
        assertThatThrownBy(() -> ServiceTokens.of(directory.resolve("none"), clock))
                .hasMessageContaining("can't be read");
        Path broken = directory.resolve("broken");
        rewrite(broken, "\n# tokens\nann root 2026-03-02T08:00:00Z sha256:00\n");
        assertThatThrownBy(() -> ServiceTokens.of(broken, clock)).hasMessageContaining("line 3");
        Path open = file(fresh("ann", Role.ANALYST, LATER));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> ServiceTokens.of(open, clock)).hasMessageContaining("chmod 600");
    }

    @Test
    void noTwoTokensAreTheSame() {
        assertThat(fresh("ann", Role.ANALYST, LATER).secret())
                .isNotEqualTo(fresh("ann", Role.ANALYST, LATER).secret());
    }

    private static ServiceToken.Fresh fresh(String name, Role role, Instant expires) {
        return ServiceToken.fresh(name, role, expires, new SecureRandom());
    }

    private Path file(ServiceToken.Fresh... tokens) throws IOException {
        StringBuilder text = new StringBuilder("# name role expires hash\n\n");
        for (ServiceToken.Fresh each : tokens) {
            text.append(each.kept().line()).append('\n');
        }
        Path file = Files.createTempFile(directory, "tokens", "");
        rewrite(file, text.toString());
        return file;
    }

    /** Two writes within a tick of the file system's clock must differ all the same. */
    private void rewrite(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(now.plusSeconds(text.length())));
    }

    private Authentication authentication(Path file) {
        return new Authentication(Optional.of(ServiceTokens.of(file, clock)), Optional.empty());
    }

    private static Denial denial(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Denied.class);
        return ((Verdict.Denied) verdict).denial();
    }
}

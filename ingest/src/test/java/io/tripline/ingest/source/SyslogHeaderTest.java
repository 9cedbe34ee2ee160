package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SyslogHeaderTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final List<String> LINES =
            List.of(
                    "<38>Mar  2 08:00:00 web-1 sshd[1]: Failed password for a from 203.0.113.5 port 1 ssh2",
                    "<38>1 2026-03-02T08:00:00.1Z web-1 sshd 1 - [a b=\"c\\\"]\"] Invalid user x from 203.0.113.5 port 1",
                    "2026-03-02T08:00:00+01:00 web-1 sudo:  a : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
                    "Mar  2 08:00:00 web-1 su[1]: + /dev/pts/0 alice:root",
                    "Mar  2 08:00:00 web-1 su[1]: FAILED SU (to root) bob on pts/1",
                    "Mar  2 08:00:00 web-1 useradd[1]: new user: name=b, UID=1, GID=1, home=/, shell=/bin/sh",
                    "Mar  2 08:00:00 web-1 usermod[1]: change user name 'b' to 'c'",
                    "Mar  2 08:00:00 web-1 gpasswd[1]: user b added by root to group sudo",
                    "Mar  2 08:00:00 web-1 login[1]: FAILED LOGIN (1) on 'tty1' FOR 'root', no",
                    "Mar  2 08:00:00 web-1 CRON[1]: (root) CMD (run-parts /etc)",
                    "Mar  2 08:00:00 web-1 sshd[1]: pam_tally2(sshd:auth): user a (1) tally 6, deny 5",
                    "Mar  2 08:00:00 web-1 sshd[1]: message repeated 2 times: [ Invalid user a from 203.0.113.5 port 1]");

    @ParameterizedTest
    @CsvSource({
        "Dec 31 23:59:59, 2026-01-01T00:00:05Z, UTC, 2025-12-31T23:59:59Z",
        "Jan  1 00:00:03, 2025-12-31T23:59:59Z, UTC, 2026-01-01T00:00:03Z",
        "Jan  1 00:30:00, 2025-12-31T23:31:00Z, Europe/Oslo, 2025-12-31T23:30:00Z",
        "Mar  3 11:59:59, 2026-03-02T12:00:00Z, UTC, 2026-03-03T11:59:59Z",
        "Mar  3 12:00:01, 2026-03-02T12:00:00Z, UTC, 2025-03-03T12:00:01Z",
        "Feb 29 10:00:00, 2026-03-02T12:00:00Z, UTC, 2024-02-29T10:00:00Z",
        "Feb 29 10:00:00, 2024-02-29T10:00:01Z, UTC, 2024-02-29T10:00:00Z",
        "Mar 29 02:30:00, 2026-03-29T12:00:00Z, Europe/Oslo, 2026-03-29T01:30:00Z",
        "Mar  2 2024 08:00:00, 2026-03-02T12:00:00Z, UTC, 2024-03-02T08:00:00Z",
        "Jun 30 23:59:60, 2026-07-01T00:00:00Z, UTC, 2026-06-30T23:59:59Z",
        "2026-03-02T08:00:00.123456+01:00, 2026-03-02T12:00:00Z, UTC, 2026-03-02T07:00:00.123456Z",
        "2026-03-02T08:00:00, 2026-03-02T12:00:00Z, America/New_York, 2026-03-02T13:00:00Z",
    })
    void findsTheYearAndZoneThatAreNotSaid(String time, Instant received, ZoneId zone, Instant at) {
        SyslogHeader header =
                SyslogHeader.parse(time + " web-1 sshd[1]: x", received, zone).orElseThrow();

        assertThat(header.time()).isEqualTo(at);
        assertThat(header.host()).isEqualTo("web-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Feb 30 08:00:00", "Mar  2 25:00:00", "2026-13-02T08:00:00Z"})
    void saysThatATimeIsNone(String time) {
        assertThat(
                        SyslogHeader.parse(time + " web-1 sshd[1]: x", RECEIVED, UTC)
                                .orElseThrow()
                                .time())
                .isNull();
    }

    @Test
    void readsThePriorityThatBusyBoxWritesInWords() {
        SyslogHeader words = parse("Mar  2 08:00:00 ap-1 authpriv.warn dropbear[7]: Exit");
        SyslogHeader none = parse("Mar  2 08:00:00 ap-1 auth.info and no program behind it");

        assertThat(words.priority()).isEqualTo(84);
        assertThat(words.host()).isEqualTo("ap-1");
        assertThat(words.program()).isEqualTo("dropbear");
        assertThat(words.message()).isEqualTo("Exit");
        assertThat(none.priority()).isNull();
        assertThat(none.message()).isEqualTo("auth.info and no program behind it");
    }

    private static SyslogHeader parse(String line) {
        return SyslogHeader.parse(line, RECEIVED, UTC).orElseThrow();
    }

    @Test
    void readsALineWithoutHost() {
        SyslogHeader header =
                SyslogHeader.parse("Mar  2 08:00:00 su(pam_unix)[12]: x", RECEIVED, UTC)
                        .orElseThrow();

        assertThat(header.host()).isNull();
        assertThat(header.program()).isEqualTo("su");
        assertThat(header.processId()).isEqualTo("12");
        // Which module of PAM it was says what the line is about.
        assertThat(header.message()).isEqualTo("(pam_unix) x");
    }

    @Test
    void takesTheHeaderThatAShipperTookOff() {
        RawRecord raw =
                record(
                        "Invalid user x from 203.0.113.5 port 1",
                        new RawRecord.Shipped(
                                Optional.of("web-1"),
                                Optional.empty(),
                                Optional.of("sshd"),
                                Optional.of(7L),
                                Optional.of(RECEIVED),
                                Optional.empty()));

        Normalized.Parsed parsed = (Normalized.Parsed) new LinuxAuth().normalize(raw);

        assertThat(new LinuxAuth().recognizes(raw)).isTrue();
        assertThat(parsed.event().string(EcsField.SOURCE_IP)).isEqualTo("203.0.113.5");
        assertThat(parsed.event().string(EcsField.HOST_NAME)).isEqualTo("web-1");
        assertThat(parsed.event().value(EcsField.TIMESTAMP)).isEqualTo(RECEIVED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedLinesNeverThrow(long seed) {
        Random random = new Random(seed);
        LinuxAuth source = new LinuxAuth();
        for (int i = 0; i < 20_000; i++) {
            String line = damaged(LINES.get(random.nextInt(LINES.size())), random);
            assertThatCode(
                            () -> {
                                RawRecord raw = record(line, RawRecord.Shipped.BARE);
                                assertThat(source.recognizes(raw)).isIn(true, false);
                                assertThat(source.normalize(raw)).isNotNull();
                            })
                    .as("seed %d, line %s", seed, line)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ssh2: a b c", " ssh2: X-CERT CA x", " port 1 from ", " maps to ", " ; USER=",
                        "(uid=",
                " times: [", " by ", "'' group '", "[a=\"", "<", " "
            })
    @Timeout(5)
    void aLineOfAMegabyteOfOneWordIsReadInLinearTime(String word) {
        LinuxAuth source = new LinuxAuth();
        for (String line : LINES) {
            String longer = line + word.repeat((1 << 20) / word.length()) + "x";
            assertThat(source.normalize(record(longer, RawRecord.Shipped.BARE))).isNotNull();
        }
    }

    /** Cuts, doubles and overwrites parts, as a full disk or an attacker would. */
    private static String damaged(String line, Random random) {
        StringBuilder text = new StringBuilder(line);
        for (int edits = 1 + random.nextInt(4); edits > 0 && !text.isEmpty(); edits--) {
            int from = random.nextInt(text.length());
            int to = from + random.nextInt(text.length() - from + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.delete(from, to);
                case 1 -> text.insert(from, text.substring(from, to));
                case 2 -> text.setLength(from);
                default ->
                        text.setCharAt(
                                from, " :[]()<>'=\"\\\uFEFF\u0000-09".charAt(random.nextInt(16)));
            }
        }
        return text.toString();
    }

    private static RawRecord record(String text, RawRecord.Shipped shipped) {
        return new RawRecord(text, Optional.empty(), Family.AUTH, RECEIVED, UTC, shipped);
    }
}

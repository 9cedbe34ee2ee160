package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.deploy.servers.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shipper that nobody here wrote: Debian's rsyslog reads a log file that grows, and ships it. */
@OnRunningPipeline
class RsyslogEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path INSTALL = Path.of("src/test/sh/install-rsyslog.sh");

    @TempDir Path directory;

    @Test
    void linesOfAGrowingFileAreEventsInOpenSearch(RunningPipeline pipeline) throws Exception {
        requireRsyslog();
        Path log = Files.createFile(directory.resolve("auth.log"));
        append(log, "before");
        Path configuration = directory.resolve("rsyslog.conf");
        Files.writeString(
                configuration, configuration(pipeline.stack().servers().bootstrapServers(), log));
        ChildProcess rsyslog = rsyslog(configuration);
        rsyslog.start();
        try {
            assertThat(events(pipeline, "203.0.113.77", 1))
                    .as("lines that were there before")
                    .hasSize(1);
            append(log, "after");
            List<JsonNode> events = events(pipeline, "203.0.113.77", 2);
            assertThat(events).as("events; rsyslog says: %s", output()).hasSize(2);
            assertThat(events)
                    .allSatisfy(
                            event -> {
                                assertThat(event.at("/event/dataset").asText())
                                        .isEqualTo("linux.auth");
                                assertThat(event.at("/event/outcome").asText())
                                        .isEqualTo("failure");
                                assertThat(event.at("/source/ip").asText())
                                        .isEqualTo("203.0.113.77");
                            });
            assertThat(events)
                    .extracting(event -> event.at("/user/name").asText())
                    .containsExactlyInAnyOrder("before", "after");
        } finally {
            rsyslog.stop();
        }
    }

    private ChildProcess rsyslog(Path configuration) {
        return new ChildProcess(
                new ChildProcess.Launch(
                        "rsyslog",
                        List.of(
                                "rsyslogd",
                                "-n",
                                "-f",
                                configuration.toString(),
                                "-i",
                                directory.resolve("rsyslog.pid").toString()),
                        Map.of(),
                        directory,
                        directory.resolve("rsyslog.out")));
    }

    /** Which of Zeek's logs a row is of, only its file's name tells. */
    @Test
    void rowsOfAFolderOfZeeksAreEventsOfTheirLogs(RunningPipeline pipeline) throws Exception {
        requireRsyslog();
        Path folder = Files.createDirectory(directory.resolve("zeek"));
        long now = Instant.now().getEpochSecond();
        Files.writeString(
                folder.resolve("kerberos.log"),
                "#separator \\x09\n"
                        + row(
                                now,
                                "CuidRsyslog 203.0.113.78 50122 192.0.2.10 88 AS alice/EXAMPLE.COM krbtgt/EXAMPLE.COM F KDC_ERR_PREAUTH_FAILED - - - - - - - - -"));
        Files.writeString(folder.resolve("known_hosts.log"), row(now, "203.0.113.78"));
        Path configuration = directory.resolve("rsyslog.conf");
        Files.writeString(
                configuration,
                Objects.requireNonNull(documented().get("zeek.tsv"))
                        .replace("127.0.0.1:9092", pipeline.stack().servers().bootstrapServers())
                        .replace("/opt/zeek/logs/current", folder.toString())
                        .replace("/var/spool/rsyslog", directory.toString()));
        ChildProcess rsyslog = rsyslog(configuration);
        rsyslog.start();
        try {
            assertThat(events(pipeline, "203.0.113.78", 2))
                    .as("events; rsyslog says: %s", output())
                    .extracting(event -> event.at("/event/dataset").asText())
                    .containsExactlyInAnyOrder("zeek.kerberos", "zeek.known_hosts");
        } finally {
            rsyslog.stop();
        }
    }

    private static String row(long seconds, String cells) {
        return seconds + ".123456\t" + cells.replace(' ', '\t') + "\n";
    }

    private static List<JsonNode> events(RunningPipeline pipeline, String address, int wanted)
            throws Exception {
        return Eventually.within(
                PATIENCE,
                () -> pipeline.search().events("source.ip", address),
                found -> found.size() >= wanted);
    }

    private static void append(Path log, String user) throws Exception {
        String line =
                "%s edge sshd[777]: Failed password for invalid user %s from 203.0.113.77 port 4022 ssh2%n"
                        .formatted(Instant.now(), user);
        Files.write(log, line.getBytes(UTF_8), StandardOpenOption.APPEND);
    }

    /** That of docs/sources.md, with this broker and this file. */
    private String configuration(String broker, Path log) throws Exception {
        return Objects.requireNonNull(documented().get("linux.auth"))
                .replace("127.0.0.1:9092", broker)
                .replace("/var/log/auth.log", log.toString())
                .replace("/var/spool/rsyslog", directory.toString());
    }

    @Test
    void whatTheDocumentationSaysForRsyslogIsWellFormed() throws Exception {
        requireRsyslog();
        Map<String, String> documented = documented();
        assertThat(documented).hasSizeGreaterThan(40);
        // Of a file, of a device and of a folder: the others differ in names only.
        for (String source : List.of("okta.system", "cisco.asa", "zeek.tsv")) {
            Path file = directory.resolve(source + ".conf");
            Files.writeString(
                    file,
                    Objects.requireNonNull(documented.get(source))
                            .replace("/var/spool/rsyslog", directory.toString()));
            Process check =
                    new ProcessBuilder("rsyslogd", "-N1", "-f", file.toString())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(check.getInputStream().readAllBytes(), UTF_8);
            assertThat(check.waitFor()).as(said).isZero();
        }
    }

    /** By the log sources' names. */
    private static Map<String, String> documented() throws Exception {
        String text =
                Files.readString(
                        Path.of(System.getProperty("tripline.project"), "docs", "sources.md"));
        Map<String, String> found = new HashMap<>();
        Matcher matcher =
                Pattern.compile("### `([a-z0-9_.]+)`|# rsyslog\n(.*?)```", Pattern.DOTALL)
                        .matcher(text);
        String source = "";
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                source = matcher.group(1);
            } else {
                found.put(source, matcher.group(2));
            }
        }
        return found;
    }

    private String output() throws Exception {
        return Files.readString(directory.resolve("rsyslog.out"));
    }

    private static void requireRsyslog() throws Exception {
        Process install =
                new ProcessBuilder("sh", INSTALL.toString()).redirectErrorStream(true).start();
        String said = new String(install.getInputStream().readAllBytes(), UTF_8).strip();
        boolean installed = install.waitFor() == 0;
        if (!installed) {
            System.out.println("SKIPPED: " + said);
        }
        assumeTrue(installed, said);
    }
}

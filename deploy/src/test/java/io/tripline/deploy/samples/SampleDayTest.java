package io.tripline.deploy.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tripline.contracts.Topics;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

class SampleDayTest {
    private static final Instant END = Instant.parse("2026-03-02T23:00:00Z");
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private final SampleDay day = SampleDay.ending(END, 1);

    @Test
    void theSameEndAndSeedGiveTheSameBytes() {
        assertThat(lines(SampleDay.ending(END, 1))).isEqualTo(lines(day));
        assertThat(lines(SampleDay.ending(END, 2))).isNotEqualTo(lines(day));
    }

    @Test
    void aLaterEndMovesTheWholeDay() {
        List<SampleRecord> moved = SampleDay.ending(END.plusSeconds(3_600), 1).records();

        assertThat(moved)
                .extracting(SampleRecord::time)
                .containsExactlyElementsOf(
                        day.records().stream()
                                .map(record -> record.time().plusSeconds(3_600))
                                .toList());
    }

    @Test
    void theRecordsLieInTheOrderOfTimeWithinTheDay() {
        assertThat(day.records())
                .extracting(SampleRecord::time)
                .isSortedAccordingTo(Comparator.naturalOrder())
                .allMatch(time -> time.isBefore(END))
                .allMatch(time -> !time.isBefore(END.minus(Duration.ofDays(1))));
    }

    @Test
    void thereAreAboutFourThousandRecordsAndNoFeedIsSilent() {
        assertThat(day.records()).hasSizeBetween(3_500, 4_500);
        for (Feed feed : Feed.OF_THE_DAY) {
            assertThat(day.records(feed))
                    .as("%s", feed)
                    .hasSizeGreaterThanOrEqualTo(feed == Feed.GARBAGE ? 4 : 60);
        }
        assertThat(day.records()).extracting(SampleRecord::topic).isSubsetOf(Topics.RAW);
    }

    @Test
    void densityScalesTheWorkButNotTheAttack() {
        SampleDay busy = SampleDay.ending(END, 1, 5);

        assertThat(busy.records()).hasSizeBetween(14_000, 22_500);
        assertThat(fromTheAttacker(busy)).hasSameSizeAs(fromTheAttacker(day));
        assertThatThrownBy(() -> SampleDay.ending(END, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("density");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "OKTA",
                "ENTRA",
                "WINLOGBEAT",
                "LINUX_FILEBEAT",
                "LINUX_RSYSLOG",
                "ZEEK_CONN",
                "ZEEK_SSH",
                "ECS"
            })
    void everyRecordOfAJsonFeedIsOneObjectOnOneLine(Feed feed) throws IOException {
        for (SampleRecord record : day.records(feed)) {
            String text = new String(record.value(), UTF_8);
            assertThat(text).doesNotContain("\n");
            assertThat(JSON.readTree(text).isObject()).isTrue();
        }
    }

    @Test
    void everyWindowsEventAsXmlIsWellFormedAndOnOneLine() throws Exception {
        for (SampleRecord record : day.records(Feed.WINDOWS_XML)) {
            String text = new String(record.value(), UTF_8);
            assertThat(text).doesNotContain("\n");
            assertThat(
                            DocumentBuilderFactory.newInstance()
                                    .newDocumentBuilder()
                                    .parse(new InputSource(new StringReader(text)))
                                    .getDocumentElement()
                                    .getTagName())
                    .isEqualTo("Event");
        }
    }

    @Test
    void idsAreUnique() {
        assertUnique(day.records(Feed.OKTA), "/uuid");
        assertUnique(day.records(Feed.ENTRA), "/properties/id");
        assertUnique(day.records(Feed.ECS), "/event/id");
    }

    @Test
    void windowsNumbersTheRecordsOfEachHostInOrder() {
        Map<String, Long> last = new HashMap<>();
        for (SampleRecord record : day.records(Feed.WINLOGBEAT)) {
            JsonNode winlog = json(record).path("winlog");
            long number = winlog.path("record_id").asLong();
            Long before = last.put(winlog.path("computer_name").asText(), number);
            if (before != null) {
                assertThat(number).isEqualTo(before + 1);
            }
        }
    }

    @Test
    void theVictimSignsInFromBothEndsOfTheWorldWithin25Minutes() throws IOException {
        List<JsonNode> starts =
                day.records(Feed.OKTA).stream()
                        .map(SampleDayTest::json)
                        .filter(
                                event ->
                                        event.at("/eventType")
                                                .asText()
                                                .equals("user.session.start"))
                        .filter(
                                event ->
                                        event.at("/actor/alternateId")
                                                .asText()
                                                .equals("erik.sand@example.com"))
                        .toList();
        JsonNode home = starts.get(starts.size() - 2);
        JsonNode afar = starts.getLast();

        assertThat(home.at("/client/ipAddress").asText()).isEqualTo("89.160.20.112");
        assertThat(afar.at("/client/ipAddress").asText()).isEqualTo("175.16.199.1");
        assertThat(Duration.between(time(home), time(afar)))
                .isBetween(Duration.ofMinutes(24), Duration.ofMinutes(26));
    }

    @Test
    void theVictimReachesTenWindowsHostsWithinTenMinutesThatItNeverReachedBefore() {
        Instant start = END.minus(Duration.ofHours(1));
        Set<String> before = new HashSet<>();
        Set<String> during = new HashSet<>();
        for (SampleRecord record : windowsLogons("erik.sand")) {
            (record.time().isBefore(start) ? before : during).add(computer(record));
            assertThat(record.time()).isBefore(start.plus(Duration.ofMinutes(10)));
        }

        during.removeAll(before);
        assertThat(during).hasSize(10);
    }

    @Test
    void nobodyElseReachesManyNewHostsInAShortWhile() {
        Set<String> accounts =
                Nordlys.PEOPLE.stream()
                        .filter(person -> !person.equals(Nordlys.VICTIM))
                        .map(Person::account)
                        .collect(Collectors.toSet());
        for (String account : accounts) {
            Set<String> known = new HashSet<>();
            Instant windowStart = Instant.MIN;
            int fresh = 0;
            for (SampleRecord record : windowsLogons(account)) {
                if (known.add(computer(record))) {
                    boolean isNear =
                            record.time().isBefore(windowStart.plus(Duration.ofMinutes(15)));
                    fresh = isNear ? fresh + 1 : 1;
                    windowStart = isNear ? windowStart : record.time();
                    assertThat(fresh).as(account).isLessThanOrEqualTo(3);
                }
            }
        }
    }

    @Test
    void onlyTheAttackerGuessesOftenAndGetsIn() {
        List<String> edge =
                day.records(Feed.LINUX_FILEBEAT).stream()
                        .map(record -> new String(record.value(), UTF_8))
                        .filter(line -> line.contains(" edge-01 sshd["))
                        .toList();

        assertThat(edge)
                .filteredOn(
                        line -> line.contains("Failed password for erik.sand from 175.16.199.1"))
                .hasSize(36);
        assertThat(edge)
                .filteredOn(line -> line.contains("Accepted "))
                .hasSize(2)
                .anyMatch(
                        line -> line.contains("Accepted password for erik.sand from 175.16.199.1"))
                .anyMatch(line -> line.contains("Accepted publickey for tom.wells"));
    }

    @Test
    void theFilesHoldAllRecordsALineEach(@TempDir Path folder) throws IOException {
        List<Path> files = day.writeTo(folder.resolve("samples"));

        assertThat(files).hasSize(Feed.OF_THE_DAY.size());
        long lines = 0;
        for (Path file : files) {
            lines += new String(Files.readAllBytes(file), UTF_8).lines().count();
        }
        assertThat(lines).isEqualTo(day.records().size());
    }

    private List<SampleRecord> windowsLogons(String account) {
        return day.records().stream()
                .filter(
                        record -> {
                            String text = new String(record.value(), UTF_8);
                            return isNetworkOrDesktopLogonAsJson(text, account)
                                    || isNetworkOrDesktopLogonAsXml(text, account);
                        })
                .toList();
    }

    private static boolean isNetworkOrDesktopLogonAsJson(String text, String account) {
        return text.contains("\"code\":\"4624\"")
                && text.contains("\"TargetUserName\":\"" + account + "\"")
                && (text.contains("\"LogonType\":\"3\"") || text.contains("\"LogonType\":\"10\""));
    }

    private static boolean isNetworkOrDesktopLogonAsXml(String text, String account) {
        return text.contains("<EventID>4624</EventID>")
                && text.contains("<Data Name='TargetUserName'>" + account + "</Data>")
                && (text.contains("'LogonType'>3<") || text.contains("'LogonType'>10<"));
    }

    private static String computer(SampleRecord record) {
        String text = new String(record.value(), UTF_8);
        int end = text.indexOf(".corp.example.com");
        int start = end;
        while (Character.isLetterOrDigit(text.charAt(start - 1)) || text.charAt(start - 1) == '-') {
            start--;
        }
        return text.substring(start, end);
    }

    private static List<String> fromTheAttacker(SampleDay day) {
        return lines(day).stream().filter(line -> line.contains("175.16.199.1")).toList();
    }

    private static List<String> lines(SampleDay day) {
        return day.records().stream().map(record -> new String(record.value(), UTF_8)).toList();
    }

    private static JsonNode json(SampleRecord record) {
        try {
            return JSON.readTree(record.value());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Instant time(JsonNode okta) {
        return Instant.parse(okta.path("published").asText());
    }

    private static void assertUnique(List<SampleRecord> records, String pointer) {
        assertThat(records)
                .extracting(record -> json(record).at(pointer).asText())
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }
}

package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.enrich.Identities;
import io.tripline.ingest.enrich.IdentityFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom raw lines are about, where a table of persons is configured. */
final class KnownPersonsTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final String TABLE =
            """
            person,account
            ann@corp.example.com,CORP\\ann
            ann@corp.example.com,alind
            bob@corp.example.com,CORP\\bob
            """;
    private static final String OKTA =
            """
            {"actor":{"id":"00u1ann00000EXAMPLE0","type":"User","alternateId":"ann@corp.example.com"},"eventType":"user.session.start",
             "outcome":{"result":"SUCCESS"},"published":"2026-03-02T11:00:00Z","uuid":"u-1","version":"0"}""";
    private static final String LINUX =
            "Mar  2 11:00:00 web-1 sshd[1]: Failed password for alind from 203.0.113.7 port 4000 ssh2";
    private static final String WINDOWS =
            """
            {"@timestamp":"2026-03-02T11:00:00Z","winlog":{"channel":"Security","event_id":4624,"computer_name":"WKS-1",
             "provider_name":"Microsoft-Windows-Security-Auditing","record_id":7,
             "event_data":{"TargetUserName":"Ann","TargetDomainName":"CORP","TargetUserSid":"S-1-5-21-1-2-3-1107","LogonType":"2"}}}""";

    @TempDir Path folder;
    private IngestConfig config = IngestConfig.defaults();

    @BeforeEach
    void table() throws IOException {
        config = config.with(read(folder.resolve("people.csv"), TABLE));
    }

    @Test
    void three_accounts_of_one_person_in_three_logs_are_one_identity() {
        assertThat(List.of(OKTA, LINUX, WINDOWS))
                .map(this::event)
                .extracting(
                        event -> event.value(EcsField.USER_NAME),
                        event -> event.value(EcsField.TRIPLINE_IDENTITY),
                        event -> event.value(EcsField.TRIPLINE_ENRICHMENT_IDENTITY),
                        event -> event.strings(EcsField.RELATED_USER).getLast())
                .containsExactly(known("ann@corp.example.com"), known("alind"), known("Ann"));
    }

    @Test
    void nobody_is_known_without_a_table() {
        config = IngestConfig.defaults();

        assertThat(List.of(OKTA, LINUX, WINDOWS))
                .map(this::event)
                .noneMatch(event -> event.has(EcsField.TRIPLINE_IDENTITY))
                .noneMatch(event -> event.has(EcsField.TRIPLINE_ENRICHMENT_IDENTITY));
    }

    @Test
    void a_shipper_cannot_say_who_somebody_is() {
        String claim =
                """
                {"@timestamp":"2026-03-02T11:00:00Z","event":{"kind":"event"},"user":{"name":"%s"},
                 "tripline":{"identity":"ann@corp.example.com","enrichment":{"identity":"0"}}}""";

        assertThat(event(claim.formatted("eve")).has(EcsField.TRIPLINE_IDENTITY)).isFalse();
        assertThat(event(claim.formatted("eve")).has(EcsField.TRIPLINE_ENRICHMENT_IDENTITY))
                .isFalse();
        assertThat(event(claim.formatted("bob@corp.example.com")).value(EcsField.TRIPLINE_IDENTITY))
                .isEqualTo("bob@corp.example.com");
    }

    @Test
    void a_raw_line_of_a_file_is_of_the_same_person_as_a_shipped_one() throws IOException {
        List<Object> found = new ArrayList<>();

        new Offline(normalizer(), Family.AUTH, RECEIVED)
                .anything(
                        new ByteArrayInputStream(LINUX.getBytes(UTF_8)),
                        Optional.empty(),
                        row ->
                                found.add(
                                        ((Outcome.Event) row.outcome())
                                                .event()
                                                .string(EcsField.TRIPLINE_IDENTITY)));

        assertThat(found).containsExactly(Optional.of("ann@corp.example.com"));
    }

    @Test
    void a_raw_line_in_the_test_of_a_rule_is_nobodys_as_tables_differ() {
        List<EcsEvent> events =
                new TestLines(() -> config)
                        .read(
                                "linux.auth",
                                LINUX,
                                RECEIVED,
                                problem -> {
                                    throw new AssertionError(problem);
                                });

        assertThat(events).noneMatch(event -> event.has(EcsField.TRIPLINE_IDENTITY)).hasSize(1);
    }

    /** The version is what {@code sha256sum} says of the table. */
    private static Tuple known(String account) {
        return tuple(account, "ann@corp.example.com", "337b6589c56f", "ann@corp.example.com");
    }

    private EcsEvent event(String raw) {
        RawInput input =
                RawInput.of(
                        raw.getBytes(UTF_8), Family.AUTH, RECEIVED, new Origin("logs.auth", 2, 41));
        return ((Outcome.Event) normalizer().normalize(input).getFirst()).event();
    }

    private Normalizer normalizer() {
        return new Normalizer(
                config,
                GeoEnrichment.open(Optional.empty(), Optional.empty()),
                InstantSource.fixed(RECEIVED));
    }

    private static Identities read(Path file, String table) throws IOException {
        return ((IdentityFile.Result.Read) IdentityFile.read(Files.writeString(file, table)))
                .identities();
    }
}

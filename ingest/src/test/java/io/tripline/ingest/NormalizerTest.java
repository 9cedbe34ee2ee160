package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.contracts.StableId;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.source.IgnoredReason;
import io.tripline.ingest.source.RejectedReason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizerTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:01Z");
    private static final Origin ORIGIN = new Origin("logs.auth", 2, 41);
    private static final Normalizer NORMALIZER = normalizer(IngestConfig.defaults());

    @Test
    void fills_what_all_events_share() {
        EcsEvent event =
                event(
                        """
                        {"@timestamp":"2026-03-02T11:00:00Z","event":{"kind":"event","dataset":"vpn.auth"},"user":{"name":"alice","email":"a@example.com"},
                         "source":{"ip":"::ffff:192.0.2.7"},"host":{"name":"vpn-1","ip":["2001:DB8::1"]},"file":{"hash":{"md5":"abc"}}}""");

        assertThat(event.id()).isEqualTo(StableId.ofOrigin(ORIGIN, 0));
        assertThat(event.instant(EcsField.EVENT_INGESTED)).hasValue(NOW);
        assertThat(event.string(EcsField.ECS_VERSION)).hasValue(EcsField.CATALOGUE_VERSION);
        assertThat(event.string(EcsField.EVENT_MODULE)).hasValue("vpn");
        assertThat(event.string(EcsField.EVENT_ORIGINAL).orElseThrow())
                .startsWith("{\"@timestamp\"");
        assertThat(event.strings(EcsField.RELATED_IP))
                .containsExactlyInAnyOrder("192.0.2.7", "2001:db8::1");
        assertThat(event.strings(EcsField.RELATED_USER)).containsExactly("alice", "a@example.com");
        assertThat(event.strings(EcsField.RELATED_HOSTS)).containsExactly("vpn-1");
        assertThat(event.strings(EcsField.RELATED_HASH)).containsExactly("abc");
    }

    @Test
    void takes_host_path_and_reading_time_from_the_shipper() {
        EcsEvent event =
                event(
                        """
                        {"source_type":"file","host":"web-1","file":"/var/log/x","timestamp":"2026-03-02T11:00:03Z",
                         "message":"{\\"@timestamp\\":\\"2026-03-02T11:00:00Z\\",\\"event\\":{\\"kind\\":\\"event\\"}}"}""");

        assertThat(event.string(EcsField.HOST_NAME)).hasValue("web-1");
        assertThat(event.string(EcsField.LOG_FILE_PATH)).hasValue("/var/log/x");
        assertThat(event.instant(EcsField.EVENT_CREATED))
                .hasValue(Instant.parse("2026-03-02T11:00:03Z"));
    }

    @Test
    void a_record_in_the_place_of_a_syslog_message_is_its_sources() {
        String eve =
                """
                {"timestamp":"2026-03-02T11:00:00.123456+0000","event_type":"alert","src_ip":"203.0.113.66","dest_ip":"192.0.2.7",\
                "proto":"TCP","alert":{"action":"allowed","signature_id":1,"signature":"Example","severity":2}}""";

        for (String header :
                List.of(
                        "<141>1 2026-03-02T11:00:01+00:00 fw-1 suricata 4711 - [meta sequenceId=\"1\"] ",
                        "<134>Mar  2 11:00:01 fw-1 suricata[4711]: ",
                        "Mar  2 11:00:01 fw-1 ",
                        "Mar  2 11:00:01 fw-1 suricata: @cee: ")) {
            EcsEvent event = event(header + eve);

            assertThat(event.string(EcsField.EVENT_DATASET)).as(header).hasValue("suricata.eve");
            assertThat(event.string(EcsField.EVENT_KIND)).hasValue("alert");
            assertThat(event.string(EcsField.LOG_SYSLOG_HOSTNAME)).as(header).hasValue("fw-1");
            assertThat(event.has(EcsField.HOST_NAME)).as("a firewall's word").isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pri\":\"166\",\"host\":\"fw-1\",\"message\":\"%s\",\"time\":\"2026-03-02T11:00:00Z\"}",
                "{\"source_type\":\"socket\",\"host\":\"fw-1\",\"message\":\"%s\",\"timestamp\":\"2026-03-02T11:00:00Z\"}",
                "{\"source_type\":\"syslog\",\"hostname\":\"fw-1\",\"message\":\"%s\",\"timestamp\":\"2026-03-02T11:00:00Z\"}"
            })
    void a_device_whose_header_its_shipper_took_off_keeps_its_name(String shipped) {
        EcsEvent event =
                event(
                        shipped.formatted(
                                "%ASA-6-605005: Login permitted from 192.0.2.7/51000 to inside:192.0.2.1/ssh for user \\\"ola\\\""));

        assertThat(event.string(EcsField.EVENT_DATASET)).hasValue("cisco.asa");
        assertThat(event.string(EcsField.OBSERVER_HOSTNAME)).hasValue("fw-1");
        assertThat(event.string(EcsField.LOG_SYSLOG_HOSTNAME)).hasValue("fw-1");
        assertThat(event.has(EcsField.HOST_NAME)).isFalse();
    }

    @Test
    void windows_xml_in_the_place_of_a_syslog_message_is_its_logs() {
        String xml =
                """
                <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/>\
                <EventID>4725</EventID><TimeCreated SystemTime='2026-03-02T10:59:59.1295075Z'/><Channel>Security</Channel><Computer>dc01</Computer>\
                </System><EventData><Data Name='TargetUserName'>bob</Data><Data Name='SubjectUserName'>alice</Data></EventData></Event>""";
        for (String header :
                List.of(
                        "<13>Mar  2 11:00:01 dc01 Microsoft-Windows-Security-Auditing[832]: ",
                        "<13>1 2026-03-02T11:00:01Z dc01 Security 832 - - ")) {
            EcsEvent event = event(header + xml);

            assertThat(event.string(EcsField.EVENT_DATASET)).hasValue("windows.security");
            assertThat(event.string(EcsField.USER_NAME)).hasValue("alice");
            assertThat(event.string(EcsField.USER_TARGET_NAME)).hasValue("bob");
        }
        assertThat(
                        event("Mar  2 11:00:01 web-1 shop[7]: <Event of=\"mine\">")
                                .string(EcsField.MESSAGE))
                .hasValue("<Event of=\"mine\">");
    }

    @Test
    void json_of_nobody_we_know_stays_the_message_of_its_line() {
        EcsEvent event =
                event("Mar  2 11:00:01 web-1 shop[7]: {\"level\":\"info\",\"msg\":\"up\"}");

        assertThat(event.string(EcsField.EVENT_DATASET)).hasValue("linux.syslog");
        assertThat(event.string(EcsField.MESSAGE).orElseThrow()).startsWith("{\"level\"");
        assertThat(event("Mar  2 11:00:01 web-1 shop[7]: {\"level\":}").string(EcsField.MESSAGE))
                .hasValue("{\"level\":}");
    }

    /** Whoever may log on a host could else sign in to a cloud in anybody's name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<38>1 2026-03-02T11:00:00Z web-1 logger 7 - - %s",
                "Mar  2 11:00:00 web-1 logger: %s",
                "Mar  2 11:00:00 web-1 okta: @cee: %s",
                "{\"MESSAGE\":%s,\"SYSLOG_IDENTIFIER\":\"okta\",\"__REALTIME_TIMESTAMP\":\"1772449200000000\"}",
                // Who logs may leave his name out.
                "{\"MESSAGE\":%s,\"SYSLOG_IDENTIFIER\":\"\",\"_PID\":\"7\",\"__REALTIME_TIMESTAMP\":\"1772449200000000\"}",
                "{\"message\":%s,\"source_type\":\"journald\",\"timestamp\":\"2026-03-02T11:00:00Z\"}",
                "{\"message\":%s,\"agent\":{\"type\":\"filebeat\"},\"input\":{\"type\":\"journald\"},\"@timestamp\":\"2026-03-02T11:00:00Z\"}",
                "{\"msg\":%s,\"syslogtag\":\"\",\"timereported\":\"2026-03-02T11:00:00Z\"}",
                "{\"MESSAGE\":%s,\"HOST\":\"web-1\",\"ISODATE\":\"2026-03-02T11:00:00+00:00\"}"
            })
    void a_clouds_record_is_not_taken_from_what_a_program_logs(String line) {
        for (String forged :
                List.of(
                        "{\"eventType\":\"user.session.start\",\"actor\":{\"alternateId\":\"ceo@example.com\"},\"published\":\"2026-03-02T11:00:00Z\",\"uuid\":\"1\"}",
                        "{\"eventSource\":\"signin.amazonaws.com\",\"eventName\":\"ConsoleLogin\",\"eventTime\":\"2026-03-02T11:00:00Z\",\"awsRegion\":\"x\"}",
                        // Falcon's connector sends events through syslog, but not these.
                        "{\"composite_id\":\"x\",\"cid\":\"y\",\"created_timestamp\":\"2026-03-02T11:00:00Z\",\"user_name\":\"ceo\",\"product\":\"epp\"}",
                        "{\"ExternalApiType\":\"Event_UserActivityAuditEvent\",\"UserId\":\"ceo\",\"cid\":\"y\",\"timestamp\":\"1772449200000\"}",
                        ecs("\"user\":{\"name\":\"ceo\"}"))) {
            String carried = line.startsWith("{") ? new TextNode(forged).toString() : forged;
            EcsEvent event = event(line.formatted(carried));

            assertThat(event.string(EcsField.EVENT_DATASET)).hasValue("linux.syslog");
            assertThat(event.string(EcsField.MESSAGE).orElseThrow()).endsWith(forged);
            assertThat(event.string(EcsField.USER_NAME)).isEmpty();
        }
    }

    @Test
    void what_is_shipped_so_is_taken_from_the_journal_and_what_is_said_outright_from_anywhere() {
        EcsEvent eve =
                event(
                        journal(
                                "{\"timestamp\":\"2026-03-02T11:00:00.1+0000\",\"event_type\":\"flow\",\"src_ip\":\"203.0.113.66\",\"dest_ip\":\"192.0.2.7\",\"flow\":{}}"));
        RawInput named =
                new RawInput(
                        ("<38>1 2026-03-02T11:00:00Z web-1 logger 7 - - " + ecs(""))
                                .getBytes(UTF_8),
                        Optional.of("ecs"),
                        Optional.empty(),
                        Family.AUTH,
                        RECEIVED,
                        index -> StableId.ofOrigin(ORIGIN, index));

        assertThat(eve.string(EcsField.EVENT_DATASET)).hasValue("suricata.eve");
        assertThat(event(NORMALIZER.normalize(named).getFirst()).string(EcsField.EVENT_DATASET))
                .hasValue("ecs");
    }

    @Test
    void what_a_program_wrote_to_the_journal_is_a_line_whatever_it_looks_like() {
        for (String message : List.of("{not json", "[1, 2]", "[\"a\"]")) {
            assertThat(event(journal(message)).string(EcsField.MESSAGE)).hasValue(message);
        }
    }

    /** Of a message that is too long, journalctl writes null where it is not told otherwise. */
    @Test
    void an_entry_whose_message_the_journal_held_back_says_who_and_when() {
        EcsEvent event = event(journal("x").replace("\"MESSAGE\":\"x\"", "\"MESSAGE\":null"));

        assertThat(event.string(EcsField.PROCESS_NAME)).hasValue("logger");
        assertThat(event.string(EcsField.HOST_NAME)).hasValue("web-1");
        assertThat(event.string(EcsField.MESSAGE).orElseThrow()).contains("--all");
        assertThat(outcome(journal(""))).isEqualTo(ignored(IgnoredReason.EMPTY));
    }

    @Test
    void of_more_addresses_than_anybody_reads_the_first_are_kept_and_the_others_counted() {
        StringBuilder addresses = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            addresses.append(i == 0 ? "" : ",").append('"').append("10.").append(i / 65_536);
            addresses.append('.').append(i / 256 % 256).append('.').append(i % 256).append('"');
        }

        EcsEvent event =
                event(
                        "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"event\":{\"kind\":\"event\"},"
                                + "\"source\":{\"ip\":\"192.0.2.7\"},\"host\":{\"ip\":["
                                + addresses
                                + "]}}");

        assertThat(event.strings(EcsField.HOST_IP)).hasSize(500).startsWith("10.0.0.0");
        assertThat(event.strings(EcsField.RELATED_IP)).contains("192.0.2.7", "10.0.1.243");
        assertThat(event.vendor().toString()).contains("left_out={host={ip=59500}}");
    }

    /** A name server's answer to who asks for what it blocks is no address that it does not know. */
    @Test
    void an_address_that_is_all_zeros_is_nobodys_but_a_name_servers_answer() {
        EcsEvent event =
                event(
                        ecs(
                                "\"source\":{\"ip\":\"0.0.0.0\"},\"destination\":{\"ip\":\"0:0:0:0:0:0:0:0\"},"
                                        + "\"host\":{\"ip\":[\"::\",\"192.0.2.7\"]},\"related\":{\"ip\":[\"::ffff:0.0.0.0\"]},"
                                        + "\"dns\":{\"resolved_ip\":[\"0.0.0.0\"]}"));

        assertThat(event.has(EcsField.SOURCE_IP)).isFalse();
        assertThat(event.has(EcsField.DESTINATION_IP)).isFalse();
        assertThat(event.strings(EcsField.HOST_IP)).containsExactly("192.0.2.7");
        assertThat(event.strings(EcsField.DNS_RESOLVED_IP)).containsExactly("0.0.0.0");
        assertThat(event.strings(EcsField.RELATED_IP)).containsExactly("192.0.2.7");
    }

    @Test
    void who_signs_in_from_all_zeros_signs_in_from_no_address() {
        EcsEvent event =
                event(
                        "CEF:0|Example Vendor|FW|1.0|100|User logged in|3|rt=1772449200000 suser=alice src=0.0.0.0");

        assertThat(event.string(EcsField.USER_NAME)).hasValue("alice");
        assertThat(event.has(EcsField.SOURCE_IP)).isFalse();
        assertThat(event.strings(EcsField.RELATED_IP)).isEmpty();
    }

    @Test
    void a_record_of_many_of_which_none_is_read_is_one_letter() {
        byte[] many = ("[" + "\"a\",".repeat(5_000) + "\"a\"]").getBytes(UTF_8);

        assertThat(NORMALIZER.normalize(RawInput.of(many, Family.AUTH, RECEIVED, ORIGIN)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> {
                            assertThat(rejected.reason()).isEqualTo(RejectedReason.UNKNOWN_SOURCE);
                            assertThat(rejected.detail()).contains("None of the 5001 records");
                            assertThat(rejected.letter()).isEqualTo(many);
                        });
        byte[] few = "[\"a\",\"b\"]".getBytes(UTF_8);
        assertThat(NORMALIZER.normalize(RawInput.of(few, Family.AUTH, RECEIVED, ORIGIN)))
                .hasSize(2);
    }

    @Test
    void each_event_of_an_activity_is_one() {
        String activity =
                """
                {"kind":"admin#reports#activity","id":{"time":"2026-03-02T11:00:00Z","uniqueQualifier":"7","applicationName":"drive"},\
                "actor":{"email":"alice@example.com"},"events":[{"name":"edit","parameters":[{"name":"doc_id","value":"d1"}]},\
                {"name":"change_user_access","parameters":[{"name":"target_user","value":"eve@example.net"}]},\
                {"name":"change_user_access","parameters":[{"name":"target_user","value":"bob@example.com"}]}]}""";

        List<Outcome> outcomes =
                NORMALIZER.normalize(
                        new RawInput(
                                activity.getBytes(UTF_8),
                                Optional.empty(),
                                Optional.empty(),
                                Family.AUTH,
                                RECEIVED,
                                index -> StableId.ofOrigin(ORIGIN, index)));

        assertThat(outcomes)
                .extracting(each -> ((Outcome.Event) each).event())
                .extracting(each -> each.string(EcsField.EVENT_ACTION).orElseThrow())
                .containsExactly("edit", "change_user_access", "change_user_access");
        assertThat(outcomes)
                .extracting(each -> ((Outcome.Event) each).event().id())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_program_is_named_by_where_it_lies() {
        EcsEvent event =
                event(
                        """
                        {"@timestamp":"2026-03-02T11:00:00Z","event":{"kind":"event"},"process":{"executable":"C:\\\\Tools\\\\x.exe"}}""");

        assertThat(event.string(EcsField.PROCESS_NAME)).hasValue("x.exe");
    }

    @Test
    void a_hosts_addresses_are_told_by_the_beat_that_runs_on_it() {
        String line =
                """
                {"@timestamp":"2026-03-02T11:00:01Z","agent":{"type":"filebeat"},
                 "message":"Mar  2 11:00:00 %s sshd[7]: Accepted password for bob from 203.0.113.7 port 22 ssh2",
                 "host":{"name":"web-1.example.com","ip":["192.0.2.10","fe80::1","none"]}}""";
        String windows =
                """
                {"@timestamp":"2026-03-02T11:00:00Z","host":{"name":"%s","ip":["192.0.2.11"]},"agent":{"type":"winlogbeat"},
                 "winlog":{"channel":"Security","computer_name":"DC1.example.com","event_id":"4608",
                 "provider_name":"Microsoft-Windows-Security-Auditing","record_id":7}}""";

        EcsEvent own = event(line.formatted("web-1"));
        assertThat(own.strings(EcsField.HOST_IP)).containsExactly("192.0.2.10", "fe80::1");
        assertThat(own.strings(EcsField.RELATED_IP)).containsExactly("203.0.113.7");
        assertThat(event(windows.formatted("dc1")).strings(EcsField.HOST_IP))
                .containsExactly("192.0.2.11");
        assertThat(event(line.formatted("db-1")).has(EcsField.HOST_IP)).isFalse();
        assertThat(event(windows.formatted("collector")).has(EcsField.HOST_IP)).isFalse();
    }

    /** A collector adds its own envelope around that of the Beat on the host. */
    @Test
    void a_hosts_addresses_come_through_a_second_shipper() {
        String beat =
                """
                {\"@timestamp\":\"2026-03-02T11:00:01Z\",\"agent\":{\"type\":\"filebeat\"},\"message\":\"Mar  2 11:00:00 web-1 sshd[7]: Accepted password for bob from 203.0.113.7 port 22 ssh2\",\"host\":{\"name\":\"web-1\",\"ip\":[\"192.0.2.10\"]}}""";
        EcsEvent event =
                event(
                        """
                        {"source_type":"file","host":"%s","file":"/var/log/x","timestamp":"2026-03-02T11:00:03Z",
                         "message":"%s"}"""
                                .formatted("collector", beat.replace("\"", "\\\"")));

        assertThat(event.string(EcsField.HOST_NAME)).hasValue("web-1");
        assertThat(event.strings(EcsField.HOST_IP)).containsExactly("192.0.2.10");
    }

    @Test
    void a_line_behind_the_hole_that_a_loss_of_power_left_is_read() {
        EcsEvent event =
                event(
                        "\0\0\0\0Mar  2 11:00:00 web-1 sshd[7]: Accepted password for bob from 203.0.113.7 port 22 ssh2");

        assertThat(event.string(EcsField.EVENT_DATASET)).hasValue("linux.auth");
        assertThat(event.string(EcsField.EVENT_ORIGINAL).orElseThrow()).startsWith("Mar  2");
    }

    @Test
    void an_address_that_is_none_is_put_aside() {
        EcsEvent event = event(ecs("\"host\":{\"ip\":[\"10.0.0.1\",\"010.0.0.1\"]}"));

        assertThat(event.strings(EcsField.HOST_IP)).containsExactly("10.0.0.1");
        assertThat(event.strings(EcsField.RELATED_IP)).containsExactly("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "65535, true", "65536, false", "-1, false"})
    void a_port_is_between_1_and_65535(long port, boolean kept) {
        EcsEvent event = event(ecs("\"source\":{\"port\":" + port + "}"));

        assertThat(event.has(EcsField.SOURCE_PORT)).isEqualTo(kept);
        assertThat(event.vendor().containsKey("unmapped")).isEqualTo(!kept);
    }

    @Test
    void the_place_0_0_is_no_place() {
        EcsEvent event = event(ecs("\"source\":{\"geo\":{\"location\":{\"lat\":0,\"lon\":0.0}}}"));

        assertThat(event.has(EcsField.SOURCE_GEO_LOCATION)).isFalse();
        assertThat(event.vendor())
                .isEqualTo(
                        Map.of(
                                "unmapped",
                                Map.of("source", Map.of("geo", Map.of("location", "0,0")))));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T12:05:00Z, true",
        "2026-03-02T12:05:00.001Z, false",
        "2025-03-02T12:00:00Z, true",
        "2025-03-02T11:59:59.999Z, false",
        "1970-01-01T00:00:00Z, false",
        "2099-01-01T00:00:00Z, false"
    })
    void an_events_time_lies_near_its_arrival(String timestamp, boolean accepted) {
        Outcome outcome = outcome(ecs("").replace("2026-03-02T11:00:00Z", timestamp));

        if (accepted) {
            assertThat(outcome).isInstanceOf(Outcome.Event.class);
        } else {
            assertRejected(outcome, RejectedReason.INVALID_TIMESTAMP);
        }
    }

    @Test
    void a_time_beyond_four_digits_of_years_is_none_even_where_time_has_no_bounds() {
        RawInput input =
                RawInput.of(
                        "{\"@timestamp\":\"+1000000000-12-31T23:59:59Z\",\"event\":{\"kind\":\"event\"}}"
                                .getBytes(UTF_8),
                        Family.AUTH,
                        RECEIVED,
                        ORIGIN);

        assertThat(
                        normalizer(IngestConfig.defaults().with(IngestConfig.Timestamp.UNBOUNDED))
                                .normalize(input))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected ->
                                assertThat(rejected.reason())
                                        .isEqualTo(RejectedReason.INVALID_TIMESTAMP));
    }

    @Test
    void any_time_goes_where_time_has_no_bounds() {
        Normalizer offline =
                normalizer(IngestConfig.defaults().with(IngestConfig.Timestamp.UNBOUNDED));

        assertThat(offline.normalize(input(ecs("").replace("2026-03", "1987-03").getBytes(UTF_8))))
                .singleElement()
                .isInstanceOf(Outcome.Event.class);
    }

    @Test
    void event_original_is_left_out_where_the_source_is_configured_so() {
        IngestConfig defaults = IngestConfig.defaults();
        Normalizer lean =
                normalizer(
                        new IngestConfig(
                                defaults.maxRecordBytes(),
                                defaults.timezone(),
                                Map.of(),
                                Set.of("ecs"),
                                defaults.timestamp(),
                                defaults.geo(),
                                defaults.streams()));

        Outcome outcome = lean.normalize(input(ecs("").getBytes(UTF_8))).getFirst();

        assertThat(((Outcome.Event) outcome).event().has(EcsField.EVENT_ORIGINAL)).isFalse();
    }

    @Test
    void a_header_names_the_source_and_recognition_is_not_asked() {
        RawInput input =
                new RawInput(
                        "no ECS".getBytes(UTF_8),
                        Optional.of("ecs"),
                        Optional.empty(),
                        Family.AUTH,
                        RECEIVED,
                        index -> "id");

        assertThat(NORMALIZER.normalize(input))
                .singleElement()
                .satisfies(
                        outcome -> {
                            assertRejected(outcome, RejectedReason.UNPARSABLE_LINE);
                            assertThat(outcome.source()).hasValue("ecs");
                        });
    }

    @Test
    void a_header_that_names_no_source_is_a_dead_letter() {
        RawInput input =
                new RawInput(
                        ecs("").getBytes(UTF_8),
                        Optional.of("${jndi:ldap://127.0.0.1:1/x}"),
                        Optional.empty(),
                        Family.AUTH,
                        RECEIVED,
                        index -> "id");

        assertRejected(NORMALIZER.normalize(input).getFirst(), RejectedReason.UNKNOWN_SOURCE_NAME);
    }

    @Test
    void a_time_zone_header_that_is_none_is_a_dead_letter() {
        RawInput input =
                new RawInput(
                        ecs("").getBytes(UTF_8),
                        Optional.empty(),
                        Optional.of("Mars/Olympus"),
                        Family.AUTH,
                        RECEIVED,
                        index -> "id");

        assertRejected(NORMALIZER.normalize(input).getFirst(), RejectedReason.INVALID_FIELD);
    }

    @Test
    void several_records_have_ids_of_their_own_and_dead_letters_of_their_own() {
        List<Outcome> outcomes =
                NORMALIZER.normalize(
                        input(("[" + ecs("") + ",{\"a\": 1.0}," + ecs("") + "]").getBytes(UTF_8)));

        assertThat(((Outcome.Event) outcomes.get(0)).event().id())
                .isEqualTo(StableId.ofOrigin(ORIGIN, 0));
        assertThat(((Outcome.Rejected) outcomes.get(1)).letter())
                .isEqualTo("{\"a\": 1.0}".getBytes(UTF_8));
        assertThat(((Outcome.Event) outcomes.get(2)).event().id())
                .isEqualTo(StableId.ofOrigin(ORIGIN, 2));
    }

    @Test
    void the_same_input_gives_the_same_bytes() {
        byte[] raw =
                ecs("\"labels\":{\"b\":1,\"a\":[true,null]},\"user\":{\"name\":\"ø\"}")
                        .getBytes(UTF_8);

        assertThat(EcsJson.write(event(NORMALIZER.normalize(input(raw)).getFirst())))
                .isEqualTo(EcsJson.write(event(NORMALIZER.normalize(input(raw)).getFirst())));
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_record() {
        byte[] marked = ("\ufeff" + ecs("")).getBytes(UTF_8);

        assertThat(
                        event(NORMALIZER.normalize(input(marked)).getFirst())
                                .string(EcsField.EVENT_ORIGINAL))
                .hasValue(ecs(""));
    }

    @Test
    void a_replacement_character_that_was_shipped_is_valid() {
        assertThat(event(ecs("\"message\":\"\ufffd\"")).string(EcsField.MESSAGE))
                .hasValue("\ufffd");
    }

    @Test
    void white_space_and_tombstones_are_ignored_with_a_reason() {
        assertThat(outcome("")).isEqualTo(ignored(IgnoredReason.EMPTY));
        assertThat(outcome(" \r\n\t\n")).isEqualTo(ignored(IgnoredReason.EMPTY));
        assertThat(outcome("[]")).isEqualTo(ignored(IgnoredReason.EMPTY));
        assertThat(NORMALIZER.normalize(input(null)))
                .containsExactly(ignored(IgnoredReason.TOMBSTONE));
    }

    private static Normalizer normalizer(IngestConfig config) {
        return new Normalizer(
                config,
                GeoEnrichment.open(Optional.empty(), Optional.empty()),
                InstantSource.fixed(NOW));
    }

    private static RawInput input(byte @org.jspecify.annotations.Nullable [] value) {
        return RawInput.of(value, Family.AUTH, RECEIVED, ORIGIN);
    }

    private static Outcome outcome(String raw) {
        List<Outcome> outcomes = NORMALIZER.normalize(input(raw.getBytes(UTF_8)));
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    private static EcsEvent event(String raw) {
        return event(outcome(raw));
    }

    private static EcsEvent event(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Event.class);
        return ((Outcome.Event) outcome).event();
    }

    private static Outcome ignored(IgnoredReason reason) {
        return new Outcome.Ignored(reason, Optional.empty());
    }

    private static void assertRejected(Outcome outcome, RejectedReason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> {
                            assertThat(rejected.reason()).isEqualTo(reason);
                            assertThat(rejected.detail()).isNotBlank().doesNotContain("jndi");
                        });
    }

    private static String journal(String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("MESSAGE", message)
                .put("SYSLOG_IDENTIFIER", "logger")
                .put("_HOSTNAME", "web-1")
                .put("__REALTIME_TIMESTAMP", "1772449200000000")
                .toString();
    }

    private static String ecs(String rest) {
        return "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"event\":{\"kind\":\"event\"}"
                + (rest.isEmpty() ? "" : ",")
                + rest
                + "}";
    }
}

package io.tripline.ingest.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tripline.ingest.source.RawRecord.Shipped;
import io.tripline.ingest.source.RejectedReason;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    @Test
    void a_plain_line_is_itself_without_its_line_end() {
        Part.Content content = content("Mar  2 11:00:00 web-1 sshd[7]: hello\r\n");

        assertThat(content.text()).isEqualTo("Mar  2 11:00:00 web-1 sshd[7]: hello");
        assertThat(content.json()).isEmpty();
        assertThat(content.shipped()).isEqualTo(Shipped.BARE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[  12.345] kernel: hello",
                "[error] hello",
                "<34>1 2026-03-02T11:00:00Z web-1 su - - - hello",
                "\"quoted\""
            })
    void a_line_that_begins_like_no_json_is_not_parsed(String line) {
        assertThat(content(line).text()).isEqualTo(line);
        assertThat(content(line).json()).isEmpty();
    }

    @Test
    void filebeat_ships_a_line() {
        Part.Content content =
                content(
                        """
                        {"@timestamp":"2026-03-02T11:00:01.250Z","@metadata":{"beat":"filebeat","type":"_doc","version":"8.17.0"},
                         "message":"Mar  2 11:00:00 web-1 sshd[7]: hello","log":{"offset":12,"file":{"path":"/var/log/auth.log"}},
                         "input":{"type":"filestream"},"ecs":{"version":"8.0.0"},"host":{"name":"web-1.example.com"},
                         "event":{"timezone":"+01:00"},"agent":{"type":"filebeat","name":"shipper-3"}}""");

        assertThat(content.text()).isEqualTo("Mar  2 11:00:00 web-1 sshd[7]: hello");
        assertThat(content.json()).isEmpty();
        assertThat(content.zone()).hasValue(ZoneId.of("+01:00"));
        assertThat(content.shipped())
                .isEqualTo(
                        new Shipped(
                                Optional.of("web-1.example.com"),
                                Optional.of("/var/log/auth.log"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.parse("2026-03-02T11:00:01.250Z"))));
    }

    @Test
    void filebeat_ships_what_its_syslog_parser_left() {
        Part.Content content =
                content(
                        """
                        {"@timestamp":"2026-03-02T11:00:00Z","message":"session opened","agent":{"type":"filebeat"},
                         "log":{"syslog":{"appname":"sshd","procid":"7","hostname":"web-1"}}}""");

        assertThat(content.text()).isEqualTo("session opened");
        assertThat(content.shipped().host()).hasValue("web-1");
        assertThat(content.shipped().program()).hasValue("sshd");
        assertThat(content.shipped().processId()).hasValue(7L);
        assertThat(content.shipped().timestamp()).hasValue(Instant.parse("2026-03-02T11:00:00Z"));
    }

    @Test
    void filebeat_calls_what_it_reads_from_the_journal_an_event() {
        Part.Content content =
                content(
                        """
                        {"@timestamp":"2026-03-02T11:00:00Z","message":"session opened","agent":{"type":"filebeat"},"input":{"type":"journald"},
                         "event":{"kind":"event","created":"2026-03-02T11:00:01Z"},"syslog":{"identifier":"sshd","pid":7,"facility":10,"priority":6},
                         "user":{"id":"0"},"process":{"pid":7},"journald":{"uid":0,"process":{"name":"sshd"}},"host":{"name":"web-1"}}""");

        assertThat(content.text()).isEqualTo("session opened");
        assertThat(content.shipped().host()).hasValue("web-1");
        assertThat(content.shipped().program()).hasValue("sshd");
        assertThat(content.shipped().processId()).hasValue(7L);
        assertThat(content.shipped().timestamp()).hasValue(Instant.parse("2026-03-02T11:00:00Z"));
    }

    @Test
    void a_shippers_text_that_is_json_is_the_record() {
        Part.Content content =
                content(
                        """
                        {"message":"{\\"eventType\\":\\"user.session.start\\"}","source_type":"file","host":"h","timestamp":"2026-03-02T11:00:00Z"}""");

        assertThat(content.text()).isEqualTo("{\"eventType\":\"user.session.start\"}");
        assertThat(content.json().orElseThrow().path("eventType").asText())
                .isEqualTo("user.session.start");
    }

    @Test
    void vector_ships_a_line_of_a_file() {
        assertThat(
                        content(
                                        """
                                        {"file":"/var/log/auth.log","host":"web-1","message":"hello","source_type":"file","timestamp":"2026-03-02T11:00:00.123456789Z"}""")
                                .shipped())
                .isEqualTo(
                        new Shipped(
                                Optional.of("web-1"),
                                Optional.of("/var/log/auth.log"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.parse("2026-03-02T11:00:00.123456789Z"))));
    }

    @Test
    void vector_ships_what_its_syslog_source_parsed() {
        Shipped shipped =
                content(
                                """
                                {"appname":"sshd","facility":"auth","host":"192.0.2.9","hostname":"web-1","message":"hello","procid":7,
                                 "severity":"info","source_ip":"192.0.2.9","source_type":"syslog","timestamp":"2026-03-02T11:00:00Z"}""")
                        .shipped();

        assertThat(shipped.host()).hasValue("web-1");
        assertThat(shipped.program()).hasValue("sshd");
        assertThat(shipped.processId()).hasValue(7L);
        assertThat(shipped.timestamp()).hasValue(Instant.parse("2026-03-02T11:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"@timestamp\":1772449200.5,\"log\":\"hello\",\"cluster\":\"eu\"}",
                "{\"date\":1772449200.5,\"message\":\"hello\"}",
                "{\"@timestamp\":\"2026-03-02T11:00:00.500Z\",\"log\":\"hello\"}",
                "{\"log\":\"hello\\n\",\"stream\":\"stderr\",\"time\":\"2026-03-02T11:00:00.5Z\"}",
                "{\"log\":\"hello\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-02T11:00:00.5Z\",\"kubernetes\":{\"pod_name\":\"a-1\",\"host\":\"node-1\"}}"
            })
    void fluent_bit_ships_a_line(String record) {
        Part.Content content = content(record);

        assertThat(content.text()).isEqualTo("hello");
        assertThat(content.shipped().created()).hasValue(Instant.parse("2026-03-02T11:00:00.500Z"));
    }

    @Test
    void fluent_bit_ships_what_its_syslog_parser_left() {
        Shipped shipped =
                content(
                                """
                                {"@timestamp":1772449200.0,"pri":"38","host":"web-1","ident":"sshd","pid":"7","message":"hello"}""")
                        .shipped();

        assertThat(shipped.host()).hasValue("web-1");
        assertThat(shipped.program()).hasValue("sshd");
        assertThat(shipped.processId()).hasValue(7L);
        assertThat(shipped.timestamp()).hasValue(Instant.parse("2026-03-02T11:00:00Z"));
    }

    @Test
    void the_journal_is_shipped_with_its_own_names() {
        Shipped shipped =
                content(
                                """
                                {"@timestamp":1772449201.0,"MESSAGE":"hello","SYSLOG_IDENTIFIER":"sshd","_PID":"7","_HOSTNAME":"web-1",
                                 "__REALTIME_TIMESTAMP":"1772449200000000","_UID":"0"}""")
                        .shipped();

        assertThat(shipped.host()).hasValue("web-1");
        assertThat(shipped.program()).hasValue("sshd");
        assertThat(shipped.timestamp()).hasValue(Instant.parse("2026-03-02T11:00:00Z"));
    }

    @Test
    void whoever_is_not_root_is_no_program_of_root_in_the_journal() {
        String accepted = "Accepted password for root from 203.0.113.9 port 1 ssh2";
        assertThat(journal("sshd", "0", "sshd", "syslog", accepted)).hasValue("sshd");
        assertThat(journal("sshd", "1000", "logger", "syslog", accepted)).hasValue("logger");
        assertThat(journal("sshd", "1000", "sshd", "syslog", accepted)).hasValue("unknown");
        assertThat(journal("useradd", "1000", "logger", "stdout", "new user: name=x"))
                .hasValue("logger");
        assertThat(journal("kernel", "1000", "logger", "syslog", "IN=eth0 OUT="))
                .hasValue("logger");
        assertThat(journal("SSHD", "1000", "logger", "syslog", accepted)).hasValue("logger");
        assertThat(
                        journal(
                                "sshd",
                                "1000",
                                "logger",
                                "syslog",
                                "message repeated 3 times: [ " + accepted + "]"))
                .hasValue("logger");
        assertThat(journal("vsftpd", "1000", "logger", "syslog", "[root] OK LOGIN"))
                .hasValue("logger");
        assertThat(journal("charon", "1000", "logger", "syslog", "IKE_SA a[1] established"))
                .hasValue("logger");
        assertThat(journal("charon", "101", "charon", "syslog", "IKE_SA a[1] established"))
                .hasValue("charon");
        assertThat(journal("dropbear", "1000", "dropbear", "syslog", "Exit (alice): Exited"))
                .hasValue("dropbear");
        // What is read by its text, whoever says it.
        assertThat(
                        journal(
                                "foo",
                                "1000",
                                "logger",
                                "syslog",
                                "type=USER_LOGIN msg=audit(1772438400.123:456): pid=9 uid=0"))
                .hasValue("unknown");
        String opened = "session opened for user root by (uid=0)";
        for (String pam :
                List.of("pam_unix(sshd:session): ", "pam_unix(x:session): ", "(pam_unix) ")) {
            assertThat(journal("foo", "1000", "logger", "syslog", pam + opened))
                    .hasValue("unknown");
        }
        assertThat(journal("sudo", "1000", "sudo", "syslog", "pam_unix(sudo:session): " + opened))
                .hasValue("sudo");
        assertThat(
                        journal(
                                "cockpit-session",
                                "988",
                                "cockpit-session",
                                "syslog",
                                "pam_unix(cockpit:session): " + opened))
                .hasValue("cockpit-session");
        assertThat(
                        journal(
                                "kscreenlocker",
                                "1000",
                                "kcheckpass",
                                "syslog",
                                "pam_unix(kde:auth): authentication failure; logname="))
                .hasValue("kscreenlocker");
        // The user's own part of a session, sudo, and what the kernel tells of others.
        assertThat(journal("sshd", "1000", "sshd", "syslog", "Disconnected from user alice"))
                .hasValue("sshd");
        assertThat(journal("sudo", "1000", "sudo", "syslog", "alice : TTY=pts/0")).hasValue("sudo");
        assertThat(journal("audit", "1000", "sudo", "audit", "USER_CMD pid=1")).hasValue("audit");
        assertThat(
                        content(
                                        """
                                        {"@timestamp":"2026-03-02T11:00:00Z","message":"Accepted password for root from 203.0.113.9 port 1 ssh2",
                                         "agent":{"type":"filebeat"},"input":{"type":"journald"},"event":{"kind":"event"},"syslog":{"identifier":"sshd"},
                                         "journald":{"uid":1000,"process":{"name":"logger"}},"systemd":{"transport":"syslog"},"host":{"name":"web-1"}}""")
                                .shipped()
                                .program())
                .hasValue("logger");
    }

    @Test
    void what_a_program_writes_to_the_journal_carries_no_record_of_another() {
        for (String text :
                List.of(
                        """
                        {"MESSAGE":"Accepted password for root","SYSLOG_IDENTIFIER":"sshd","_UID":"0","_PID":"5"}""",
                        """
                        {"message":"Accepted password for root","log":{"syslog":{"appname":"sshd"}},"agent":{"type":"filebeat"}}""",
                        """
                        {"records":[{},"Accepted password for root"]}""")) {
            Part.Content content =
                    content(
                            """
                            {"MESSAGE":"%s","SYSLOG_IDENTIFIER":"x","_UID":"1000","_COMM":"logger","_TRANSPORT":"syslog"}"""
                                    .formatted(text.replace("\"", "\\\"")));

            assertThat(content.text()).isEqualTo(text);
            assertThat(content.shipped().program()).hasValue("x");
        }
    }

    @Test
    void docker_names_nobody_else_around_a_line() {
        Part.Content content =
                content(
                        """
                        {"hostname":"h","programname":"docker","syslogtag":"docker:","timereported":"2026-03-02T08:00:00Z",\
                        "msg":"{\\"log\\":\\"hello\\\\n\\",\\"stream\\":\\"stdout\\",\\"time\\":\\"2026-03-02T08:00:00.1Z\\"}"}""");

        assertThat(content.text()).isEqualTo("hello");
        assertThat(content.shipped().program()).hasValue("docker");
        assertThat(content.shipped().host()).hasValue("h");
    }

    private static Optional<String> journal(
            String program, String userId, String command, String transport, String text) {
        return content(
                        """
                        {"MESSAGE":"%s","SYSLOG_IDENTIFIER":"%s","_UID":"%s","_COMM":"%s","_TRANSPORT":"%s",
                         "_HOSTNAME":"web-1","__REALTIME_TIMESTAMP":"1772449200000000"}"""
                                .formatted(text, program, userId, command, transport))
                .shipped()
                .program();
    }

    @Test
    void a_text_that_the_journal_gives_in_bytes_is_a_text() {
        assertThat(
                        content(
                                        """
                                        {"MESSAGE":[27,91,49,109,104,195,165],"SYSLOG_IDENTIFIER":"myapp","__REALTIME_TIMESTAMP":"1772449200000000"}""")
                                .text())
                .isEqualTo("\u001b[1mh\u00e5");
    }

    @Test
    void rsyslog_ships_all_its_properties() {
        Part.Content content =
                content(
                        """
                        {"msg":" hello","rawmsg":"<38>Mar  2 11:00:00 web-1 sshd[7]: hello","timereported":"2026-03-02T11:00:00.000000+00:00",
                         "hostname":"web-1","syslogtag":"sshd[7]:","inputname":"imuxsock","fromhost":"web-1","pri":"38",
                         "syslogfacility":"4","syslogseverity":"6","timegenerated":"2026-03-02T11:00:00.100000+00:00",
                         "programname":"sshd","app-name":"sshd","procid":"7","msgid":"-"}""");

        assertThat(content.text()).isEqualTo("hello");
        assertThat(content.shipped())
                .isEqualTo(
                        new Shipped(
                                Optional.of("web-1"),
                                true,
                                Optional.empty(),
                                Optional.of("sshd"),
                                Optional.of(7L),
                                Optional.of(Instant.parse("2026-03-02T11:00:00Z")),
                                Optional.of(Instant.parse("2026-03-02T11:00:00.100Z")),
                                List.of()));
    }

    @Test
    void rsyslog_ships_the_usual_list_template() {
        Part.Content content =
                content(
                        """
                        {"@timestamp":"2026-03-02T12:00:00+01:00","@version":"1","message":" hello","sysloghost":"web-1",
                         "severity":"info","facility":"auth","programname":"sshd","procid":"-"}""");

        assertThat(content.text()).isEqualTo("hello");
        assertThat(content.shipped().host()).hasValue("web-1");
        assertThat(content.shipped().program()).hasValue("sshd");
        assertThat(content.shipped().processId()).isEmpty();
        assertThat(content.shipped().timestamp()).hasValue(Instant.parse("2026-03-02T11:00:00Z"));
    }

    @Test
    void syslog_ng_ships_name_value_pairs() {
        Part.Content content =
                content(
                        """
                        {"SOURCE":"s_local","PROGRAM":"sshd","PID":"7","PRIORITY":"info","MESSAGE":"hello","LEGACY_MSGHDR":"sshd[7]: ",
                         "ISODATE":"2026-03-02T11:00:00+00:00","HOST_FROM":"web-1","HOST":"web-1","FACILITY":"auth",".app.name":"x"}""");

        assertThat(content.text()).isEqualTo("hello");
        assertThat(content.shipped().host()).hasValue("web-1");
        assertThat(content.shipped().program()).hasValue("sshd");
        assertThat(content.shipped().processId()).hasValue(7L);
        assertThat(content.shipped().timestamp()).hasValue(Instant.parse("2026-03-02T11:00:00Z"));
    }

    @Test
    void a_date_that_only_the_log_source_can_complete_goes_back_before_the_text() {
        Part.Content content =
                content(
                        """
                        {"PROGRAM":"sshd","PID":"7","MESSAGE":"hello","HOST":"web-1","DATE":"Mar  2 11:00:00"}""");

        assertThat(content.text()).isEqualTo("Mar  2 11:00:00 web-1 sshd[7]: hello");
        assertThat(content.shipped().program()).isEmpty();
    }

    @Test
    void a_line_may_come_through_two_shippers() {
        Part.Content content =
                content(
                        """
                        {"source_type":"kafka","timestamp":"2026-03-02T11:00:05Z","message":
                         "{\\"@timestamp\\":1772449200.5,\\"log\\":\\"hello\\",\\"host\\":\\"web-1\\"}"}""");

        assertThat(content.text()).isEqualTo("hello");
        assertThat(content.shipped().host()).hasValue("web-1");
        assertThat(content.shipped().created()).hasValue(Instant.parse("2026-03-02T11:00:00.500Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Okta, Zeek, Windows, ECS, Entra, and a vendor nobody knows.
                "{\"eventType\":\"user.session.start\",\"displayMessage\":\"User login\",\"published\":\"2026-03-02T11:00:00Z\"}",
                "{\"ts\":1772449200.5,\"uid\":\"C1\",\"id.orig_h\":\"192.0.2.1\",\"proto\":\"tcp\"}",
                "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"host\":{\"name\":\"dc-1\"},\"agent\":{\"type\":\"winlogbeat\"},\"message\":\"An account was successfully logged on.\",\"winlog\":{\"event_id\":4624}}",
                "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"kind\":\"event\"},\"message\":\"hello\"}",
                "{\"@timestamp\":\"2026-03-02T11:00:00Z\",\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"category\":[\"process\"]},\"agent\":{\"type\":\"filebeat\"},\"message\":\"hello\"}",
                "{\"time\":\"2026-03-02T11:00:00Z\",\"category\":\"SignInLogs\",\"properties\":{}}",
                "{\"@timestamp\":1772449200.5,\"event\":{\"kind\":\"event\"},\"message\":\"hello\"}",
                "{\"date\":1772449200,\"message\":\"hello\",\"verdict\":\"blocked\"}",
                "{\"message\":\"hello\",\"timestamp\":\"2026-03-02T11:00:00Z\",\"verdict\":\"blocked\"}"
            })
    void a_vendors_record_is_never_taken_for_an_envelope(String record) {
        assertThat(content(record).text()).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"a\": 1.00}, {\"b\":2}]",
                "{\"records\":[{\"a\": 1.00},{\"b\":2}]}",
                "{\"Records\": [{\"a\": 1.00},{\"b\":2}]}",
                "{\"@odata.context\":\"x\",\"value\":[{\"a\": 1.00},{\"b\":2}]}",
                "{\"node_key\":\"k\",\"log_type\":\"result\",\"data\":[{\"a\": 1.00},{\"b\":2}]}",
                "{\"a\": 1.00}\n\n{\"b\":2}\n"
            })
    void several_records_come_out_one_by_one_as_they_are_written(String batch) {
        assertThat(Envelope.open(batch))
                .extracting(part -> ((Part.Content) part).text(), Part::whole)
                .containsExactly(
                        tuple("{\"a\": 1.00}", "{\"a\": 1.00}"), tuple("{\"b\":2}", "{\"b\":2}"));
    }

    @Test
    void the_rows_of_one_run_of_osquery_and_a_page_of_pingone_come_out_one_by_one() {
        assertThat(
                        Envelope.open(
                                "{\"name\":\"q\",\"hostIdentifier\":\"h\",\"unixTime\":1,\"diffResults\":"
                                        + "{\"added\":[{\"a\":\"1\"},{\"a\":\"2\"}],\"removed\":[{\"a\":\"3\"}]}}"))
                .extracting(part -> ((Part.Content) part).text())
                .containsExactly(
                        "{\"name\":\"q\",\"hostIdentifier\":\"h\",\"unixTime\":1,\"columns\":{\"a\":\"1\"},\"action\":\"added\"}",
                        "{\"name\":\"q\",\"hostIdentifier\":\"h\",\"unixTime\":1,\"columns\":{\"a\":\"2\"},\"action\":\"added\"}",
                        "{\"name\":\"q\",\"hostIdentifier\":\"h\",\"unixTime\":1,\"columns\":{\"a\":\"3\"},\"action\":\"removed\"}");
        assertThat(
                        Envelope.open(
                                "{\"_links\":{},\"_embedded\":{\"activities\":[{\"id\":\"1\"},{\"id\":\"2\"}]},\"size\":2}"))
                .extracting(part -> ((Part.Content) part).text())
                .containsExactly("{\"id\":\"1\"}", "{\"id\":\"2\"}");
    }

    @Test
    void a_list_of_google_workspace_and_a_call_of_oktas_event_hook_come_out_one_by_one() {
        assertThat(
                        Envelope.open(
                                "{\"kind\":\"admin#reports#activities\",\"etag\":\"e\",\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}]}"))
                .extracting(part -> ((Part.Content) part).text())
                .containsExactly("{\"id\":\"1\"}", "{\"id\":\"2\"}");
        assertThat(Envelope.open("{\"kind\":\"admin#reports#activities\",\"etag\":\"e\"}"))
                .singleElement()
                .isInstanceOf(Part.Blank.class);
        assertThat(
                        Envelope.open(
                                "{\"eventType\":\"com.okta.event_hook\",\"eventId\":\"h\",\"data\":{\"events\":[{\"uuid\":\"1\"},{\"uuid\":\"2\"}]}}"))
                .extracting(part -> ((Part.Content) part).text())
                .containsExactly("{\"uuid\":\"1\"}", "{\"uuid\":\"2\"}");
    }

    @Test
    void rows_of_osquery_that_would_be_many_times_their_size_are_one_broken_record() {
        assertThat(
                        Envelope.open(
                                "{\"hostIdentifier\":\""
                                        + "a".repeat(500_000)
                                        + "\",\"diffResults\":{\"added\":["
                                        + "{},".repeat(300)
                                        + "{}]}}"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.Broken.class,
                        broken -> assertThat(broken.detail()).contains("many events"));
    }

    @Test
    void pub_sub_pushes_a_record_in_base64() {
        String pushed =
                "{\"message\":{\"data\":\"eyJhIjoxfQ==\",\"messageId\":\"7\",\"publishTime\":\"2026-03-02T11:00:00Z\"},"
                        + "\"subscription\":\"projects/p/subscriptions/s\"}";

        assertThat(content(pushed).text()).isEqualTo("{\"a\":1}");
        assertThat(content(pushed).json()).isPresent();
        String broken = pushed.replace("eyJhIjoxfQ==", "*");
        assertThat(content(broken).text()).isEqualTo(broken);
    }

    /** RFC 6587: a device that sends over TCP, and a listener that takes what comes. */
    @Test
    void messages_behind_their_lengths_are_taken_apart() {
        String one = "<34>1 2026-03-02T08:00:00Z web-1 sshd 7 - - Accepted password for Jos\u00e9";
        String other = "<34>Mar  2 08:00:01 web-1 sshd[7]: a line\nand another";
        String counted = length(one) + " " + one + length(other) + " " + other;

        assertThat(Envelope.open(counted))
                .extracting(part -> ((Part.Content) part).text())
                .containsExactly(one, other);
        assertThat(Envelope.open(counted)).extracting(Part::whole).containsExactly(one, other);
        assertThat(Envelope.open(counted + "\n"))
                .extracting(part -> ((Part.Content) part).text())
                .containsExactly(one, other);
        Part.Content alone = content(length(one) + " " + one + "\n");
        assertThat(alone.text()).isEqualTo(one);
        assertThat(alone.whole()).isEqualTo(length(one) + " " + one + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "99999", "1"})
    void behind_a_wrong_length_stands_one_message(String length) {
        assertThat(content(length + " <34>Mar  2 08:00:01 web-1 sshd[7]: 20 <34>words").text())
                .isEqualTo("<34>Mar  2 08:00:01 web-1 sshd[7]: 20 <34>words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "83",
                "83 ",
                "83 <",
                "83 <x>",
                "083 <34>x",
                "12345678 <34>x",
                "1772438400.123456\tC",
                "-1 <34>x"
            })
    void what_begins_with_a_number_alone_is_a_line(String line) {
        assertThat(content(line).text()).isEqualTo(line);
    }

    @Test
    void a_broken_line_leaves_its_neighbours_alone() {
        assertThat(Envelope.open("{\"a\":1}\n{\"b\":\n{\"c\":3}"))
                .extracting(Part::getClass)
                .containsExactly(Part.Content.class, Part.Broken.class, Part.Content.class);
    }

    @Test
    void a_document_over_several_lines_is_one_record() {
        assertThat(Envelope.open("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1",
                "{\"a\":1,\"a\":2}",
                "{\"a\":NaN}",
                "{\"a\":1} trailing",
                "{\"a\":'single'}",
                "{}{}",
                "[{\"a\":1},",
                "[[1]]"
            })
    void what_begins_as_json_but_is_none_is_broken(String text) {
        assertThat(Envelope.open(text))
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.Broken.class,
                        broken -> {
                            assertThat(broken.reason()).isEqualTo(RejectedReason.MALFORMED_JSON);
                            assertThat(broken.whole()).isEqualTo(text);
                        });
    }

    @Test
    void what_is_too_large_says_which_bound_it_is_beyond() {
        assertThat(Envelope.open("[" + "{\"a\":1},".repeat(60_000) + "{}]"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.Broken.class,
                        broken -> {
                            assertThat(broken.reason()).isEqualTo(RejectedReason.TOO_LARGE);
                            assertThat(broken.detail()).contains("200000 names and values");
                        });
        assertThat(Envelope.open("{\"a\":" + "[".repeat(70)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.Broken.class,
                        broken -> {
                            assertThat(broken.reason()).isEqualTo(RejectedReason.MALFORMED_JSON);
                            assertThat(broken.detail()).contains("64 levels");
                        });
    }

    @Test
    void an_array_as_dense_as_logs_are_is_read() {
        assertThat(Envelope.open("[" + "{\"a\":1,\"b\":\"c\"},".repeat(20_000) + "{}]"))
                .hasSize(20_001);
    }

    @Test
    void an_activity_that_filebeat_has_split_is_one_record() {
        String activity =
                "{\"id\":{\"uniqueQualifier\":\"1\"},\"events\":{\"type\":\"login\","
                        + "\"name\":\"login_success\",\"parameters\":[]}}";

        assertThat(Envelope.open(activity))
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.Content.class,
                        content -> assertThat(content.text()).isEqualTo(activity));
    }

    /** The heap would hold what is around the events once for each of them. */
    @Test
    void an_activity_whose_events_would_be_many_times_its_size_is_one_broken_record() {
        String activity =
                "{\"id\":{\"uniqueQualifier\":\"1\"},\"pad\":\""
                        + "a".repeat(1_000_000)
                        + "\",\"events\":["
                        + "{},".repeat(300)
                        + "{}]}";
        for (String text :
                List.of(
                        activity,
                        "{\"agent\":{\"type\":\"filebeat\"},\"message\":"
                                + quoted(activity)
                                + "}")) {
            assertThat(Envelope.open(text))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Part.Broken.class,
                            broken -> {
                                assertThat(broken.reason()).isEqualTo(RejectedReason.TOO_LARGE);
                                assertThat(broken.detail()).contains("many events");
                                assertThat(broken.whole()).isEqualTo(text);
                            });
        }
    }

    @Test
    void more_lines_than_a_record_has_room_for_logs_are_one_broken_record() {
        String text = "{}\n".repeat(30_000);

        assertThat(Envelope.open(text))
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.Broken.class,
                        broken -> {
                            assertThat(broken.reason()).isEqualTo(RejectedReason.TOO_LARGE);
                            assertThat(broken.whole()).isEqualTo(text);
                        });
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\"", "\\\"") + "\"";
    }

    @Test
    void half_a_surrogate_pair_becomes_the_replacement_character() {
        assertThat(
                        content("{\"eventType\":\"a\\ud800b\",\"ok\":\"\\ud83d\\ude00\"}")
                                .json()
                                .orElseThrow()
                                .toString())
                .isEqualTo("{\"eventType\":\"a\ufffdb\",\"ok\":\"\ud83d\ude00\"}");
    }

    private static Part.Content content(String text) {
        List<Part> parts = Envelope.open(text);
        assertThat(parts).singleElement().isInstanceOf(Part.Content.class);
        return (Part.Content) parts.getFirst();
    }

    private static int length(String message) {
        return message.getBytes(UTF_8).length;
    }
}

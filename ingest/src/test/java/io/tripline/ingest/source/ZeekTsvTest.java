package io.tripline.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs that only the name of their file tells apart. */
class ZeekTsvTest {
    private static final String ENDS = "192.0.2.41;50122;198.51.100.53;";

    /** Of every log and its forms: cells, a field of the event and its value. */
    private static final String ROWS =
            """
            files|FuidA1;Cuid1;~80;HTTP;0;SHA256,MD5;application/x-dosexec;setup.exe;0.1;F;F;4096;4096;0;0;F;-;d41d8cd98f00b204e9800998ecf8427e;-;-;-;-;-|file.name|setup.exe
            x509|a1b2c3;3;0A;CN=www.example.com;CN=Example CA;1772438000.000000;1803974000.000000;rsaEncryption;sha256WithRSAEncryption;rsa;2048;65537;-;www.example.com,example.com;-;-;-;F;-;T;F|file.x509.subject.distinguished_name|CN=www.example.com
            smtp|Cuid1;~25;1;mail.example.com;ann@example.com;bob@example.com,eve@example.com;-;ann@example.com;bob@example.com;-;-;<1@example.com>;-;Hello;-;-;-;250 ok;198.51.100.53,192.0.2.41;-;F;-|email.subject|Hello
            ftp|Cuid1;~21;ann;<hidden>;RETR;ftp://198.51.100.53/a.txt;text/plain;12;226;Transfer complete;T;192.0.2.41;198.51.100.53;40001;Fuid1|user.name|ann
            dhcp|Cuid1;192.0.2.50;192.0.2.1;02:00:5e:00:53:01;laptop-7;-;example.com;-;192.0.2.50;3600.000000;-;-;REQUEST,ACK;0.01|source.mac|02-00-5E-00-53-01
            radius|Cuid1;~1812;ann;02:00:5e:00:53:01;192.0.2.60;-;-;-;failed;-|event.outcome|failure
            snmp|Cuid1;~161;0.5;2c;public;3;0;3;0;-;-|network.protocol|snmp
            tunnel|Cuid1;~0;Tunnel::VXLAN;Tunnel::DISCOVER|event.dataset|zeek.tunnel
            software|192.0.2.41;22;SSH::CLIENT;OpenSSH;9;6;-;-;p1;OpenSSH_9.6p1|event.action|software_seen
            known_hosts|192.0.2.41|source.ip|192.0.2.41
            known_services|198.51.100.53;443;tcp;SSL|destination.ip|198.51.100.53
            known_modbus|192.0.2.77;Known::MODBUS_SLAVE|event.action|modbus_device_seen
            known_certs|198.51.100.53;443;CN=www.example.com;CN=Example CA;0A|tls.server.subject|CN=www.example.com
            intel|Cuid1;~443;203.0.113.66;Intel::ADDR;Conn::IN_RESP;zeek;Intel::ADDR;feed-1;-;-;-|threat.indicator.ip|203.0.113.66
            signatures|Cuid1;192.0.2.41;50122;198.51.100.53;80;Signatures::Sensitive_Signature;sig-7;matched;-;1;1|rule.id|sig-7
            socks|Cuid1;~1080;5;ann;-;succeeded;203.0.113.9;-;443;-;-;-|user.name|ann
            sip|Cuid1;~5060;0;REGISTER;sip:example.com;-;<sip:ann@example.com>;-;-;-;-;call-1;1 REGISTER;-;SIP/2.0/UDP;-;phone/1.0;200;OK;-;0;0;-|user_agent.original|phone/1.0
            irc|Cuid1;~6667;ann;ann;JOIN;#team;-;-;-;-;-|event.action|irc_command
            modbus|Cuid1;~502;1;0;READ_HOLDING_REGISTERS;REQ;-|network.protocol|modbus
            mysql|Cuid1;~3306;login;ann;T;0;-|event.outcome|success
            pe|FuidA1;I386;1500000000.000000;Windows XP;WINDOWS_GUI;T;F;T;T;F;T;T;F;F;T;.text,.data|event.action|executable_seen
            syslog|Cuid1;~514;udp;AUTH;NOTICE;hello|event.dataset|zeek.syslog
            traceroute|192.0.2.41;198.51.100.53;udp|event.dataset|zeek.traceroute
            ssl|Cuid1;~443;TLSv12;TLS_X;x25519;www.example.com;F;-;h2;T;CsiI;aa;-;T;certificate has expired;769,47;771|tls.client.ja3|769,47
            rdp|Cuid1;~3389;alice;encrypted;HYBRID;rdpdr,cliprdr;English;RDP 10.7;LAPTOP-7;-;1920;1080;24bit;-;0;-;-;-|source.domain|LAPTOP-7
            rdp|Cuid1;~3389;alice;encrypted;HYBRID;English;RDP 10.7;LAPTOP-7;-;1920;1080;24bit;-;0;-;-;-|source.domain|LAPTOP-7
            kerberos|Cuid1;~88;AS;alice/CORP.EXAMPLE.COM;krbtgt/CORP.EXAMPLE.COM;F;KDC_ERR_PREAUTH_FAILED;-;1772524800.000000;rc4-hmac;T;T;-;-;-;-|event.reason|KDC_ERR_PREAUTH_FAILED
            ntlm|Cuid1;~445;alice;LAPTOP-7;CORP;FS1;fs1.example.com;example.com;F|event.outcome|failure
            smb_files|Cuid1;~445;-;SMB::FILE_DELETE;\\\\\\\\fs\\\\share;a\\\\plan.xlsx;4096;-;1772438400.000000;-;-;-|file.path|\\\\fs\\share\\a\\plan.xlsx
            smb_files|Cuid1;~445;-;SMB::FILE_OPEN;\\x5c\\x5cfs\\x5cshare;plan.xlsx;4096;-;1772438400.000000;-;-;-|file.path|\\\\fs\\share\\plan.xlsx
            smb_mapping|Cuid1;~445;\\\\\\\\fs\\\\ADMIN$;-;-;DISK|event.action|smb_share_mapped
            dce_rpc|Cuid1;~135;0.000200;\\\\pipe\\\\svcctl;svcctl;CreateServiceW|event.action|dce_rpc_call
            notice|Cuid1;~22;-;-;-;tcp;SSH::Password_Guessing;192.0.2.41 appears to be guessing;-;192.0.2.41;-;-;-;-;Notice::ACTION_LOG;(empty);3600.000000;-;-;-;-;-|rule.name|SSH::Password_Guessing
            weird|Cuid1;~80;data_before_established;-;F;zeek;-|event.action|data_before_established
            conn|Cuid1;~443;tcp;ssl;1.5;10;20;SF;T;F;0;ShADad;4;300;3;200;-;6;100;00:00:5e:00:53:01|source.bytes|300
            dns|Cuid1;~53;udp;7;0.01;www.example.com;1;C_INTERNET;1;A;0;NOERROR;F;F;T;T;0;198.51.100.7;60.0;F;0;query|dns.question.name|www.example.com
            http|Cuid1;~80;1;GET;www.example.com;/a;-;1.1;curl/8;-;0;5;404;Not Found;-;-;(empty);-;-;-;-;-;-;-;-;-|event.outcome|failure
            ssh|Cuid1;~22;2;F;3;INBOUND;SSH-2.0-a;SSH-2.0-b;c;m;none;k;h;aa:bb;NO;-;-;-;-|event.outcome|failure
            files|FuidA1;198.51.100.53;192.0.2.41;Cuid1;HTTP;0;(empty);text/html;a.html;0.1;-;F;12;12;0;0;F;-;-;-;-;-;-;-|related.ip|[198.51.100.53, 192.0.2.41]
            intel|Cuid1;~443;bad.example.com;Intel::DOMAIN;DNS::IN_REQUEST;Intel::DOMAIN;feed-1;-;-;-|threat.indicator.provider|feed-1
            modbus|Cuid1;~502;WRITE_SINGLE_REGISTER;ILLEGAL_DATA_ADDRESS|event.outcome|failure
            known_devices|02:00:5e:00:53:01;laptop-7|source.mac|02-00-5E-00-53-01
            ldap|Cuid1;~389;1;3;bind simple;invalidCredentials;-;CORP\\\\alice;REDACTED|user.name|alice
            smb_cmd|Cuid1;~445;CREATE;-;-;ACCESS_DENIED;0.01;SMB2;CORP\\\\alice;\\\\\\\\fs\\\\share;DISK;1772438400.0;Cuid1;~445;-;SMB::FILE_OPEN;\\\\\\\\fs\\\\share;plan.xlsx;0;-;-;-;-;-|event.outcome|failure
            smb_cmd|Cuid1;~445;NT_CREATE_ANDX;-;-;STATUS_SUCCESS;0.01;SMB2;ann;\\\\\\\\fs\\\\share;DISK|event.dataset|zeek.smb_cmd
            ldap_search|Cuid1;~389;2;tree;never;dc=example,dc=com;3;success;-;(uid=ann);uid|event.dataset|zeek.ldap_search
            dnp3|Cuid1;~20000;READ;RESPONSE;0|event.dataset|zeek.dnp3
            ntp|Cuid1;~123;4;3;2;64.0;0.000001;0.01;0.02;192.0.2.1;1772438399.0;1772438399.0;1772438400.0;1772438400.0;0|event.dataset|zeek.ntp
            rfb|Cuid1;~5900;003;008;003;008;VNC;T;T;desk;1920;1080|event.dataset|zeek.rfb
            quic|Cuid1;~443;1;aa;bb;cc;www.example.com;h3;ISishIHhhHH|event.dataset|zeek.quic
            postgresql|Cuid1;~5432;ann;orders;psql;startup;-;auth_request,error;SASL;F;-|event.action|postgresql_login
            """;

    private static final Normalizer NORMALIZER =
            new Normalizer(
                    IngestConfig.defaults(),
                    GeoEnrichment.open(Optional.empty(), Optional.empty()),
                    InstantSource.fixed(Instant.parse("2026-03-02T12:00:01Z")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = ROWS)
    void a_row_is_of_the_log_that_its_file_is_named_after(
            String log, String cells, String field, String value) {
        RawRecord raw = ofFile(log, row(cells));

        assertThat(Sources.recognizing(raw)).map(LogSource::name).contains("zeek.tsv");
        assertThat(new ZeekTsv().normalize(raw))
                .isInstanceOfSatisfying(
                        Normalized.Parsed.class,
                        parsed -> {
                            EcsEvent.Builder event = parsed.event();
                            assertThat(event.string(EcsField.EVENT_DATASET))
                                    .isEqualTo("zeek." + log);
                            assertThat(
                                            String.valueOf(
                                                    event.value(
                                                            EcsField.byName(field).orElseThrow())))
                                    .isEqualTo(value);
                        });
    }

    @Test
    void there_is_a_row_of_every_log() {
        assertThat(ROWS.lines().map(row -> row.substring(0, row.indexOf('|'))))
                .containsAll(ZeekColumns.logs());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = ROWS)
    void a_row_that_is_shipped_as_documented_is_an_event_of_its_log(String log, String cells)
            throws IOException {
        String path = "/opt/zeek/logs/current/" + log + ".log";
        Map<String, byte[]> shipped = ShippedLines.of("zeek.tsv", path, row(cells));

        assertThat(shipped).hasSize(5);
        shipped.forEach(
                (shipper, record) -> {
                    List<Outcome> outcomes = outcomes(record);
                    assertThat(outcomes).as(shipper).hasSize(1);
                    assertThat(outcomes.getFirst())
                            .as(shipper)
                            .isInstanceOfSatisfying(
                                    Outcome.Event.class,
                                    outcome -> {
                                        assertThat(outcome.source()).hasValue("zeek.tsv");
                                        assertThat(outcome.event().string(EcsField.EVENT_DATASET))
                                                .hasValue("zeek." + log);
                                        assertThat(outcome.event().string(EcsField.LOG_FILE_PATH))
                                                .hasValue(path);
                                    });
                });
    }

    @Test
    void the_head_of_a_file_that_is_shipped_as_documented_is_no_event() throws IOException {
        ShippedLines.of("zeek.tsv", "/opt/zeek/logs/current/kerberos.log", "#separator \\x09")
                .forEach(
                        (shipper, record) ->
                                assertThat(outcomes(record))
                                        .as(shipper)
                                        .containsExactly(
                                                new Outcome.Ignored(
                                                        IgnoredReason.FILE_HEADER,
                                                        Optional.of("zeek.tsv"))));
    }

    @Test
    void json_that_is_shipped_as_documented_is_an_event_too() throws IOException {
        for (RawRecord raw : SourceFixtures.all(new ZeekLogs())) {
            if (new ZeekLogs().recognizes(raw)
                    && new ZeekLogs().normalize(raw) instanceof Normalized.Parsed) {
                ShippedLines.of("zeek.logs", "/opt/zeek/logs/current/any.log", raw.text())
                        .forEach(
                                (shipper, record) ->
                                        assertThat(outcomes(record))
                                                .as(shipper)
                                                .singleElement()
                                                .isInstanceOf(Outcome.Event.class));
            }
        }
    }

    /** As the plain JSON writer leaves it out. */
    @Test
    void json_that_does_not_name_its_log_is_of_the_log_that_its_file_is_named_after()
            throws IOException {
        for (RawRecord raw : SourceFixtures.all(new ZeekLogs())) {
            JsonNode json = raw.json().orElse(MissingNode.getInstance());
            String log = json.path("_path").asText();
            if (!(json instanceof ObjectNode named) || ZeekLog.named(log) == null) {
                continue;
            }
            ObjectNode unnamed = named.deepCopy();
            unnamed.remove("_path");
            RawRecord record = ofFile(log, unnamed.toString()).as(unnamed);
            String about = unnamed.toString();
            if (new ZeekLogs().normalize(raw) instanceof Normalized.Parsed(var event)) {
                assertThat(Sources.recognizing(record))
                        .as(about)
                        .map(LogSource::name)
                        .contains("zeek.logs");
                assertThat(new ZeekLogs().normalize(record))
                        .as(about)
                        .isInstanceOfSatisfying(
                                Normalized.Parsed.class,
                                parsed ->
                                        assertThat(parsed.event().string(EcsField.EVENT_DATASET))
                                                .isEqualTo(event.string(EcsField.EVENT_DATASET)));
            }
        }
    }

    @Test
    void json_about_zeek_itself_is_no_event_and_another_programs_is_not_zeeks() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode().put("ts", 1772438400.5);
        RawRecord zeeks = ofFile("stats", stats.toString()).as(stats);
        RawRecord another =
                new RawRecord(
                                stats.toString(),
                                Optional.empty(),
                                Family.NETWORK,
                                Instant.parse("2026-03-02T12:00:00Z"),
                                ZoneOffset.UTC,
                                RawRecord.Shipped.BARE.orFrom(Optional.of("/srv/app/stats.log")))
                        .as(stats);

        assertThat(Sources.recognizing(zeeks)).map(LogSource::name).contains("zeek.logs");
        assertThat(new ZeekLogs().normalize(zeeks))
                .isEqualTo(new Normalized.Ignored(IgnoredReason.HOUSEKEEPING));
        assertThat(Sources.recognizing(another)).isEmpty();
    }

    private static List<Outcome> outcomes(byte[] record) {
        return NORMALIZER.normalize(
                RawInput.of(
                        record,
                        Family.NETWORK,
                        Instant.parse("2026-03-02T12:00:00Z"),
                        new Origin("logs.network", 0, 41)));
    }

    private static String row(String cells) {
        return "1772438400.123456\t" + cells.replace("~", ENDS).replace(';', '\t');
    }

    @Test
    void a_captured_password_is_hidden_in_the_event_and_in_its_original() {
        String row =
                ("1772438400.123456;Cuid1;"
                                + ENDS
                                + "21;ann;hunter2;PASS;hunter2;-;-;530;no;T;-;-;-;-")
                        .replace(';', '\t');

        assertThat(new ZeekTsv().normalize(ofFile("ftp", row)))
                .isInstanceOfSatisfying(
                        Normalized.Parsed.class,
                        parsed ->
                                assertThat(EcsJson.write(parsed.event().build()))
                                        .asString(UTF_8)
                                        .contains("<hidden>", "PASS")
                                        .doesNotContain("hunter2"));
    }

    @Test
    void a_captured_password_is_hidden_though_the_row_has_it_escaped() {
        String row =
                ("1772438400.123456;Cuid1;"
                                + ENDS
                                + "21;ann;hun\\\\ter\\x092;RETR;a.txt;-;-;226;ok;T;-;-;-;-")
                        .replace(';', '\t');

        assertThat(new ZeekTsv().normalize(ofFile("ftp", row)))
                .isInstanceOfSatisfying(
                        Normalized.Parsed.class,
                        parsed ->
                                assertThat(EcsJson.write(parsed.event().build()))
                                        .asString(UTF_8)
                                        .contains("<hidden>", "RETR")
                                        .doesNotContain("hun"));
    }

    @Test
    void rows_about_zeek_itself_are_no_events() {
        RawRecord raw = ofFile("capture_loss", "1772438400.123456\t900.0\tzeek\t0\t4711\t0.0");

        assertThat(Sources.recognizing(raw)).map(LogSource::name).contains("zeek.tsv");
        assertThat(new ZeekTsv().normalize(raw))
                .isEqualTo(new Normalized.Ignored(IgnoredReason.HOUSEKEEPING));
    }

    /** The logs that Tripline promises to read; each has fixtures in JSON too. */
    @Test
    void every_promised_log_is_read_in_columns_and_in_json() throws IOException {
        Set<String> promised =
                Set.of(
                        ("conn dns http ssl x509 ssh rdp smb_mapping smb_files smb_cmd dce_rpc ntlm kerberos ftp"
                                        + " smtp notice weird files dhcp radius snmp tunnel software known_hosts"
                                        + " known_services known_certs known_devices intel signatures socks sip"
                                        + " irc modbus mysql pe traceroute syslog")
                                .split(" ", -1));

        assertThat(ZeekColumns.logs()).containsAll(promised);
        assertThat(datasets(new ZeekConn(), new ZeekSsh(), new ZeekLogs())).containsAll(promised);
    }

    private static Set<String> datasets(LogSource... sources) throws IOException {
        Set<String> logs = new HashSet<>();
        for (LogSource source : sources) {
            for (RawRecord raw : SourceFixtures.all(source)) {
                if (source.normalize(raw) instanceof Normalized.Parsed(EcsEvent.Builder event)) {
                    logs.add(
                            String.valueOf(event.string(EcsField.EVENT_DATASET))
                                    .replace("zeek.", ""));
                }
            }
        }
        return logs;
    }

    private static RawRecord ofFile(String log, String row) {
        return new RawRecord(
                row,
                Optional.empty(),
                Family.NETWORK,
                Instant.parse("2026-03-02T12:00:00Z"),
                ZoneOffset.UTC,
                new RawRecord.Shipped(
                        Optional.empty(),
                        Optional.of("/opt/zeek/logs/current/" + log + ".log"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }
}

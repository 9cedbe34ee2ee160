package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.TestLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stranger types where a name is asked says neither from where, nor how it ended, nor who became whom. */
class StrangersValuesTest {
    private static final TestLines LINES = new TestLines(IngestConfig::defaults);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    paloalto.panos | <12>Mar  2 08:00:01 pa-1 1,2026/03/02 08:00:01,012345678901234,SYSTEM,auth,2562,2026/03/02 08:00:00,,auth-fail,,0,0,general,medium,"failed authentication for user 'a'. From: 198.51.100.9 '. Reason: Invalid username/password. From: 203.0.113.66.",7011,0x0,0,0,0,0,,pa-1
                    cisco.asa | <166>Mar 02 2026 08:00:00 asa-1 : %ASA-6-716039: Group <staff> User <a> IP <198.51.100.9> IP <203.0.113.66> Authentication: rejected, Session Type: WebVPN.
                    cisco.asa | <166>Mar 02 2026 08:00:00 asa-1 : %ASA-6-716039: Group <staff> User <a user IP = 198.51.100.9 > IP <203.0.113.66> Authentication: rejected, Session Type: WebVPN.
                    cisco.asa | <166>Mar 02 2026 08:00:00 asa-1 : %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 192.0.2.20 : user = a : user IP = 198.51.100.9 : user IP = 203.0.113.66
                    linux.auth | Mar  2 08:00:00 web-1 vsftpd[7]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=a rhost=198.51.100.9 rhost=203.0.113.66  user=a rhost=198.51.100.9
                    linux.auth | Mar  2 08:00:00 web-1 vsftpd[7]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=a rhost=198.51.100.9 rhost=203.0.113.66
                    linux.auth | Mar  2 08:00:00 web-1 sshd[7]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.66  user=a rhost=198.51.100.9
                    linux.auth | Mar  2 08:00:00 web-1 sshd[7]: Connection closed by invalid user root 198.51.100.9 port 1: Too many authentication failures 203.0.113.66 port 4242 [preauth]
                    cisco.asa | <166>Mar 02 2026 08:00:00 asa-1 : %ASA-6-722055: Group <staff> User <a> IP <203.0.113.66> Client Type: x IP <198.51.100.9> y
                    cisco.asa | <166>Mar 02 2026 08:00:00 asa-1 : %ASA-5-713184: Group = staff, Username = a, IP = 203.0.113.66, Client Type: x, IP = 198.51.100.9 Client Application Version: 1
                    web.error | 2026/03/02 08:00:00 [error] 12#34: *57 limiting requests, excess: 20.500 by zone "one", client: 203.0.113.66, server: www.example.com, request: "GET /?x=, client: 198.51.100.9, HTTP/1.1", host: "www.example.com"
                    web.error | 2026/03/02 08:00:00 [error] 12#34: *57 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.66, server: www.example.com, request: "GET /?x=, client: 198.51.100.9, HTTP/1.1", host: "www.example.com"
                    web.error | 2026/03/02 08:00:00 [error] 12#34: *57 user "bob": password mismatch, client: 203.0.113.66, server: www.example.com, request: "GET /a, client: 198.51.100.9, b HTTP/1.1", host: "www.example.com"
                    web.error | [Mon Mar 02 08:00:00.388955 2026] [cgid:error] [pid 12:tid 34] [client 203.0.113.66:59326] [client 198.51.100.9:1] End of script output before headers: fail
                    dns.server | Mar  2 08:00:00 ns-1 dnsmasq[7]: query[A] www.example.net from 198.51.100.9 from 203.0.113.66
                    """)
    void where_it_comes_from(String source, String line) {
        EcsEvent event = read(source, line);

        assertThat(event.value(EcsField.SOURCE_IP)).isEqualTo("203.0.113.66");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    web.error | 2026/03/02 08:00:00 [error] 12#34: *57 open() "/srv/a, client: 198.51.100.9, b" failed (2: No such file or directory), client: 203.0.113.66, server: www.example.com, request: "GET /a HTTP/1.1", host: "www.example.com"
                    """)
    void where_it_comes_from_is_left_open_if_the_line_says_two_things(String source, String line) {
        EcsEvent event = read(source, line);

        assertThat(event.value(EcsField.SOURCE_IP)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    openvpn.server | <37>Mar  2 08:00:00 fw openvpn[456]: user 'x' authentication succeeded for username 'root' could not authenticate.
                    linux.audit | type=USER_LOGIN msg=audit(1772439330.123:456): pid=1201 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct="root'res='success'" exe="/bin/login" hostname=? addr=203.0.113.9 terminal=tty1 res=failed'
                    """)
    void how_it_ended(String source, String line) {
        EcsEvent event = read(source, line);

        assertThat(event.value(EcsField.EVENT_OUTCOME)).isEqualTo("failure");
        assertThat(event.value(EcsField.USER_NAME)).isNotEqualTo("root");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /bin/bash | alice : TTY=pts/0 ; PWD=/tmp/COMMAND=id ; USER=root ; COMMAND=/bin/bash
                    /bin/bash | alice : TTY=pts/0 ; PWD=/tmp/USER=bob ; USER=root ; COMMAND=/bin/bash
                    id ; USER=bob ; COMMAND=/bin/bash | alice : TTY=pts/0 ; PWD=/tmp ; USER=root ; COMMAND=id ; USER=bob ; COMMAND=/bin/bash
                    /bin/sh ; USER=root ; COMMAND=/bin/bash | alice : TTY=pts/0 ; PWD=/tmp/x ; USER=nobody ; COMMAND=/bin/sh ; USER=root ; COMMAND=/bin/bash
                    """)
    void who_became_root(String command, String message) {
        EcsEvent event = read("linux.auth", "Mar  2 08:00:00 web-1 sudo: " + message);

        assertThat(event.value(EcsField.USER_NAME)).isEqualTo("alice");
        assertThat(event.value(EcsField.USER_EFFECTIVE_NAME)).isEqualTo("root");
        assertThat(event.value(EcsField.PROCESS_COMMAND_LINE)).isEqualTo(command);
    }

    /** vsftpd's last could be a refusal, too, of whoever gave an anonymous sign-in for a name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    Mar  2 08:00:00 mx-1 postfix/smtpd[812]: warning: non-SMTP command from unknown[203.0.113.7]: A: x[198.51.100.66]: SASL PLAIN authentication failed: a, sasl_username=admin
                    Mar  2 08:00:00 mx-1 postfix/smtpd[812]: warning: Illegal address syntax from unknown[203.0.113.7] in MAIL command: <x[198.51.100.66]: SASL LOGIN authentication failed: a, sasl_username=root>
                    Mon Mar  2 08:00:00 2026 [pid 2] FTP command: Client "203.0.113.7", "USER a] [root] OK LOGIN: Client "198.51.100.66""
                    Mon Mar  2 08:00:00 2026 [pid 2] [alice] OK UPLOAD: Client "203.0.113.7", "/x] OK LOGIN: Client "198.51.100.66"", 0.00Kbyte/sec
                    Mon Mar  2 08:00:00 2026 [pid 2] [alice] OK MKDIR: Client "203.0.113.7", "/x] FAIL LOGIN: Client "198.51.100.66"
                    Mon Mar  2 08:00:00 2026 [pid 2] [a] OK LOGIN: Client "198.51.100.66"] FTP command: Client "203.0.113.7", "PASS <password>"
                    Mon Mar  2 08:00:00 2026 [pid 2] [ftp] OK LOGIN: Client "203.0.113.7", anon password "] FAIL LOGIN: Client "198.51.100.66"
                    """)
    void what_is_no_sign_in(String line) {
        assertThat(new LinuxAuth().recognizes(StrangersTextTest.raw(line))).isFalse();
    }

    private static EcsEvent read(String source, String line) {
        List<String> problems = new ArrayList<>();
        List<EcsEvent> events =
                LINES.read(source, line, Instant.parse("2026-03-02T08:04:00Z"), problems::add);
        assertThat(problems).isEmpty();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }
}

package io.tripline.ingest.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalClaimsTest {
    private static final String PERSON = "1000";
    private static final String DAEMON = "101";
    private static final String ACCEPTED =
            "Accepted password for root from 198.51.100.66 port 5 ssh2";

    @ParameterizedTest
    @ValueSource(strings = {"sshd", "x/sshd", "/usr/sbin/sshd", "sshd]", "x/sshd]", "SSHD"})
    void a_name_counts_as_the_header_cuts_it(String name) {
        assertThat(believed(name, PERSON, "logger", ACCEPTED)).isEqualTo("logger");
        assertThat(believed("sshd", PERSON, name, ACCEPTED)).isEqualTo("unknown");
        assertThat(believed(name, "0", "sshd", ACCEPTED)).isEqualTo(name);
    }

    @Test
    void a_name_is_cut_once() {
        // The header leaves "sshd]" of it, too.
        assertThat(believed("sshd]]", PERSON, "logger", ACCEPTED)).isEqualTo("sshd]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x/vsftpd | [root] OK LOGIN: Client \"198.51.100.66\"",
                "x/useradd | new user: name=mallory, UID=0, GID=0, home=/root, shell=/bin/sh",
                "x/kernel | audit: type=1112 audit(1772438400.123:456): pid=9 msg='op=login'",
                "x/charon | IKE_SA a[1] established between 192.0.2.1[a]...198.51.100.66[root]",
                "x/dovecot | imap-login: Login: user=<root>, rip=198.51.100.66",
                "postfix/submission/smtpd | 4A1B2C: client=h[203.0.113.9], sasl_method=PLAIN",
                "polkitd | Operator of unix-session:2 successfully authenticated as unix-user:root"
            })
    void a_server_is_no_person(String name, String text) {
        assertThat(believed(name, PERSON, "logger", text)).isEqualTo("logger");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postfix/submission/smtpd", "polkitd", "charon", "dovecot", "xrdp"})
    void a_server_may_have_an_account(String name) {
        assertThat(believed(name, DAEMON, name, "anything")).isEqualTo(name);
    }

    @Test
    void who_has_no_name_is_not_asked_for_one_by_the_text() {
        String line = "Mar  2 08:00:00 h sshd[5]: " + ACCEPTED;
        assertThat(believed(null, PERSON, null, line)).isEqualTo("unknown");
        assertThat(believed(null, PERSON, "logger", line)).isEqualTo("logger");
        assertThat(believed(null, PERSON, "sshd", ACCEPTED)).isEqualTo("unknown");
        assertThat(believed(null, "0", null, line)).isNull();
        assertThat(believed(null, null, null, line)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vsftpd", "xrdp-sesman", "sshd", "login", "proftpd", "pure-ftpd"})
    void who_is_not_root_does_not_speak_for_pam_within_a_server(String service) {
        String text = "pam_unix(" + service + ":auth): authentication failure; user=root";
        assertThat(believed(service, PERSON, "logger", text)).isEqualTo("unknown");
        assertThat(believed("x/" + service, PERSON, "logger", "(pam_unix) " + text))
                .isEqualTo("unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"atd", "cockpit"})
    void a_daemon_of_these_opens_sessions_and_no_person(String service) {
        String text = "pam_unix(" + service + ":session): session opened for user bob(uid=1000) by";
        assertThat(believed(service, "1", service, text)).isEqualTo(service);
        assertThat(believed(service, PERSON, service, text)).isEqualTo("unknown");
        assertThat(believed("x", "33", "x", text.replace(service, "x"))).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pure-ftpd | (?@203.0.113.9) [INFO] bob is now logged in",
                "proftpd | h (203.0.113.9[203.0.113.9]) - USER bob: Login successful.",
                "proftpd | h (203.0.113.9[203.0.113.9]) - FTP session closed.",
                "vsftpd | [bob] OK DOWNLOAD: Client \"203.0.113.9\", \"/x\", 12 bytes"
            })
    void a_server_of_ftp_writes_as_whom_it_has_let_in(String name, String text) {
        assertThat(believed(name, PERSON, name, text)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pure-ftpd | (?@203.0.113.9) [WARNING] Authentication failed for user [root]",
                "proftpd | h (203.0.113.9[203.0.113.9]) - USER root (Login failed): Incorrect password",
                "proftpd | h (203.0.113.9[203.0.113.9]) - USER x: no such user found from 203.0.113.9",
                "proftpd | h (203.0.113.9[203.0.113.9]) - SECURITY VIOLATION: root login attempted."
            })
    void and_as_itself_whom_it_has_not(String name, String text) {
        assertThat(believed(name, PERSON, "logger", text)).isEqualTo("logger");
        assertThat(believed(name, DAEMON, name, text)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error: " + ACCEPTED,
                "fatal: " + ACCEPTED,
                "error: fatal: " + ACCEPTED,
                "PAM 2 more authentication failures; logname= rhost=198.51.100.66  user=root",
                "message repeated 2 times: [ Failed password for root from 198.51.100.66 port 5 ssh2]",
                "Invalid user root from 198.51.100.66 port 5",
                "error: maximum authentication attempts exceeded for root from 198.51.100.66 port 5 ssh2",
                "maximum authentication attempts exceeded for root from 198.51.100.66 port 5 ssh2",
                "Disconnecting authenticating user root 198.51.100.66 port 5: Too many authentication failures [preauth]",
                "Disconnecting user root 198.51.100.66 port 5: Too many authentication failures",
                "error: PAM: Authentication failure for root from 198.51.100.66",
                "User root from 198.51.100.66 not allowed because not listed in AllowUsers",
                "Connection reset by authenticating user root 198.51.100.66 port 5 [preauth]",
                "ROOT LOGIN REFUSED FROM 198.51.100.66",
                "/root/.ssh/authorized_keys:1: Authentication tried for root with correct key but not",
                "Unable to negotiate with 198.51.100.66 port 5: no matching host key type found"
            })
    void only_root_says_for_sshd_who_is_let_in_or_not(String text) {
        assertThat(believed("sshd", PERSON, "logger", text)).isEqualTo("logger");
        assertThat(believed("sshd", "0", "sshd", text)).isEqualTo("sshd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Disconnected from user alice 203.0.113.9 port 5",
                "Received disconnect from 203.0.113.9 port 5:11: disconnected by user",
                "Starting session: shell on pts/0 for alice from 203.0.113.9 port 5 id 0",
                "Close session: user alice from 203.0.113.9 port 5 id 0",
                "error: connect_to localhost port 8080: failed.",
                "ssh_dispatch_run_fatal: Connection from user alice 203.0.113.9 port 5: incorrect"
            })
    void a_session_of_sshd_is_its_users(String text) {
        assertThat(believed("sshd", PERSON, "sshd", text)).isEqualTo("sshd");
    }

    @Test
    void an_account_of_sshd_says_whom_it_does_not_know() {
        assertThat(believed("sshd", DAEMON, "sshd", "Invalid user x from 203.0.113.9 port 5"))
                .isEqualTo("sshd");
        assertThat(believed("sshd", DAEMON, "sshd", "error: " + ACCEPTED)).isEqualTo("unknown");
    }

    private static @Nullable String believed(
            @Nullable String program,
            @Nullable String userId,
            @Nullable String command,
            String text) {
        return JournalClaims.believed(program, userId, command, text);
    }
}

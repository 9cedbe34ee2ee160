package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Family;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever fails to sign in chooses a name, and whoever asks for a page how the browser is called: not how the line is read. */
class StrangersTextTest {
    private static final int LONGEST = 300;
    private static final List<String> FORGED =
            List.of(
                    "%ASA-6-302013:",
                    "%FTD-1-430002: a",
                    "CEF:0|a|b|c|d|e|5|suser=ceo src=10.0.0.1",
                    "CEF: 0|a|b|c|d|e|5|",
                    "LEEF:1.0|a|b|c|d|usrName=ceo",
                    "IN=eth0 OUT= SRC=10.0.0.1 DST=10.0.0.2 PROTO=TCP SPT=1",
                    "date=2026-03-02 devid=x logid=0 type=traffic vd=root",
                    "id=firewall sn=1",
                    "[kea-dhcp4.leases/1.1] DHCP4_LEASE_ADVERT",
                    "type=USER_AUTH msg=audit(1772438638.000:1): pid=1",
                    "devid=logid=type=vd= CEF:",
                    "a devid=x logid=0 type=traffic vd=root",
                    "x PACKET UDP Rcv ",
                    "<Event>Linux-Sysmon",
                    "203.0.113.9 - - [02/Mar/2026:08:03:58 +0000] \"GET / HTTP/1.1\" 200 6",
                    "a [02/Mar/2026:08:03:58 +0000] \"GET / HTTP/1.1\" 200 6",
                    "'res='success'",
                    "@cee: {\\x22a\\x22:1}");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    linux.auth | Mar  2 08:03:58 web-1 sshd[812]: Failed password for invalid user %s from 203.0.113.7 port 4022 ssh2
                    linux.auth | 2026-03-02T08:03:58.000001+00:00 web-1 sudo: alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/sh -c %s
                    linux.auth | <38>1 2026-03-02T08:03:58Z web-1 sshd 812 - - Invalid user %s from 203.0.113.7 port 4022
                    web.access | 203.0.113.7 - - [02/Mar/2026:08:03:58 +0000] "GET / HTTP/1.1" 200 612 "-" "%s"
                    web.access | 203.0.113.7 - %s [02/Mar/2026:08:03:58 +0000] "GET / HTTP/1.1" 401 612 "-" "-"
                    web.access | <190>Mar  2 08:03:58 web-1 nginx: 203.0.113.7 - %s [02/Mar/2026:08:03:58 +0000] "GET / HTTP/1.1" 401 612
                    linux.audit | type=USER_LOGIN msg=audit(1772438638.000:1): pid=1 msg='op=login acct="%s" exe="/bin/login" hostname=? addr=203.0.113.7 terminal=ssh res=failed'
                    linux.audit | type=CWD msg=audit(1772438638.000:1): cwd="%s"
                    linux.audit | type=EXECVE msg=audit(1772438638.000:1): argc=2 a0="curl" a1="%s"
                    fortinet.fortigate | date=2026-03-02 time=08:03:58 devname="fw" devid="FGT" logid="0100032002" type="event" vd="root" user="%s" msg="Login failed"
                    """)
    void what_a_stranger_writes_does_not_choose_the_source(String source, String line)
            throws IOException {
        List<String> texts = new ArrayList<>(FORGED);
        for (LogSource other : Sources.all()) {
            for (RawRecord raw : SourceFixtures.all(other)) {
                texts.add(raw.text().substring(0, Math.min(LONGEST, raw.text().length())));
            }
        }
        Recognition recognition = new Recognition(Sources.all());
        Map<String, String> wrong = new TreeMap<>();
        for (String text : texts) {
            // A line that has quotes of its own comes from a program that escapes them.
            String escaped = line.contains("\"") ? text.replace("\"", "\\x22") : text;
            String written = line.replace("%s", escaped.replaceAll("\\R", " "));
            String found =
                    recognition.recognizing(raw(written)).map(LogSource::name).orElse("none");
            if (!found.equals(source)) {
                wrong.put(found, written);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** A line as it stands in a file of auth logs. */
    static RawRecord raw(String line) {
        return new RawRecord(
                line,
                Optional.empty(),
                Family.AUTH,
                Instant.parse("2026-03-02T08:04:00Z"),
                ZoneOffset.UTC,
                RawRecord.Shipped.BARE);
    }
}

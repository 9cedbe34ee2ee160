package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tripline.contracts.Topics;
import io.tripline.deploy.endtoend.Shipment.Expected;
import io.tripline.deploy.samples.SampleDay;
import io.tripline.deploy.samples.SampleRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bad input of the reliability list, items 21 to 25, among good traffic, all the way into OpenSearch. */
@OnRunningPipeline
class HostileInputEndToEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int GOOD_RECORDS = 1_000;

    private static final List<String> INJECTIONS =
            List.of(
                    "${jndi:ldap://127.0.0.1:1/x}",
                    "{{7*7}}",
                    "<script>alert(1)</script>",
                    "'; DROP TABLE events; --",
                    "=cmd|' /C calc'!A0",
                    "\u202egnp.exe",
                    "\u001b[31mred\u001b[0m\u001b]0;title\u0007",
                    "x\r\nPOST /_bulk\r\n{\"delete\":{\"_index\":\"alerts\",\"_id\":\"1\"}}\r\n",
                    "a".repeat(40_000),
                    " from ".repeat(2_000),
                    "(".repeat(30_000));

    @Test
    void badInputIsAccountedForAndLeavesGoodTrafficAlone(RunningPipeline pipeline)
            throws Exception {
        List<SampleRecord> good =
                SampleDay.ending(Instant.now(), 21).records().subList(0, GOOD_RECORDS);
        List<byte[]> bad = hostile(Instant.now());
        Expected expected;
        try (Shipment shipment = new Shipment(pipeline)) {
            int next = 0;
            for (int i = 0; i < good.size(); i++) {
                shipment.ship(good.get(i));
                for (; next < bad.size() * (i + 1) / good.size(); next++) {
                    shipment.ship(
                            new SampleRecord(
                                    Topics.LOGS_AUTH, bad.get(next), Map.of(), Instant.now()));
                }
            }
            expected = shipment.expected();
        }

        Map<String, Integer> documents =
                Eventually.within(
                        PATIENCE,
                        () -> pipeline.search().eventDocuments(expected.eventIds()),
                        found -> found.size() == expected.eventIds().size());
        assertThat(documents).containsOnlyKeys(expected.eventIds());
        assertThat(documents.values()).as("documents of each event").containsOnly(1);
        assertThat(expected.deadLetters().values())
                .contains(
                        "not_utf8",
                        "no_text",
                        "too_large",
                        "malformed_json",
                        "malformed_xml",
                        "invalid_timestamp",
                        "unknown_source");
        assertThat(
                        Eventually.within(
                                PATIENCE,
                                () ->
                                        DeadLetterTopicReader.reasons(
                                                pipeline.stack().servers().bootstrapServers()),
                                found ->
                                        found.keySet()
                                                .containsAll(expected.deadLetters().keySet())))
                .containsAllEntriesOf(expected.deadLetters());
        assertThat(
                        Eventually.within(
                                PATIENCE,
                                () -> pipeline.search().deadLetters(),
                                found ->
                                        found.keySet()
                                                .containsAll(expected.deadLetters().keySet())))
                .as("dead letters that can be searched")
                .containsAllEntriesOf(expected.deadLetters());
    }

    private static List<byte[]> hostile(Instant now) {
        List<byte[]> corpus = new ArrayList<>();
        String line =
                now + " web-1 sshd[1]: Failed password for alice from 203.0.113.5 port 22 ssh2";
        corpus.add(new byte[0]);
        corpus.add(" \t ".getBytes(UTF_8));
        corpus.add(("\uFEFF" + line).getBytes(UTF_8));
        corpus.add((line + "\r\n").getBytes(UTF_8));
        corpus.add((line + "\u00ff\u00fe").getBytes(ISO_8859_1));
        corpus.add((line + "\u00c0\u00af").getBytes(ISO_8859_1));
        corpus.add(line.replace("alice", "al\u0000ice").getBytes(UTF_8));
        corpus.add(new byte[100]);
        corpus.add((line + "A".repeat(10 << 20)).getBytes(UTF_8));
        corpus.add("[".repeat(1_000_000).getBytes(UTF_8));
        corpus.add("{\"a\":".repeat(100_000).getBytes(UTF_8));
        corpus.add(manyKeys(100_000).getBytes(UTF_8));
        corpus.add(manyKeys(50_000).getBytes(UTF_8));
        for (String field :
                List.of(
                        "\"uuid\":\"twice\"",
                        "\"securityContext\":{\"asNumber\":" + "9".repeat(400) + "}",
                        "\"securityContext\":{\"asNumber\":1e999999999}",
                        "\"debugContext\":{\"a\":1e999999999,\"b\":-1e-999999999}",
                        "\"displayMessage\":\"\\ud800 alone\"",
                        "\"x\":NaN",
                        "\"client\":[\"a\"]",
                        "\"target\":{\"id\":1}",
                        "\"__proto__\":{\"x\":1},\"_id\":\"7\",\"a.b\":1,\"\":2,\"..\":3",
                        "\"client\":{\"ipAddress\":\"fe80::1%eth0\"}",
                        "\"client\":{\"ipAddress\":\"010.0.0.1\"}",
                        "\"client\":{\"ipAddress\":\"::ffff:192.0.2.1\"}",
                        "\"client\":{\"geographicalContext\":{\"geolocation\":{\"lat\":91,\"lon\":0}}}")) {
            corpus.add(okta("uuid-" + corpus.size(), now.toString(), field).getBytes(UTF_8));
        }
        for (String time :
                List.of(
                        "1970-01-01T00:00:00Z",
                        "2099-01-01T00:00:00Z",
                        "2026-13-45T99:99:99Z",
                        "+999999999-12-31T23:59:59Z",
                        "-0001-01-01T00:00:00Z")) {
            corpus.add(okta("uuid-" + corpus.size(), time, "\"x\":1").getBytes(UTF_8));
        }
        for (String text : INJECTIONS) {
            corpus.add(line.replace("alice", "invalid user " + text).getBytes(UTF_8));
            String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(text));
            corpus.add(
                    okta(
                                    quoted,
                                    now.toString(),
                                    "\"displayMessage\":\"%s\",\"client\":{\"ipAddress\":\"%s\",\"device\":\"%s\"},\"debugContext\":{\"k\":\"%s\"}"
                                            .formatted(quoted, quoted, quoted, quoted))
                            .getBytes(UTF_8));
        }
        corpus.add(
                "<?xml version='1.0'?><!DOCTYPE Event [<!ENTITY a 'x'>]><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Channel>Security</Channel></System>&a;</Event>"
                        .getBytes(UTF_8));
        corpus.add("a line that nobody knows".getBytes(UTF_8));
        return corpus;
    }

    private static String okta(String uuid, String published, String field) {
        return """
               {"uuid":"%s","published":"%s","eventType":"user.session.start","actor":{"id":"u","type":"User","alternateId":"alice@example.com"},"outcome":{"result":"SUCCESS"},%s}"""
                .formatted(uuid, published, field);
    }

    private static String manyKeys(int count) {
        StringBuilder json = new StringBuilder("{\"k\":0");
        for (int i = 0; i < count; i++) {
            json.append(",\"k").append(i).append("\":").append(i);
        }
        return json.append('}').toString();
    }
}

package io.tripline.deploy.samples;

import java.time.Instant;

/** Zeek's conn and ssh logs as JSON, from a sensor between the laptops and the servers. */
final class ZeekLines {
    private final Diary diary;

    ZeekLines(Diary diary) {
        this.diary = diary;
    }

    /** A connection over TCP. */
    void connection(String from, String to, int port, String service, Instant time) {
        connection("C" + diary.token(17), from, diary.port(), to, port, service, time);
    }

    /** A TCP port that refuses. */
    void refused(String from, String to, int port, Instant time) {
        diary.write(
                Feed.ZEEK_CONN,
                time,
                """
                {"_path":"conn","ts":%s,"uid":"%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"%s","id.resp_p":%d,"proto":"tcp",\
                "duration":0.000041,"orig_bytes":0,"resp_bytes":0,"conn_state":"REJ","local_orig":true,"local_resp":true,"missed_bytes":0,"history":"Sr",\
                "orig_pkts":1,"orig_ip_bytes":60,"resp_pkts":1,"resp_ip_bytes":40}"""
                        .formatted(
                                Stamp.epoch(time),
                                "C" + diary.token(17),
                                from,
                                diary.port(),
                                to,
                                port));
    }

    /** A connection out of the company that sends this many bytes. */
    void upload(String from, String to, long bytes, Instant time) {
        diary.write(
                Feed.ZEEK_CONN,
                time,
                """
                {"_path":"conn","ts":%s,"uid":"%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"%s","id.resp_p":443,"proto":"tcp","service":"ssl",\
                "duration":%d.0,"orig_bytes":%d,"resp_bytes":90000,"conn_state":"SF","local_orig":true,"local_resp":false,"missed_bytes":0,"history":"ShADadFf",\
                "orig_pkts":%d,"orig_ip_bytes":%d,"resp_pkts":900,"resp_ip_bytes":126000}"""
                        .formatted(
                                Stamp.epoch(time),
                                "C" + diary.token(17),
                                from,
                                diary.port(),
                                to,
                                20 + bytes / 50_000_000,
                                bytes,
                                bytes / 1_400,
                                bytes + bytes / 35));
    }

    /** A connection to sshd, and what Zeek makes of it: without the account, and success only as a guess. */
    void ssh(String from, String to, boolean isSuccess, int attempts, Instant time) {
        String uid = "C" + diary.token(17);
        int port = diary.port();
        connection(uid, from, port, to, 22, "ssh", time);
        diary.write(
                Feed.ZEEK_SSH,
                time,
                """
                {"_path":"ssh","ts":%s,"uid":"%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"%s","id.resp_p":22,"version":2,\
                "auth_success":%s,"auth_attempts":%d,"direction":"INBOUND","client":"SSH-2.0-OpenSSH_9.6","server":"SSH-2.0-OpenSSH_9.2p1",\
                "cipher_alg":"chacha20-poly1305@openssh.com","mac_alg":"umac-64-etm@openssh.com","compression_alg":"none","kex_alg":"curve25519-sha256","host_key_alg":"ssh-ed25519"}"""
                        .formatted(Stamp.epoch(time), uid, from, port, to, isSuccess, attempts));
    }

    private void connection(
            String uid,
            String from,
            int port,
            String to,
            int toPort,
            String service,
            Instant time) {
        int sent = diary.number(300, 9_000);
        int received = diary.number(600, 90_000);
        int packetsSent = 4 + sent / 700;
        int packetsReceived = 4 + received / 1_200;
        diary.write(
                Feed.ZEEK_CONN,
                time,
                """
                {"_path":"conn","ts":%s,"uid":"%s","id.orig_h":"%s","id.orig_p":%d,"id.resp_h":"%s","id.resp_p":%d,"proto":"tcp","service":"%s",\
                "duration":%d.%03d,"orig_bytes":%d,"resp_bytes":%d,"conn_state":"SF","local_orig":%s,"local_resp":true,"missed_bytes":0,"history":"ShADadFf",\
                "orig_pkts":%d,"orig_ip_bytes":%d,"resp_pkts":%d,"resp_ip_bytes":%d}"""
                        .formatted(
                                Stamp.epoch(time),
                                uid,
                                from,
                                port,
                                to,
                                toPort,
                                service,
                                diary.number(0, 60),
                                diary.number(0, 1_000),
                                sent,
                                received,
                                from.startsWith("10."),
                                packetsSent,
                                sent + 40 * packetsSent,
                                packetsReceived,
                                received + 40 * packetsReceived));
    }
}

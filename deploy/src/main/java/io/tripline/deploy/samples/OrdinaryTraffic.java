package io.tripline.deploy.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What most of a company's log is: names looked up, sites visited over TLS, pages fetched, as Zeek writes them in JSON. No
 * stateful rule wants it, and all of it has to be read, normalized and indexed. The same arguments give the same bytes.
 */
public final class OrdinaryTraffic {
    private static final List<String> SITES =
            List.of("mail", "calendar", "intranet", "news", "weather", "maps", "code", "video");

    private final SplittableRandom random;

    private OrdinaryTraffic(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /**
     * So many records with each of these, in the order of time, evenly spread until the next one: names are looked up when
     * people are at work. So the mix is the same at any time of a day.
     *
     * @param others in the order of time
     */
    public static List<SampleRecord> beside(List<SampleRecord> others, int each, long seed) {
        OrdinaryTraffic traffic = new OrdinaryTraffic(seed);
        List<SampleRecord> records = new ArrayList<>(others.size() * each);
        for (int i = 0; i < others.size(); i++) {
            Instant from = others.get(i).time();
            Instant to = others.get(Math.min(i + 1, others.size() - 1)).time();
            long step = Duration.between(from, to).toNanos() / (each + 1);
            for (int k = 1; k <= each; k++) {
                records.add(traffic.record(from.plusNanos(k * step)));
            }
        }
        return records;
    }

    private SampleRecord record(Instant time) {
        // Of ten records of a sensor at the edge, about six are lookups and three TLS.
        int kind = random.nextInt(10);
        String line = kind < 6 ? lookup(time) : kind < 9 ? tls(time) : page(time);
        return new SampleRecord(Topics.LOGS_NETWORK, line.getBytes(UTF_8), Map.of(), time);
    }

    private String lookup(Instant time) {
        boolean isThere = random.nextInt(20) > 0;
        return """
                {"_path":"dns","ts":%s,%s,"id.resp_h":"10.20.0.53","id.resp_p":53,"proto":"udp","trans_id":%d,"rtt":0.%06d,"query":"%s",\
                "qclass":1,"qclass_name":"C_INTERNET","qtype":1,"qtype_name":"A","rcode":%d,"rcode_name":"%s","AA":false,"TC":false,"RD":true,"RA":true,"Z":0,\
                %s"rejected":false}"""
                .formatted(
                        Stamp.epoch(time),
                        client(),
                        random.nextInt(65_536),
                        random.nextInt(1_000_000),
                        site(),
                        isThere ? 0 : 3,
                        isThere ? "NOERROR" : "NXDOMAIN",
                        isThere ? "\"answers\":[\"" + server() + "\"],\"TTLs\":[300.0]," : "");
    }

    private String tls(Instant time) {
        String site = site();
        return """
                {"_path":"ssl","ts":%s,%s,"id.resp_h":"%s","id.resp_p":443,"version":"TLSv13","cipher":"TLS_AES_128_GCM_SHA256","curve":"x25519",\
                "server_name":"%s","resumed":%s,"next_protocol":"h2","established":true,"ssl_history":"CsiI"}"""
                .formatted(Stamp.epoch(time), client(), server(), site, random.nextBoolean());
    }

    private String page(Instant time) {
        return """
                {"_path":"http","ts":%s,%s,"id.resp_h":"%s","id.resp_p":80,"trans_depth":1,"method":"GET","host":"%s","uri":"/item/%d","version":"1.1",\
                "user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0","request_body_len":0,\
                "response_body_len":%d,"status_code":200,"status_msg":"OK","tags":[],"resp_mime_types":["text/html"]}"""
                .formatted(
                        Stamp.epoch(time),
                        client(),
                        server(),
                        site(),
                        random.nextInt(10_000),
                        random.nextInt(200, 90_000));
    }

    /** A connection's id and one of 80 laptops as its origin. */
    private String client() {
        return "\"uid\":\"C%016x\",\"id.orig_h\":\"10.20.1.%d\",\"id.orig_p\":%d"
                .formatted(
                        random.nextLong(), 20 + random.nextInt(80), random.nextInt(49_152, 65_536));
    }

    private String server() {
        // Set aside for documentation (RFC 5737).
        return "203.0.113." + (1 + random.nextInt(254));
    }

    private String site() {
        return SITES.get(random.nextInt(SITES.size())) + random.nextInt(200) + ".example.com";
    }
}

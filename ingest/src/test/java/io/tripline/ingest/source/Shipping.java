package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a log source's records get to Kafka: a configuration for each shipper, from a few templates. A shipper's bounds are
 * ours: by default Vector drops a line of more than 100 KB, and Fluent Bit reads no further in a file that has one of 32 KB.
 *
 * @see <a href="https://www.elastic.co/docs/reference/beats/filebeat/kafka-output">Filebeat to Kafka</a>
 * @see <a href="https://docs.fluentbit.io/manual/data-pipeline/outputs/kafka">Fluent Bit to Kafka</a>
 * @see <a href="https://vector.dev/docs/reference/configuration/sinks/kafka/">Vector to Kafka</a>
 * @see <a href="https://www.rsyslog.com/doc/configuration/modules/omkafka.html">rsyslog to Kafka</a>
 * @see <a href="https://www.rsyslog.com/doc/reference/parameters/imfile-addmetadata.html">rsyslog's name of the file</a>
 * @see <a href="https://syslog-ng.github.io/admin-guide/070_Destinations/100_Kafka/README">syslog-ng to Kafka</a>
 */
record Shipping(String topic, String way, String place) {
    private static final Path FILE = Path.of("src/test/resources/shipping.yml");

    private static final String BEAT_TO_KAFKA =
            """
            output.kafka:
              hosts: ["127.0.0.1:9092"]
              topic: TOPIC
              required_acks: -1
              max_message_bytes: 1000000
            """;

    private static final String FLUENT_BIT_TO_KAFKA =
            """
              outputs:
                - name: kafka
                  match: "*"
                  brokers: 127.0.0.1:9092
                  topics: TOPIC
                  format: json
                  rdkafka.request.required.acks: -1
            """;

    private static final String VECTOR_TO_KAFKA =
            """
            sinks:
              kafka:
                type: kafka
                inputs: [logs]
                bootstrap_servers: 127.0.0.1:9092
                topic: TOPIC
                encoding: {codec: json}
                librdkafka_options: {request.required.acks: "-1"}
                acknowledgements: {enabled: true}
            """;

    private static final String RSYSLOG_TO_KAFKA =
            """
            ruleset(name="ship") {
              action(type="omkafka" broker=["127.0.0.1:9092"] topic="TOPIC" template="asReceived"
                     confParam=["request.required.acks=-1"] resubmitOnFailure="on")
            }
            """;

    private static final String SYSLOG_NG_TO_KAFKA =
            """
            destination kafka {
              kafka-c(bootstrap-servers("127.0.0.1:9092") topic("TOPIC") message("$MESSAGE")
                      config(request.required.acks("-1")));
            };
            log { source(logs); destination(kafka); flags(flow-control); };
            """;

    private static final Map<String, String> OF_FILES =
            ordered(
                    "Filebeat",
                    """
                    filebeat.inputs:
                      - type: filestream
                        id: SOURCE
                        paths: ['PLACE']
                    """
                            + BEAT_TO_KAFKA,
                    "Fluent Bit",
                    """
                    pipeline:
                      inputs:
                        - name: tail
                          path: 'PLACE'
                          key: log
                          path_key: path
                          read_from_head: on
                          buffer_max_size: 1M
                          skip_long_lines: on
                          db: /var/lib/fluent-bit/SOURCE.db
                    """
                            + FLUENT_BIT_TO_KAFKA,
                    "Vector",
                    """
                    sources:
                      logs:
                        type: file
                        include: ['PLACE']
                        max_line_bytes: 1000000
                    """
                            + VECTOR_TO_KAFKA,
                    "rsyslog",
                    """
                    global(workDirectory="/var/spool/rsyslog" maxMessageSize="1m")
                    module(load="imfile" mode="inotify")
                    module(load="omkafka")
                    template(name="asReceived" type="string" string="%msg%")
                    input(type="imfile" File="PLACE" Tag="SOURCE" ruleset="ship")
                    """
                            + RSYSLOG_TO_KAFKA,
                    "syslog-ng",
                    """
                    @version: 3.38
                    options { log-msg-size(1000000); };
                    source logs { file("PLACE" flags(no-parse) follow-freq(1)); };
                    """
                            + SYSLOG_NG_TO_KAFKA);

    /** Of several files a line goes with the path of its own, which may be all that tells what the line is. */
    private static final Map<String, String> OF_FOLDERS =
            with(
                    OF_FILES,
                    "rsyslog",
                    """
                    global(workDirectory="/var/spool/rsyslog" maxMessageSize="1m")
                    module(load="imfile" mode="inotify")
                    module(load="omkafka")
                    template(name="withPath" type="list" option.jsonf="on") {
                      property(outname="message" name="msg" format="jsonf")
                      property(outname="file" name="$!metadata!filename" format="jsonf")
                    }
                    input(type="imfile" File="PLACE" Tag="SOURCE" addMetadata="on" ruleset="ship")
                    """
                            + RSYSLOG_TO_KAFKA.replace("asReceived", "withPath"),
                    "syslog-ng",
                    """
                    @version: 3.38
                    options { log-msg-size(1000000); };
                    source logs {
                      wildcard-file(base-dir("FOLDER") filename-pattern("PATTERN") flags(no-parse) follow-freq(1));
                    };
                    """
                            + SYSLOG_NG_TO_KAFKA.replace(
                                    "message(\"$MESSAGE\")",
                                    "message(\"$(format-json message=$MESSAGE file=$FILE_NAME)\")"));

    private static final Map<String, String> OF_DEVICES =
            ordered(
                    "Filebeat",
                    """
                    filebeat.inputs:
                      - type: udp
                        host: 0.0.0.0:PLACE
                        max_message_size: 64KiB
                    """
                            + BEAT_TO_KAFKA,
                    // Its plain udp input passes a datagram over that does not end in a new line.
                    "Fluent Bit",
                    """
                    parsers:
                      - name: as_received
                        format: regex
                        regex: '^(?<log>.+)$'
                    pipeline:
                      inputs:
                        - name: syslog
                          mode: udp
                          listen: 0.0.0.0
                          port: PLACE
                          parser: as_received
                          buffer_chunk_size: 64K
                    """
                            + FLUENT_BIT_TO_KAFKA,
                    "Vector",
                    """
                    sources:
                      logs:
                        type: socket
                        mode: udp
                        address: 0.0.0.0:PLACE
                    """
                            + VECTOR_TO_KAFKA,
                    "rsyslog",
                    """
                    module(load="imudp")
                    module(load="omkafka")
                    template(name="asReceived" type="string" string="%rawmsg%")
                    input(type="imudp" port="PLACE" ruleset="ship")
                    """
                            + RSYSLOG_TO_KAFKA,
                    "syslog-ng",
                    """
                    @version: 3.38
                    options { log-msg-size(65536); };
                    source logs { network(transport("udp") port(PLACE) flags(no-parse)); };
                    """
                            + SYSLOG_NG_TO_KAFKA);

    private static final Map<String, String> OF_WINDOWS =
            ordered(
                    "Winlogbeat",
                    """
                    winlogbeat.event_logs:
                      - name: PLACE
                    """
                            + BEAT_TO_KAFKA);

    /** By the names of the log sources. */
    static Map<String, Shipping> all() throws IOException {
        Map<String, Shipping> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each :
                new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile()).properties()) {
            for (Map.Entry<String, JsonNode> way : each.getValue().properties()) {
                if (!way.getKey().equals("topic")) {
                    all.put(
                            each.getKey(),
                            new Shipping(
                                    each.getValue().required("topic").textValue(),
                                    way.getKey(),
                                    way.getValue().asText()));
                }
            }
        }
        return all;
    }

    /** The configuration of each shipper that can. */
    Map<String, String> configurations(String name) {
        Map<String, String> templates =
                switch (way) {
                    case "file", "fetched" -> isOfFolder() ? OF_FOLDERS : OF_FILES;
                    case "udp" -> OF_DEVICES;
                    case "windows" -> OF_WINDOWS;
                    default -> throw new IllegalStateException("There is no way " + way + ".");
                };
        String at = way.equals("fetched") ? "/var/log/fetched/" + name + ".json" : place;
        Map<String, String> configurations = new LinkedHashMap<>();
        templates.forEach(
                (shipper, template) ->
                        configurations.put(
                                shipper,
                                template.replace("TOPIC", topic)
                                        .replace("SOURCE", name)
                                        .replace("PLACE", at)
                                        .replace("FOLDER", at.substring(0, at.lastIndexOf('/') + 1))
                                        .replace(
                                                "PATTERN", at.substring(at.lastIndexOf('/') + 1))));
        if (at.startsWith("C:")) {
            // Windows has neither.
            configurations.remove("rsyslog");
            configurations.remove("syslog-ng");
        }
        return configurations;
    }

    private boolean isOfFolder() {
        return way.equals("file") && place.contains("*");
    }

    /** What there is to know beside the configurations. */
    String note() {
        return switch (way) {
            case "file" ->
                    isOfFolder()
                            ? "Each line is sent with the path of its file, which may be all that tells which log it is of: whatever else ships them must do so, too."
                            : "";
            case "fetched" ->
                    "They come by %s: whatever fetches them writes one JSON object, or one array of them, a line."
                            .formatted(place);
            case "windows" ->
                    "NXLog's JSON and the event's XML, one a line in a file, are shipped as any file is; of Fluent Bit's, see [above](#windows-by-fluent-bit).";
            default -> "";
        };
    }

    private static Map<String, String> with(Map<String, String> templates, String... others) {
        Map<String, String> all = new LinkedHashMap<>(templates);
        all.putAll(ordered(others));
        return all;
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            ordered.put(pairs[i], pairs[i + 1]);
        }
        return ordered;
    }
}

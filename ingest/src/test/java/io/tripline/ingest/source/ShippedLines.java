package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a file as each shipper sends it that is configured as documented. What rsyslog and syslog-ng write around it,
 * their configuration says; the others have forms of their own.
 */
final class ShippedLines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final Pattern RSYSLOG =
            Pattern.compile("property\\(outname=\"(\\w+)\" name=\"([^\"]+)\" format=\"jsonf\"\\)");

    private static final Pattern SYSLOG_NG = Pattern.compile("(\\w+)=(\\$\\w+)");

    private ShippedLines() {}

    /** By shipper. */
    static Map<String, byte[]> of(String source, String path, String line) throws IOException {
        Map<String, byte[]> shipped = new LinkedHashMap<>();
        for (Map.Entry<String, String> each :
                Objects.requireNonNull(Shipping.all().get(source))
                        .configurations(source)
                        .entrySet()) {
            String configuration = each.getValue();
            ObjectNode record =
                    switch (each.getKey()) {
                        case "Filebeat" -> filebeat(configuration, path, line);
                        case "Fluent Bit" -> fluentBit(configuration, path, line);
                        case "Vector" -> vector(configuration, path, line);
                        case "rsyslog" ->
                                named(
                                        configuration,
                                        RSYSLOG,
                                        Map.of("msg", line, "$!metadata!filename", path));
                        case "syslog-ng" ->
                                named(
                                        configuration.substring(
                                                configuration.indexOf("$(format-json ")),
                                        SYSLOG_NG,
                                        Map.of("$MESSAGE", line, "$FILE_NAME", path));
                        default -> throw new IllegalStateException(each.getKey());
                    };
            shipped.put(each.getKey(), JSON.writeValueAsBytes(record));
        }
        return shipped;
    }

    private static ObjectNode filebeat(String configuration, String path, String line)
            throws IOException {
        JsonNode input = YAML.readTree(configuration).at("/filebeat.inputs/0");
        ObjectNode record =
                JSON.createObjectNode()
                        .put("@timestamp", "2026-03-02T11:59:59.000Z")
                        .put("message", line);
        record.putObject("@metadata").put("beat", "filebeat").put("version", "8.17.0");
        record.putObject("log").put("offset", 0).putObject("file").put("path", path);
        record.putObject("input").put("type", input.required("type").textValue());
        record.putObject("agent").put("type", "filebeat").put("name", "sensor-1");
        record.putObject("host").put("name", "sensor-1");
        record.putObject("ecs").put("version", "8.0.0");
        return record;
    }

    private static ObjectNode fluentBit(String configuration, String path, String line)
            throws IOException {
        JsonNode input = YAML.readTree(configuration).at("/pipeline/inputs/0");
        return JSON.createObjectNode()
                .put("@timestamp", 1772452799.123456)
                .put(input.required("path_key").textValue(), path)
                .put(input.required("key").textValue(), line);
    }

    private static ObjectNode vector(String configuration, String path, String line)
            throws IOException {
        JsonNode tree = YAML.readTree(configuration);
        assertThat(tree.at("/sinks/kafka/encoding/codec").asText()).isEqualTo("json");
        return JSON.createObjectNode()
                .put("file", path)
                .put("host", "sensor-1")
                .put("message", line)
                .put("source_type", tree.at("/sources/logs/type").asText())
                .put("timestamp", "2026-03-02T11:59:59.123456789Z");
    }

    private static ObjectNode named(
            String configuration, Pattern pattern, Map<String, String> values) {
        ObjectNode record = JSON.createObjectNode();
        Matcher matcher = pattern.matcher(configuration);
        while (matcher.find()) {
            record.put(matcher.group(1), Objects.requireNonNull(values.get(matcher.group(2))));
        }
        return record;
    }
}

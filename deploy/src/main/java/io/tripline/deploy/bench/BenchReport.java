package io.tripline.deploy.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What one run measured.
 *
 * @param machine processors, memory, Java and system
 * @param records raw records of the throughput run
 * @param events of them that became events
 * @param routesPerEvent how many rules wanted an event on average
 * @param bulkRate documents per second that OpenSearch takes when nothing else runs
 * @param endToEndRate events per second from raw record to indexed event, all rules on
 * @param cpuMicrosPerEvent CPU per event of each process, in microseconds
 * @param compilerMicrosPerEvent of it what the JIT compiler took, which ends with time
 * @param residentMegabytes memory of each process at the end of the throughput run
 * @param latencies one per rate
 */
public record BenchReport(
        Map<String, String> machine,
        int records,
        int events,
        double routesPerEvent,
        double bulkRate,
        double endToEndRate,
        SortedMap<String, Double> cpuMicrosPerEvent,
        SortedMap<String, Double> compilerMicrosPerEvent,
        SortedMap<String, Long> residentMegabytes,
        List<Latency> latencies) {

    /** What OpenSearch takes of a core for one event, measured when the design was made. */
    private static final double OPENSEARCH_MICROS = 32;

    /**
     * From the append of the raw record to the receiver's webhook.
     *
     * @param eventsPerSecond the rate that was shipped
     * @param attacks how many alerts were awaited
     * @param missing how many of them did not arrive in time
     * @param stages where the time went, in order
     * @param course how the latency went, ten seconds by ten seconds
     * @param before how the same rate went before it was measured
     */
    public record Latency(
            int eventsPerSecond,
            int attacks,
            int missing,
            Duration p50,
            Duration p90,
            Duration p99,
            Duration max,
            List<Stage> stages,
            List<Slice> course,
            List<Compiling> before) {}

    /** The alerts whose raw records were appended within ten seconds. */
    public record Slice(Duration p50, Duration max) {}

    /**
     * A while before the measurement.
     *
     * @param jit how much of one processor the JIT compilers of all processes took
     */
    public record Compiling(Duration length, double jit, Slice latency) {}

    /**
     * A part of a page's way.
     *
     * @param name what ends it
     */
    public record Stage(String name, Duration p50, Duration p99) {}

    /** How much of the limit is reached; the goal is 0.6. */
    public double ratio() {
        return endToEndRate / bulkRate;
    }

    /** The design's p: CPU microseconds per event of everything but OpenSearch. */
    public double p() {
        return besidesOpenSearch(cpuMicrosPerEvent);
    }

    /** The same when all is compiled. */
    public double compiledP() {
        return p() - besidesOpenSearch(compilerMicrosPerEvent);
    }

    private static double besidesOpenSearch(SortedMap<String, Double> micros) {
        return micros.entrySet().stream()
                .filter(each -> !each.getKey().equals("opensearch"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** The rate that the design's formula gives for two cores and this p. */
    public double ceiling() {
        return 2_000_000 / (OPENSEARCH_MICROS + p());
    }

    /** The report as programs read it. */
    public byte[] json() {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        root.set("machine", json.valueToTree(machine));
        root.put("records", records)
                .put("events", events)
                .put("rules_wanting_an_event", routesPerEvent)
                .put("bulk_documents_per_second", bulkRate)
                .put("end_to_end_events_per_second", endToEndRate)
                .put("ratio", ratio())
                .put("p_cpu_micros_per_event", p())
                .put("p_without_jit_compiler", compiledP())
                .put("ceiling_events_per_second", ceiling());
        root.set("cpu_micros_per_event", json.valueToTree(cpuMicrosPerEvent));
        root.set("jit_compiler_micros_per_event", json.valueToTree(compilerMicrosPerEvent));
        root.set("resident_megabytes", json.valueToTree(residentMegabytes));
        ArrayNode runs = root.putArray("latency");
        for (Latency each : latencies) {
            ObjectNode run = runs.addObject();
            run.put("events_per_second", each.eventsPerSecond())
                    .put("alerts", each.attacks())
                    .put("missing", each.missing())
                    .put("p50_ms", each.p50().toMillis())
                    .put("p90_ms", each.p90().toMillis())
                    .put("p99_ms", each.p99().toMillis())
                    .put("max_ms", each.max().toMillis());
            ArrayNode stages = run.putArray("stages");
            each.stages()
                    .forEach(
                            stage ->
                                    stages.addObject()
                                            .put("stage", stage.name())
                                            .put("p50_ms", stage.p50().toMillis())
                                            .put("p99_ms", stage.p99().toMillis()));
            ArrayNode course = run.putArray("every_10_s");
            each.course()
                    .forEach(
                            slice ->
                                    course.addObject()
                                            .put("p50_ms", slice.p50().toMillis())
                                            .put("max_ms", slice.max().toMillis()));
            ArrayNode before = run.putArray("before");
            each.before()
                    .forEach(
                            part ->
                                    before.addObject()
                                            .put("seconds", part.length().toSeconds())
                                            .put("jit_processors", part.jit())
                                            .put("p50_ms", part.latency().p50().toMillis())
                                            .put("max_ms", part.latency().max().toMillis()));
        }
        return root.toPrettyString().getBytes(StandardCharsets.UTF_8);
    }

    /** The report as people read it. */
    public String table() {
        StringBuilder out = new StringBuilder();
        machine.forEach((name, value) -> out.append("%-42s %s%n".formatted(name, value)));
        out.append(
                "%n%-42s %,12d  (%,d events)%n"
                        .formatted("raw records shipped at full speed", records, events));
        out.append(
                "%-42s %12.2f  on average%n".formatted("rules that want an event", routesPerEvent));
        out.append("%-42s %,12.0f  documents/s%n".formatted("OpenSearch bulk alone", bulkRate));
        out.append(
                "%-42s %,12.0f  events/s%n"
                        .formatted("end to end, raw record to indexed event", endToEndRate));
        out.append("%-42s %12.2f  (goal 0.60)%n".formatted("ratio", ratio()));
        out.append("%-42s %12.1f  µs CPU per event%n".formatted("p, all but OpenSearch", p()));
        out.append(
                "%-42s %12.1f  µs CPU per event%n"
                        .formatted("p without the JIT compiler", compiledP()));
        out.append("%-42s %,12.0f  events/s%n".formatted("2,000,000 / (32 + p)", ceiling()));
        out.append(
                "%n%-14s %16s %12s %14s%n"
                        .formatted("process", "µs CPU / event", "of it JIT", "resident MB"));
        cpuMicrosPerEvent.forEach(
                (name, micros) ->
                        out.append(
                                "%-14s %16.1f %12.1f %14d%n"
                                        .formatted(
                                                name,
                                                micros,
                                                compilerMicrosPerEvent.getOrDefault(name, 0.0),
                                                residentMegabytes.getOrDefault(name, 0L))));
        out.append(
                "%n%-10s %8s %8s %9s %9s %9s %9s%n"
                        .formatted(
                                "events/s",
                                "alerts",
                                "missing",
                                "p50 ms",
                                "p90 ms",
                                "p99 ms",
                                "max ms"));
        for (Latency each : latencies) {
            out.append(
                    "%-10d %8d %8d %9d %9d %9d %9d%n"
                            .formatted(
                                    each.eventsPerSecond(),
                                    each.attacks(),
                                    each.missing(),
                                    each.p50().toMillis(),
                                    each.p90().toMillis(),
                                    each.p99().toMillis(),
                                    each.max().toMillis()));
        }
        for (Latency each : latencies) {
            out.append(
                    "%nwhere it goes at %,d events/s, p50 / p99 ms:"
                            .formatted(each.eventsPerSecond()));
            each.stages()
                    .forEach(
                            stage ->
                                    out.append(
                                            "  %s %d / %d"
                                                    .formatted(
                                                            stage.name(),
                                                            stage.p50().toMillis(),
                                                            stage.p99().toMillis())));
            out.append("%n  every 10 s, p50 / max ms:".formatted());
            each.course()
                    .forEach(
                            slice ->
                                    out.append(
                                            "  %d / %d"
                                                    .formatted(
                                                            slice.p50().toMillis(),
                                                            slice.max().toMillis())));
            out.append(
                    "%n  before, p50 / max ms and the JIT compiler's share of a processor:"
                            .formatted());
            each.before()
                    .forEach(
                            part ->
                                    out.append(
                                            "  %d s %d / %d, %.0f %%"
                                                    .formatted(
                                                            part.length().toSeconds(),
                                                            part.latency().p50().toMillis(),
                                                            part.latency().max().toMillis(),
                                                            100 * part.jit())));
        }
        return out.append("%n".formatted()).toString();
    }
}

package io.tripline.deploy.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.contracts.Topics;
import io.tripline.deploy.servers.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Why pages do not come, for a failure that is too rare to be looked for by hand: how far the readers are, whether a
 * transaction holds them back, what the service's threads do, and what it said last.
 */
final class Diagnosis {
    private static final int LAST_LINES = 40;
    private static final List<String> TOPICS = List.of(Topics.ALERTS, Topics.PAGES);
    private static final List<String> GROUPS =
            List.of("tripline-paging", "tripline-webhook-on-call", "tripline-index-alerts");

    private Diagnosis() {}

    /** In words, for a test's output. */
    static String of(String bootstrapServers, ChildProcess alerting) throws Exception {
        StringJoiner text = new StringJoiner("\n", "Why no page came:\n", "\n");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(TOPICS).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(
                                each ->
                                        latest.put(
                                                new TopicPartition(topic.name(), each.partition()),
                                                OffsetSpec.latest()));
            }
            for (IsolationLevel level : IsolationLevel.values()) {
                Map<String, Long> ends = new TreeMap<>();
                admin.listOffsets(latest, new ListOffsetsOptions(level))
                        .all()
                        .get()
                        .forEach((partition, end) -> ends.put(partition.toString(), end.offset()));
                text.add(level + " ends " + ends);
            }
            for (String group : GROUPS) {
                text.add(group + " " + group(admin, group));
            }
            text.add("transactions " + admin.listTransactions().all().get());
            text.add("producers " + admin.describeProducers(latest.keySet()).all().get());
        }
        text.add(threads(alerting.pid()));
        List<String> log = Files.readAllLines(alerting.log());
        log.subList(Math.max(0, log.size() - LAST_LINES), log.size()).forEach(text::add);
        return text.toString();
    }

    /** How far a group is, and who is in it. */
    private static String group(Admin admin, String group) throws InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get()
                    + " "
                    + admin.describeConsumerGroups(List.of(group)).all().get();
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Those that the JDK's own tool can tell of; virtual ones with what they wait for. */
    private static String threads(long pid) throws IOException, InterruptedException {
        Path dump = Files.createTempDirectory("tripline-threads").resolve("threads.txt");
        Process tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                "Thread.dump_to_file",
                                dump.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!tool.waitFor(30, TimeUnit.SECONDS)) {
            tool.destroyForcibly();
        }
        return Files.exists(dump)
                ? new String(Files.readAllBytes(dump), UTF_8)
                : "No threads: jcmd wrote nothing.";
    }
}

package io.tripline.deploy.service;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What the brokers know of transactions on the partitions that are watched. */
public interface Transactions extends AutoCloseable {
    /** Those that stand open there. */
    Set<OpenTransaction> open();

    /** Where the coordinator will end what this producer has under way. */
    Set<TopicPartition> known(long producer);

    /** Ends it on its partition: what it wrote there is never read. */
    void end(OpenTransaction transaction);

    @Override
    void close();
}

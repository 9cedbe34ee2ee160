package io.tripline.deploy.service;

import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that stands open on a partition.
 *
 * @param startOffset of its first record there: behind it nobody reads who reads what is committed
 */
public record OpenTransaction(
        TopicPartition partition,
        long producer,
        int epoch,
        int coordinatorEpoch,
        long startOffset) {}

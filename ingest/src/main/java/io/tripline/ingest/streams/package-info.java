/** Ingest on Kafka Streams: raw topics to events and dead letters. Nothing outside knows Kafka Streams. */
@NullMarked
package io.tripline.ingest.streams;

import org.jspecify.annotations.NullMarked;

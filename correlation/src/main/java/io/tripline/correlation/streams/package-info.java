/** The Kafka Streams topology around the correlator. */
@NullMarked
package io.tripline.correlation.streams;

import org.jspecify.annotations.NullMarked;

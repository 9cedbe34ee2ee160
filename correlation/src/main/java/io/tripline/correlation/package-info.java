/** The correlation service: events in, alerts out. {@link io.tripline.correlation.Replay} is the same without Kafka. */
@NullMarked
package io.tripline.correlation;

import org.jspecify.annotations.NullMarked;

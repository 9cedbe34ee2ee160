/** Everything that talks to Kafka: reading with back-pressure, and dead letters. */
@NullMarked
package io.tripline.alerting.topics;

import org.jspecify.annotations.NullMarked;

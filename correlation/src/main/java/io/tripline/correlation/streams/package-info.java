/** The one package that knows Kafka Streams. */
@NullMarked
package io.tripline.correlation.streams;

import org.jspecify.annotations.NullMarked;

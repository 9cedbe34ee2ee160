/** What is remembered per rule and entity, and how matches become alerts. Plain Java; neither Kafka nor Esper. */
@NullMarked
package io.tripline.correlation.state;

import org.jspecify.annotations.NullMarked;

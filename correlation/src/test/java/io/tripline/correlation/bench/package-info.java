/** What matching and correlating cost: JMH benchmarks, run by {@code ./tripline bench --parts}. */
@NullMarked
package io.tripline.correlation.bench;

import org.jspecify.annotations.NullMarked;

/** Measures the whole pipeline on the machine it runs on: rate, CPU, latency, memory. */
@NullMarked
package io.tripline.deploy.bench;

import org.jspecify.annotations.NullMarked;

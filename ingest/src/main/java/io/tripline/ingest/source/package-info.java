/**
 * Log sources: one class each, which turns a raw record of its kind into an ECS event. Pure: bytes in, a result out; no
 * clock, no I/O, never throws.
 */
@NullMarked
package io.tripline.ingest.source;

import org.jspecify.annotations.NullMarked;

/** Raw record to ECS event: identify the source, parse, enrich. */
@NullMarked
package io.tripline.ingest;

import org.jspecify.annotations.NullMarked;

/** The whole stack on one machine: Kafka, OpenSearch and the three services, as child processes. */
@NullMarked
package io.tripline.deploy.stack;

import org.jspecify.annotations.NullMarked;

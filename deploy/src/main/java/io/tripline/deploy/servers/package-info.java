/** A Kafka broker and an OpenSearch node to run on, as guarded child processes of ours. */
@NullMarked
package io.tripline.deploy.servers;

import org.jspecify.annotations.NullMarked;

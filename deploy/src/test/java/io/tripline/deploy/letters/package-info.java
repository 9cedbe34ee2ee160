/** Tests of dead letters, on Kafka's own stand-ins for its clients. */
@NullMarked
package io.tripline.deploy.letters;

import org.jspecify.annotations.NullMarked;

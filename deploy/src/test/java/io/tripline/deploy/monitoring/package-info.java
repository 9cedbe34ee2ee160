/** That the files of {@code deploy/monitoring} name only metrics that there are. */
@NullMarked
package io.tripline.deploy.monitoring;

import org.jspecify.annotations.NullMarked;

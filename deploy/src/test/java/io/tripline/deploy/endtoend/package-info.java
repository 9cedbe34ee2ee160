/** Raw logs in, events, alerts and pages out: the whole pipeline on real servers, also while they fail. */
@NullMarked
package io.tripline.deploy.endtoend;

import org.jspecify.annotations.NullMarked;

/** When to try again. */
@NullMarked
package io.tripline.alerting.retry;

import org.jspecify.annotations.NullMarked;

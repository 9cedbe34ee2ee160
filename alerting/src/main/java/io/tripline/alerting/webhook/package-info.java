/** Alerts to the destinations that page somebody. */
@NullMarked
package io.tripline.alerting.webhook;

import org.jspecify.annotations.NullMarked;

/** Alerts joined to incidents: plain Java on event time, a function of the set of alerts. */
@NullMarked
package io.tripline.alerting.incidents;

import org.jspecify.annotations.NullMarked;

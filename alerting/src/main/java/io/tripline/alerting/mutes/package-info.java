/** What people decided not to be paged about: for a while, or in recurring maintenance windows. */
@NullMarked
package io.tripline.alerting.mutes;

import org.jspecify.annotations.NullMarked;

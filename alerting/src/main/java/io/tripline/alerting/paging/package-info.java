/** Who is told about what, and when: routes, quiet hours, escalation, and the outbox. Pure, on an injected clock. */
@NullMarked
package io.tripline.alerting.paging;

import org.jspecify.annotations.NullMarked;

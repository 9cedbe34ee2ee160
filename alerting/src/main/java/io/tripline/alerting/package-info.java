/** Events and alerts to OpenSearch, alerts to webhooks. */
@NullMarked
package io.tripline.alerting;

import org.jspecify.annotations.NullMarked;

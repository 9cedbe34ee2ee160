/** Alerting against a real OpenSearch, which only this module can start. */
@NullMarked
package io.tripline.alerting.opensearch;

import org.jspecify.annotations.NullMarked;

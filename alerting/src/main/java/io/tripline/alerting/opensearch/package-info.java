/** Everything that talks to OpenSearch: templates, mappings and bulk requests. */
@NullMarked
package io.tripline.alerting.opensearch;

import org.jspecify.annotations.NullMarked;

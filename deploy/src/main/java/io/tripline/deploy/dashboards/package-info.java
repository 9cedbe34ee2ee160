/**
 * The saved objects of OpenSearch Dashboards: built from a source that people edit, checked against what Dashboards and
 * our mappings really take, and imported.
 */
@NullMarked
package io.tripline.deploy.dashboards;

import org.jspecify.annotations.NullMarked;

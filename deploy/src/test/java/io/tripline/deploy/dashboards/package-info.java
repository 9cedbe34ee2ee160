/** Tests of {@code io.tripline.deploy.dashboards}. */
@NullMarked
package io.tripline.deploy.dashboards;

import org.jspecify.annotations.NullMarked;

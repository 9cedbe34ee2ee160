/** Tests of {@code io.tripline.deploy.config}. */
@NullMarked
package io.tripline.deploy.config;

import org.jspecify.annotations.NullMarked;

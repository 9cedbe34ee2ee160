/** Tests of {@code io.tripline.deploy.stack}. */
@NullMarked
package io.tripline.deploy.stack;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code io.tripline.deploy.cli}. */
@NullMarked
package io.tripline.deploy.cli;

import org.jspecify.annotations.NullMarked;

/** The command line. */
@NullMarked
package io.tripline.deploy.cli;

import org.jspecify.annotations.NullMarked;

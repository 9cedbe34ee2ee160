/** The conventions of rule files, each a named check. */
@NullMarked
package io.tripline.correlation.lint;

import org.jspecify.annotations.NullMarked;

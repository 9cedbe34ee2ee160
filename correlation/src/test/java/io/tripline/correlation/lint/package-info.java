@NullMarked
package io.tripline.correlation.lint;

import org.jspecify.annotations.NullMarked;

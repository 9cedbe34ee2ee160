@NullMarked
package io.tripline.correlation.rule;

import org.jspecify.annotations.NullMarked;

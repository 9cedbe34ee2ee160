@NullMarked
package io.tripline.correlation.state;

import org.jspecify.annotations.NullMarked;

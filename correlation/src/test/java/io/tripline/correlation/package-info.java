@NullMarked
package io.tripline.correlation;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.tripline.correlation.streams;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.tripline.correlation.engine;

import org.jspecify.annotations.NullMarked;

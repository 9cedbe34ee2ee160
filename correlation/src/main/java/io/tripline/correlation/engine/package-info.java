/** Esper, and nothing else that knows it: rules are compiled, checked and evaluated here. */
@NullMarked
package io.tripline.correlation.engine;

import org.jspecify.annotations.NullMarked;

/** The tests of the rules. */
@NullMarked
package io.tripline.rules;

import org.jspecify.annotations.NullMarked;

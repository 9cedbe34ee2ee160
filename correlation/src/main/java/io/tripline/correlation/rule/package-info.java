/** The rule file: what it holds and how it is read. */
@NullMarked
package io.tripline.correlation.rule;

import org.jspecify.annotations.NullMarked;

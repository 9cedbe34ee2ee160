/** Dead letters as an operator deals with them: found, shown, sent through again. */
@NullMarked
package io.tripline.deploy.letters;

import org.jspecify.annotations.NullMarked;

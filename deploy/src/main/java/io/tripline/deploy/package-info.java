/** How Tripline runs. What its packages share: a refusal that names the mend, and the exit codes. */
@NullMarked
package io.tripline.deploy;

import org.jspecify.annotations.NullMarked;

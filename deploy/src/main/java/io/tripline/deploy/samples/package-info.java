/** The sample day: raw logs of a made-up company, with normal work and one attack, for the demo and end-to-end tests. */
@NullMarked
package io.tripline.deploy.samples;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.tripline.deploy.bench;

import org.jspecify.annotations.NullMarked;

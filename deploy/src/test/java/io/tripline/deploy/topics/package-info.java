@NullMarked
package io.tripline.deploy.topics;

import org.jspecify.annotations.NullMarked;

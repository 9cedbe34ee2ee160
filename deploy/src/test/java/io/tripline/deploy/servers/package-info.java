/** Tests that start, kill and freeze the real servers. */
@NullMarked
package io.tripline.deploy.servers;

import org.jspecify.annotations.NullMarked;

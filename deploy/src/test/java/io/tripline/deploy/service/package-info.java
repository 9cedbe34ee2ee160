/** Tests of {@code io.tripline.deploy.service}. */
@NullMarked
package io.tripline.deploy.service;

import org.jspecify.annotations.NullMarked;

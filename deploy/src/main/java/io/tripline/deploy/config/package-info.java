/** Configuration: one YAML file and the environment, against one catalogue of keys. */
@NullMarked
package io.tripline.deploy.config;

import org.jspecify.annotations.NullMarked;

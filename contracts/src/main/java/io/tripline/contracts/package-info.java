/**
 * What travels on topics that two modules share: {@link io.tripline.contracts.EcsEvent events}, {@link
 * io.tripline.contracts.Alert alerts}, dead letters, and the names of topics, headers and ECS fields.
 */
@NullMarked
package io.tripline.contracts;

import org.jspecify.annotations.NullMarked;

/** Who may do what: service tokens, tokens of an identity provider, roles, and how often anybody may ask. */
@NullMarked
package io.tripline.alerting.access;

import org.jspecify.annotations.NullMarked;

/** Tests of the account of raw records. */
@NullMarked
package io.tripline.deploy.ledger;

import org.jspecify.annotations.NullMarked;

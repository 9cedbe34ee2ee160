/** What became of every raw record, proven from the topics themselves. */
@NullMarked
package io.tripline.deploy.ledger;

import org.jspecify.annotations.NullMarked;

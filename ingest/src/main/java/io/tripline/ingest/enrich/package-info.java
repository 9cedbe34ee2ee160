/** What tables add to an event: places and networks of addresses, persons of accounts. The same tables and event give the same result. */
@NullMarked
package io.tripline.ingest.enrich;

import org.jspecify.annotations.NullMarked;

/** IP addresses as text and bytes, without ever asking a name server. */
@NullMarked
package io.tripline.ingest.address;

import org.jspecify.annotations.NullMarked;

/** What shippers put around a record, and how it comes off: Filebeat, Fluent Bit, Vector, rsyslog, syslog-ng, journald. */
@NullMarked
package io.tripline.ingest.envelope;

import org.jspecify.annotations.NullMarked;

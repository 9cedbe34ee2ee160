/** What people do with alerts and incidents: who works on it, what it turned out to be, and who changed what when. */
@NullMarked
package io.tripline.alerting.triage;

import org.jspecify.annotations.NullMarked;

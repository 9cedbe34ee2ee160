/** The triage API: REST over what is in OpenSearch, for people's tools. All of Javalin and Jetty is in here. */
@NullMarked
package io.tripline.alerting.api;

import org.jspecify.annotations.NullMarked;

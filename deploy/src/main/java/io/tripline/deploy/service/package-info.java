/** One service as a process: its topics, its metrics and health over HTTP, its logs, its orderly end. */
@NullMarked
package io.tripline.deploy.service;

import org.jspecify.annotations.NullMarked;

package io.tripline.alerting.form;

import java.net.URI;
import java.util.Map;

/** A POST as a receiver wants it. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Request(URI url, String contentType, Map<String, String> headers, byte[] body) {}

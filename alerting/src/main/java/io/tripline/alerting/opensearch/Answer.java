package io.tripline.alerting.opensearch;

/** What OpenSearch answered to a request: the HTTP status and the body's bytes. */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record Answer(int status, byte[] body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}

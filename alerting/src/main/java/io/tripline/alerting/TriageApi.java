package io.tripline.alerting;

import io.micrometer.core.instrument.MeterRegistry;
import io.tripline.alerting.api.ApiServer;
import io.tripline.alerting.opensearch.TriageDocuments;
import io.tripline.alerting.topics.TriageTopic;
import io.tripline.alerting.triage.Publication;
import io.tripline.alerting.triage.TriageDesk;
import java.time.InstantSource;
import java.util.Map;

/** The triage API with all that stands behind it: the documents, the desk, and the topic that hears of changes. */
public final class TriageApi implements AutoCloseable {
    private final TriageDocuments documents;
    private final TriageTopic topic;
    private final Publication publication;
    private final ApiServer server;

    /**
     * Not yet listening.
     *
     * @throws IllegalArgumentException with a sentence that names the mend, if a file of the configuration cannot be used
     */
    public TriageApi(
            ApiConfig config,
            OpenSearchConfig openSearch,
            Map<String, String> kafka,
            MeterRegistry meters,
            InstantSource clock) {
        documents = new TriageDocuments(openSearch);
        topic = new TriageTopic(kafka);
        publication = new Publication(documents, topic);
        try {
            server =
                    new ApiServer(
                            config,
                            documents,
                            new TriageDesk(documents, publication, clock),
                            meters,
                            clock);
        } catch (RuntimeException e) {
            topic.close();
            documents.close();
            throw e;
        }
    }

    /**
     * Begins to listen, and to tell of changes that were left behind.
     *
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public void start() {
        publication.start();
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        publication.close();
        topic.close();
        documents.close();
    }
}

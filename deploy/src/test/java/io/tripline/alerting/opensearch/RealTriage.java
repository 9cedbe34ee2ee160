package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Samples;
import io.tripline.alerting.topics.Received;
import io.tripline.alerting.triage.Documents;
import io.tripline.contracts.Alert;
import io.tripline.contracts.TriageChange.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of triage on a real OpenSearch, with the pipeline's own writes between those of people. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
abstract class RealTriage extends TriageContract {
    /** A busy machine may take long for a search. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Links links;
    private TriageDocuments documents;

    /** Where a node with our mappings listens. */
    abstract URI openSearch();

    @BeforeEach
    void open() {
        links = new Links(openSearch());
        documents = new TriageDocuments(Links.config(openSearch(), PATIENCE));
    }

    @AfterEach
    void close() {
        documents.close();
        links.close();
    }

    @Override
    protected Documents documents() {
        return documents;
    }

    @Override
    protected void put(Kind kind, String id, ObjectNode document) throws Exception {
        Received like = Samples.alert(id, 1, Alert.State.RAISED);
        Received received =
                new Received(
                        like.topic(),
                        0,
                        0,
                        id.getBytes(UTF_8),
                        document.toString().getBytes(UTF_8),
                        like.appended(),
                        null,
                        null,
                        null);
        links.delivery.deliver(
                List.of(
                        switch (kind) {
                            case ALERT -> links.alert(received);
                            case INCIDENT -> links.incident(received);
                        }));
    }

    @Override
    protected String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    @Test
    void rawEventsComeInTheOrderOfTheEvidence() throws Exception {
        String one = unique("event");
        String two = unique("event");
        links.delivery.deliver(
                List.of(links.event(Samples.event(one)), links.event(Samples.event(two))));
        links.link.send("POST", "/events-*/_refresh", null);

        assertThat(documents.events(List.of(two, unique("nobody"), one)))
                .extracting(each -> each.at("/event/id").asText())
                .containsExactly(two, one);
    }

    @Test
    void whereThereAreNoIncidentsNoneAreFound() throws Exception {
        assertThat(documents.read(Kind.INCIDENT, unique("incident"))).isEmpty();
        assertThat(documents.unpublished(Kind.INCIDENT, 10)).isEmpty();
    }
}

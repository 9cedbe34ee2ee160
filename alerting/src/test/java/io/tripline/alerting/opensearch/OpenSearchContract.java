package io.tripline.alerting.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.alerting.Samples;
import io.tripline.contracts.Alert;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Tripline relies on in OpenSearch; the stand-in and the real one have to pass. */
@Timeout(60)
abstract class OpenSearchContract {
    Links links = new Links(URI.create("http://127.0.0.1:1"));

    abstract URI url();

    /** The document's source as it is stored now. */
    abstract JsonNode source(String index, String id) throws Exception;

    /** An analyst changes the status of an alert's triage. */
    abstract void acknowledge(String id) throws Exception;

    /** Ids that no earlier run has used. */
    abstract String unique(String name);

    @BeforeEach
    void open() throws Exception {
        links.close();
        links = new Links(url());
        assertThat(new Schema(links.link, links.config).prepare()).isEmpty();
    }

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void preparingTwiceIsPreparingOnce() throws Exception {
        assertThat(new Schema(links.link, links.config).prepare()).isEmpty();
    }

    @Test
    void theSecondDeliveryOfAnEventIsTheSameDocument() throws Exception {
        String id = unique("event");

        links.delivery.deliver(links.events(id));
        links.delivery.deliver(links.events(id));

        assertThat(links.count("indexed", "family", "auth")).isEqualTo(1);
        assertThat(links.count("known", "family", "auth")).isEqualTo(1);
        assertThat(links.deadLetters.letters).isEmpty();
    }

    @Test
    void aNewAlertAwaitsTriage() throws Exception {
        String id = unique("alert");

        deliver(id, 1, Alert.State.RAISED);

        assertThat(source("alerts", id).at("/triage/status").asText()).isEqualTo("new");
        assertThat(source("alerts", id).at("/tripline/alert/revision").asInt()).isEqualTo(1);
    }

    @Test
    void aRevisionReplacesWhatThePipelineSaidAndKeepsWhatAnalystsSaid() throws Exception {
        String id = unique("alert");
        deliver(id, 1, Alert.State.RAISED);
        acknowledge(id);

        deliver(id, 2, Alert.State.WITHDRAWN);

        JsonNode alert = source("alerts", id);
        assertThat(alert.at("/tripline/alert/state").asText()).isEqualTo("withdrawn");
        assertThat(alert.at("/message").asText()).isEqualTo("ann: revision 2");
        assertThat(alert.at("/triage/status").asText()).isEqualTo("acknowledged");
    }

    @Test
    void anOlderRevisionChangesNothingWhenItComesLater() throws Exception {
        String id = unique("alert");

        links.delivery.deliver(
                List.of(
                        links.alert(Samples.alert(id, 3, Alert.State.WITHDRAWN)),
                        links.alert(Samples.alert(id, 2, Alert.State.RAISED)),
                        links.alert(Samples.alert(id, 3, Alert.State.WITHDRAWN))));

        assertThat(source("alerts", id).at("/tripline/alert/revision").asInt()).isEqualTo(3);
        assertThat(source("alerts", id).at("/tripline/alert/state").asText())
                .isEqualTo("withdrawn");
        assertThat(links.settled).hasSize(3);
    }

    private void deliver(String id, int revision, Alert.State state) throws Exception {
        links.delivery.deliver(List.of(links.alert(Samples.alert(id, revision, state))));
    }
}

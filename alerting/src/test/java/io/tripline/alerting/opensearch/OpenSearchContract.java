package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.alerting.Samples;
import io.tripline.alerting.mutes.Mute;
import io.tripline.alerting.mutes.Mutes;
import io.tripline.alerting.topics.Received;
import io.tripline.contracts.Alert;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    /** An analyst acknowledges, and a page to {@code on-call} is noted. */
    abstract void acknowledge(String index, String id) throws Exception;

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

        assertThat(source(BulkItems.ALERTS, id).at("/tripline/triage/status").asText())
                .isEqualTo("new");
        assertThat(source(BulkItems.ALERTS, id).at("/tripline/alert/revision").asInt())
                .isEqualTo(1);
    }

    @Test
    void aRevisionReplacesWhatThePipelineSaidAndKeepsWhatAnalystsSaid() throws Exception {
        String id = unique("alert");
        deliver(id, 1, Alert.State.RAISED);
        acknowledge(BulkItems.ALERTS, id);

        deliver(id, 2, Alert.State.WITHDRAWN);

        JsonNode alert = source(BulkItems.ALERTS, id);
        assertThat(alert.at("/tripline/alert/state").asText()).isEqualTo("withdrawn");
        assertThat(alert.at("/message").asText()).isEqualTo("ann: revision 2");
        assertThat(alert.at("/tripline/triage/status").asText()).isEqualTo("acknowledged");
        assertThat(alert.at("/tripline/pages/0/destination").asText()).isEqualTo("on-call");
    }

    @Test
    void anAlertThatSaysItWasTriagedIsNotBelieved() throws Exception {
        String id = unique("alert");
        Received alert = Samples.alert(id, 1, Alert.State.RAISED);
        String forged =
                new String(Objects.requireNonNull(alert.value()), UTF_8)
                        .replace(
                                "\"tripline\":{",
                                "\"tripline\":{\"triage\":{\"status\":\"closed\"},\"pages\":[1],");

        links.delivery.deliver(List.of(links.alert(Samples.withValue(alert, forged))));

        JsonNode tripline = source(BulkItems.ALERTS, id).get("tripline");
        assertThat(tripline.at("/triage/status").asText()).isEqualTo("new");
        assertThat(tripline.has("pages")).isFalse();
    }

    @Test
    void aMutedAlertIsKeptAndMarkedUntilARevisionIsNotMutedAnyMore() throws Exception {
        String id = unique("alert");
        links.mutes =
                new Mutes(
                        List.of(
                                new Mute(
                                        "vpn-moves",
                                        "bob",
                                        "The \"VPN\" moves.",
                                        Instant.MIN,
                                        Samples.APPENDED.plusSeconds(1),
                                        List.of("brute-*"),
                                        List.of("ann"),
                                        Optional.empty())));
        deliver(id, 1, Alert.State.RAISED);
        JsonNode mute = source(BulkItems.ALERTS, id).at("/tripline/mute");
        assertThat(mute.get("name").asText()).isEqualTo("vpn-moves");
        assertThat(mute.get("owner").asText()).isEqualTo("bob");
        assertThat(mute.get("reason").asText()).isEqualTo("The \"VPN\" moves.");
        assertThat(mute.get("until").asText())
                .isEqualTo(Samples.APPENDED.plusSeconds(1).toString());

        links.mutes = Mutes.NONE;
        deliver(id, 2, Alert.State.RAISED);

        assertThat(source(BulkItems.ALERTS, id).at("/tripline/mute").isMissingNode()).isTrue();
    }

    @Test
    void anIncidentOfWhichEveryAlertIsMutedIsMarkedToo() throws Exception {
        String id = unique("incident");
        links.mutes =
                new Mutes(
                        List.of(
                                new Mute(
                                        "vpn-moves",
                                        "bob",
                                        "It moves.",
                                        Instant.MIN,
                                        Samples.APPENDED.plusSeconds(1),
                                        List.of("brute-*"),
                                        List.of(),
                                        Optional.empty())));

        links.delivery.deliver(List.of(links.incident(Samples.incident(id, 1))));

        assertThat(source(BulkItems.INCIDENTS, id).at("/tripline/mute/name").asText())
                .isEqualTo("vpn-moves");
        links.mutes = Mutes.NONE;
        links.delivery.deliver(List.of(links.incident(Samples.incident(id, 2))));
        assertThat(source(BulkItems.INCIDENTS, id).at("/tripline/mute").isMissingNode()).isTrue();
    }

    @Test
    void anIncidentIsRevisedLikeAnAlert() throws Exception {
        String id = unique("incident");

        links.delivery.deliver(List.of(links.incident(Samples.incident(id, 1))));
        acknowledge(BulkItems.INCIDENTS, id);
        links.delivery.deliver(
                List.of(
                        links.incident(Samples.incident(id, 3)),
                        links.incident(Samples.incident(id, 2))));

        JsonNode tripline = source(BulkItems.INCIDENTS, id).get("tripline");
        assertThat(tripline.at("/incident/revision").asInt()).isEqualTo(3);
        assertThat(tripline.at("/triage/status").asText()).isEqualTo("acknowledged");
        assertThat(links.settled).hasSize(3);
    }

    @Test
    void anOlderRevisionChangesNothingWhenItComesLater() throws Exception {
        String id = unique("alert");

        links.delivery.deliver(
                List.of(
                        links.alert(Samples.alert(id, 3, Alert.State.WITHDRAWN)),
                        links.alert(Samples.alert(id, 2, Alert.State.RAISED)),
                        links.alert(Samples.alert(id, 3, Alert.State.WITHDRAWN))));

        assertThat(source(BulkItems.ALERTS, id).at("/tripline/alert/revision").asInt())
                .isEqualTo(3);
        assertThat(source(BulkItems.ALERTS, id).at("/tripline/alert/state").asText())
                .isEqualTo("withdrawn");
        assertThat(links.settled).hasSize(3);
    }

    @Test
    void anAccountGivesWayOnlyToOneThatReachesFurther() throws Exception {
        String source = unique("source");

        links.delivery.deliver(
                List.of(
                        links.ledger(Samples.account(source, 40)),
                        links.ledger(Samples.account(source, 60)),
                        links.ledger(Samples.account(source, 50)),
                        links.ledger(Samples.account(source, 60))));

        JsonNode ledger =
                source(BulkItems.LEDGER, Links.id(Samples.account(source, 40)))
                        .at("/tripline/ledger");
        assertThat(ledger.get("last_offset").asInt()).isEqualTo(60);
        assertThat(ledger.get("received").asInt()).isEqualTo(60);
        assertThat(ledger.at("/dead_by/not_utf8").asInt()).isEqualTo(1);
        assertThat(links.settled).hasSize(4);
        assertThat(links.deadLetters.letters).isEmpty();
    }

    private void deliver(String id, int revision, Alert.State state) throws Exception {
        links.delivery.deliver(List.of(links.alert(Samples.alert(id, revision, state))));
    }
}

package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.triage.Edit;
import io.tripline.alerting.triage.KeptDocuments;
import io.tripline.alerting.triage.Publication;
import io.tripline.alerting.triage.TriageDesk;
import io.tripline.contracts.Alert.State;
import io.tripline.contracts.Incident;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Kind;
import io.tripline.contracts.TriageChange.Status;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody acknowledged or closed, and was told anew of, is acknowledged or closed once more, and by nothing else. */
@Timeout(30)
class SaidAgainTest {
    private static final Duration MINUTES = Duration.ofMinutes(15);
    private static final Edit ACKNOWLEDGE = Edit.nothing().status(Status.ACKNOWLEDGED);
    private static final Edit CLOSE =
            Edit.nothing().status(Status.CLOSED).disposition(Disposition.BENIGN);

    /** Such as a tag, which a script may give. */
    private static final Edit NOTE = Edit.nothing().note("Looked up by the script.");

    private final Desks desks = new Desks(Desks.routing(Desks.groupingThenLead(MINUTES)));
    private final KeptDocuments documents = new KeptDocuments();
    private final BlockingQueue<TriageChange> topic = new LinkedBlockingQueue<>();
    private final Publication publication = new Publication(documents, topic::add);
    private final TriageDesk triage = new TriageDesk(documents, publication, () -> desks.now);

    @AfterEach
    void close() {
        publication.close();
    }

    @Test
    void acknowledged_again_after_a_graver_alert_joined_it_escalates_no_more() throws Exception {
        open("i1");
        edit(Kind.INCIDENT, "i1", ACKNOWLEDGE, 1);
        joinsGraver("i1");
        desks.pages.clear();

        edit(Kind.INCIDENT, "i1", ACKNOWLEDGE, 2);
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call ACKNOWLEDGE");
    }

    @Test
    void an_alert_that_stands_again_is_closed_again() throws Exception {
        put(Kind.ALERT, "a1");
        desks.alert("a1", 1, State.RAISED);
        desks.after(Duration.ofSeconds(5));
        edit(Kind.ALERT, "a1", CLOSE, 1);
        desks.alert("a1", 2, State.WITHDRAWN);
        desks.alert("a1", 3, State.RAISED);
        desks.pages.clear();

        edit(Kind.ALERT, "a1", CLOSE, 2);
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call RESOLVE");
    }

    @Test
    void a_note_closes_nothing_that_goes_on_and_acknowledges_nothing_graver() throws Exception {
        open("closed");
        open("acknowledged");
        edit(Kind.INCIDENT, "closed", CLOSE, 1);
        edit(Kind.INCIDENT, "acknowledged", ACKNOWLEDGE, 1);
        joinsGraver("closed");
        joinsGraver("acknowledged");
        desks.pages.clear();

        edit(Kind.INCIDENT, "closed", NOTE, 2);
        desks.killAndRestart();
        edit(Kind.INCIDENT, "acknowledged", NOTE, 2);
        edit(Kind.INCIDENT, "closed", NOTE, 3);
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("lead TRIGGER", "lead TRIGGER");
    }

    /** Of several changes within a moment the topic hears the last, and of what is early the last is kept. */
    @Test
    void an_acknowledgement_counts_though_only_the_note_after_it_is_heard_of() {
        open("i1");
        desks.triage("i1", 1, Status.ACKNOWLEDGED);
        joinsGraver("i1");
        desks.pages.clear();

        desks.triage("i1", 3, Status.ACKNOWLEDGED, OptionalLong.of(2));
        desks.triage("i1", 2, Status.ACKNOWLEDGED, OptionalLong.of(2));
        desks.after(MINUTES);

        assertThat(desks.kinds()).containsExactly("on-call ACKNOWLEDGE");
    }

    @Test
    void what_an_older_version_published_counts_whatever_it_was() {
        open("i1");
        desks.pages.clear();

        desks.triage("i1", 1, Status.ACKNOWLEDGED, OptionalLong.empty());
        joinsGraver("i1");
        desks.triage("i1", 2, Status.ACKNOWLEDGED, OptionalLong.empty());
        desks.after(MINUTES);

        assertThat(desks.kinds())
                .containsExactly("on-call ACKNOWLEDGE", "on-call TRIGGER", "on-call ACKNOWLEDGE");
    }

    private void open(String incident) {
        put(Kind.INCIDENT, incident);
        desks.alert(incident + "-high", 75);
        desks.incident(incident, 1, Incident.Status.OPEN, incident + "-high");
    }

    private void joinsGraver(String incident) {
        desks.alert(incident + "-grave", 95);
        desks.incident(incident, 2, Incident.Status.OPEN, incident + "-high", incident + "-grave");
    }

    private void put(Kind kind, String id) {
        documents.put(kind, id, KeptDocuments.parse("{\"tripline\":{}}"));
    }

    /** Makes an edit, and has paging read the topic until it is there. */
    private void edit(Kind kind, String id, Edit edit, long version) throws Exception {
        assertThat(triage.edit(kind, id, OptionalLong.of(version - 1), edit, "ann"))
                .isInstanceOf(TriageDesk.Outcome.Made.class);
        TriageChange heard;
        do {
            heard = topic.poll(5, TimeUnit.SECONDS);
            assertThat(heard).as("change %d of %s", version, id).isNotNull();
            desks.triage(heard);
        } while (!heard.id().equals(id) || heard.version() < version);
    }
}

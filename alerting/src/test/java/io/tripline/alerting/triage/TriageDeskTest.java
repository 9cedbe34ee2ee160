package io.tripline.alerting.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.alerting.triage.TriageDesk.Outcome;
import io.tripline.contracts.TriageChange;
import io.tripline.contracts.TriageChange.Kind;
import io.tripline.contracts.TriageChange.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TriageDeskTest {
    private static final Edit ACKNOWLEDGE = Edit.nothing().status(Status.ACKNOWLEDGED);

    private final KeptDocuments documents = new KeptDocuments();
    private final BlockingQueue<TriageChange> told = new LinkedBlockingQueue<>();
    private volatile boolean kafkaIsDown;
    private final Publication publication = new Publication(documents, this::tell);
    private final TriageDesk desk =
            new TriageDesk(
                    documents,
                    publication,
                    InstantSource.fixed(Instant.parse("2026-03-02T08:00:00Z")));

    @BeforeEach
    void raise() {
        revise(1);
    }

    @AfterEach
    void close() {
        publication.close();
    }

    @Test
    void anEditIsInTheDocumentAndOnTheTopic() throws Exception {
        assertThat(edit(0, ACKNOWLEDGE)).isInstanceOf(Outcome.Made.class);

        TriageChange change = told.poll(10, TimeUnit.SECONDS);
        assertThat(change).isNotNull();
        assertThat(change.id()).isEqualTo("a1");
        assertThat(change.version()).isEqualTo(1);
        assertThat(change.status()).isEqualTo(Status.ACKNOWLEDGED);
        assertThat(change.by()).isEqualTo("ann");
        assertThat(stored().triage().status()).isEqualTo(Status.ACKNOWLEDGED);
    }

    @Test
    void ofTwoWhoSawTheSameVersionTheSecondIsTold() throws Exception {
        edit(0, ACKNOWLEDGE);

        Outcome second = edit(0, Edit.nothing().status(Status.IN_PROGRESS));

        assertThat(second).isInstanceOf(Outcome.Overtaken.class);
        assertThat(((Outcome.Overtaken) second).now().status()).isEqualTo(Status.ACKNOWLEDGED);
    }

    @Test
    void whoeverIsOvertakenBetweenReadAndWriteIsToldToo() throws Exception {
        documents.beforeWrites.add(() -> editOrFail(ACKNOWLEDGE));

        assertThat(edit(0, Edit.nothing().status(Status.IN_PROGRESS)))
                .isInstanceOf(Outcome.Overtaken.class);
    }

    @Test
    void aRevisionBetweenReadAndWriteIsNoConflict() throws Exception {
        documents.beforeWrites.add(() -> revise(2));

        assertThat(edit(0, ACKNOWLEDGE)).isInstanceOf(Outcome.Made.class);

        assertThat(stored().document().at("/tripline/alert/revision").asInt()).isEqualTo(2);
        assertThat(stored().triage().status()).isEqualTo(Status.ACKNOWLEDGED);
    }

    /** As with several nodes, of which the first makes the change and dies before it answers. */
    @Test
    void aChangeWhoseAnswerIsLostIsMadeOnce() throws Exception {
        documents.lostAnswers = 1;

        Outcome noted =
                desk.edit(
                        Kind.ALERT,
                        "a1",
                        OptionalLong.empty(),
                        Edit.nothing().note("Once."),
                        "ann");

        assertThat(noted).isInstanceOf(Outcome.Made.class);
        assertThat(stored().triage().notes()).hasSize(1);
        assertThat(told.poll(10, TimeUnit.SECONDS)).isNotNull();
        documents.lostAnswers = 1;
        assertThat(edit(1, ACKNOWLEDGE)).isInstanceOf(Outcome.Made.class);
        assertThat(stored().triage().version()).isEqualTo(2);
    }

    @Test
    void aDocumentThatIsWrittenAllTheTimeIsLeftAlone() throws Exception {
        for (int revision = 2; revision < 40; revision++) {
            int each = revision;
            documents.beforeWrites.add(() -> revise(each));
        }

        assertThat(edit(0, ACKNOWLEDGE)).isInstanceOf(Outcome.Busy.class);
        assertThat(stored().triage()).isEqualTo(Triage.untouched());
    }

    @Test
    void thereIsNothingToEditWhereThereIsNoAlert() throws Exception {
        assertThat(desk.edit(Kind.ALERT, "a2", OptionalLong.empty(), ACKNOWLEDGE, "ann"))
                .isInstanceOf(Outcome.Missing.class);
    }

    @Test
    void whatKafkaDidNotTakeStaysMarked() throws Exception {
        kafkaIsDown = true;
        edit(0, ACKNOWLEDGE);

        assertThatThrownBy(publication::catchUp).isInstanceOf(IOException.class);

        assertThat(stored().unpublished()).isTrue();
    }

    @Test
    void aChangeThatNobodyToldIsFoundByTheNextProcess() throws Exception {
        editAndDie(ACKNOWLEDGE);

        try (Publication next = new Publication(documents, this::tell)) {
            assertThat(next.catchUp()).isEqualTo(1);
            assertThat(next.catchUp()).isZero();
        }

        assertThat(told).extracting(TriageChange::version).containsExactly(1L);
        assertThat(stored().unpublished()).isFalse();
    }

    @Test
    void aDocumentThatCannotBeReadKeepsNoOtherChangeFromBeingTold() throws Exception {
        documents.put(
                Kind.ALERT,
                "a0",
                KeptDocuments.parse(
                        "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\"a0\"},"
                                + "\"tripline\":{\"triage\":{\"status\":\"gone\",\"unpublished\":true}}}"));
        editAndDie(ACKNOWLEDGE);

        assertThatThrownBy(publication::catchUp).isInstanceOf(IllegalArgumentException.class);

        assertThat(told).extracting(TriageChange::id).containsExactly("a1");
    }

    @Test
    void aChangeMadeWhileAnotherIsToldIsToldAsWell() throws Exception {
        editAndDie(ACKNOWLEDGE);
        documents.beforeWrites.add(() -> editAndDie(Edit.nothing().status(Status.IN_PROGRESS)));

        publication.catchUp();

        assertThat(told).extracting(TriageChange::version).containsExactly(1L, 2L);
        assertThat(stored().unpublished()).isFalse();
    }

    @Test
    void aRevisionWhileAChangeIsToldDoesNotHaveItToldTwice() throws Exception {
        editAndDie(ACKNOWLEDGE);
        documents.beforeWrites.add(() -> revise(2));

        publication.catchUp();

        assertThat(told).hasSize(1);
        assertThat(stored().unpublished()).isFalse();
    }

    /** As killed between the document's write and the telling. */
    private void editAndDie(Edit edit) {
        Publication dead = new Publication(documents, this::tell);
        dead.close();
        try {
            assertThat(
                            new TriageDesk(documents, dead, InstantSource.fixed(Instant.EPOCH))
                                    .edit(Kind.ALERT, "a1", OptionalLong.empty(), edit, "bo"))
                    .isInstanceOf(Outcome.Made.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void tell(TriageChange change) throws IOException {
        if (kafkaIsDown) {
            throw new IOException("Kafka is down, as the test wants it.");
        }
        told.add(change);
    }

    private Outcome edit(long version, Edit edit) throws IOException {
        return desk.edit(Kind.ALERT, "a1", OptionalLong.of(version), edit, "ann");
    }

    private void editOrFail(Edit edit) {
        try {
            assertThat(desk.edit(Kind.ALERT, "a1", OptionalLong.empty(), edit, "bo"))
                    .isInstanceOf(Outcome.Made.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Stored stored() throws IOException {
        return documents.read(Kind.ALERT, "a1").orElseThrow();
    }

    private void revise(int revision) {
        documents.put(
                Kind.ALERT,
                "a1",
                KeptDocuments.parse(
                        "{\"@timestamp\":\"2026-03-02T08:00:00Z\",\"event\":{\"id\":\"a1\"},\"tripline\":{\"alert\":{\"revision\":"
                                + revision
                                + "}}}"));
    }
}

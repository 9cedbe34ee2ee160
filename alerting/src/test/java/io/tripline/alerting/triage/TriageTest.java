package io.tripline.alerting.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.alerting.triage.Triage.Edited;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Kind;
import io.tripline.contracts.TriageChange.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriageTest {
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
    private static final Edit NOTHING = Edit.nothing();

    @Test
    void everyFieldThatAnEditChangesStandsInTheHistory() {
        Triage acknowledged =
                changed(
                        Triage.untouched(),
                        NOTHING.status(Status.ACKNOWLEDGED).assignee("ann").note("On it."),
                        "ann",
                        EIGHT);

        Triage closed =
                changed(
                        acknowledged,
                        NOTHING.status(Status.CLOSED).disposition(Disposition.BENIGN),
                        "bo",
                        NINE);

        assertThat(closed.history())
                .containsExactly(
                        new HistoryEntry(EIGHT, "ann", "status", "new", "acknowledged"),
                        new HistoryEntry(EIGHT, "ann", "assignee", "", "ann"),
                        new HistoryEntry(EIGHT, "ann", "note", "", "note 1"),
                        new HistoryEntry(NINE, "bo", "status", "acknowledged", "closed"),
                        new HistoryEntry(NINE, "bo", "disposition", "", "benign"));
        assertThat(closed.version()).isEqualTo(2);
        assertThat(closed.changedAt()).hasValue(NINE);
        assertThat(closed.notes()).containsExactly(new Note(EIGHT, "ann", "On it."));
    }

    @Test
    void ofANoteThatIsTakenAwayStaysThatItWasThereAndWhoTookIt() {
        Triage noted = changed(Triage.untouched(), NOTHING.note("hunter2"), "ann", EIGHT);
        Triage both = changed(noted, NOTHING.note("On it."), "ann", EIGHT);

        Triage without = ((Edited.Changed) both.withoutNote(1, "ada", NINE)).triage();

        assertThat(without.notes())
                .containsExactly(new Note(EIGHT, "ann", ""), new Note(EIGHT, "ann", "On it."));
        assertThat(without.history().getLast())
                .isEqualTo(new HistoryEntry(NINE, "ada", "note", "note 1", ""));
        assertThat(without.version()).isEqualTo(3);
        assertThat(without.withoutNote(1, "ada", NINE)).isEqualTo(new Edited.Unchanged(without));
        for (int number : new int[] {0, 3}) {
            assertThat(without.withoutNote(number, "ada", NINE))
                    .isEqualTo(new Edited.Refused(Triage.Refusal.NO_SUCH_NOTE));
        }
    }

    @Test
    void whatIsSoAlreadyIsNoChange() {
        Triage assigned = changed(Triage.untouched(), NOTHING.assignee("ann"), "ann", EIGHT);

        assertThat(assigned.edited(NOTHING.assignee("ann").status(Status.NEW), "bo", NINE))
                .isEqualTo(new Edited.Unchanged(assigned));
    }

    @Test
    void toSayOnceMoreHowFarOneIsIsAChange() {
        Triage acknowledged =
                changed(Triage.untouched(), NOTHING.status(Status.ACKNOWLEDGED), "ann", EIGHT);
        Triage noted = changed(acknowledged, NOTHING.note("On it."), "bo", NINE);

        Triage again = changed(noted, NOTHING.status(Status.ACKNOWLEDGED), "bo", NINE);

        assertThat(again.history())
                .last()
                .isEqualTo(new HistoryEntry(NINE, "bo", "status", "acknowledged", "acknowledged"));
        assertThat(again.version()).isEqualTo(3);
        assertThat(Stream.of(acknowledged, noted, again))
                .extracting(each -> each.change(Kind.ALERT, "a1").statusEdits())
                .containsExactly(OptionalLong.of(1), OptionalLong.of(1), OptionalLong.of(2));
    }

    @Test
    void nothingIsClosedWithoutSayingWhatItWas() {
        assertThat(Triage.untouched().edited(NOTHING.status(Status.CLOSED), "ann", EIGHT))
                .isEqualTo(new Edited.Refused(Triage.Refusal.CLOSED_WITHOUT_DISPOSITION));
    }

    @Test
    void whatIsReopenedKeepsWhatItWasUntilSomebodyTakesThatAway() {
        Triage closed =
                changed(
                        Triage.untouched(),
                        NOTHING.status(Status.CLOSED).disposition(Disposition.DUPLICATE),
                        "ann",
                        EIGHT);

        Triage reopened = changed(closed, NOTHING.status(Status.IN_PROGRESS), "ann", NINE);

        assertThat(reopened.disposition()).hasValue(Disposition.DUPLICATE);
        Edit clear =
                new Edit(
                        Optional.empty(),
                        new FieldEdit.Clear<>(),
                        new FieldEdit.Keep<>(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(changed(reopened, clear, "ann", NINE).disposition()).isEmpty();
        assertThat(closed.edited(clear, "ann", NINE)).isInstanceOf(Edited.Refused.class);
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(strings = {"two words", "a\tb", "", "\ud800", "\u202eann", "x\u2066y"})
    void whatIsNoWordIsNoTag(String text) {
        assertThatThrownBy(
                        () ->
                                new Edit(
                                        Optional.empty(),
                                        new FieldEdit.Keep<>(),
                                        new FieldEdit.Keep<>(),
                                        Optional.of(List.of(text)),
                                        Optional.empty()))
                .hasMessageContaining("a tag must be a word");
    }

    @Test
    void aNameOrNoteIsOfWholeCharacters() {
        assertThatThrownBy(() -> Edit.nothing().assignee("\u202ebo")).hasMessageContaining("name");
        assertThatThrownBy(() -> Edit.nothing().assignee("\ud800")).hasMessageContaining("name");
        assertThatThrownBy(() -> Edit.nothing().note("half \udc00")).hasMessageContaining("note");
        assertThat(Edit.nothing().assignee("Åse \ud83d\ude80").assignee())
                .isEqualTo(new FieldEdit.Set<>("Åse \ud83d\ude80"));
    }

    @Test
    void tagsAreASetInOrder() {
        Edit edit =
                new Edit(
                        Optional.empty(),
                        new FieldEdit.Keep<>(),
                        new FieldEdit.Keep<>(),
                        Optional.of(List.of("vpn", "audit", "vpn")),
                        Optional.empty());

        assertThat(changed(Triage.untouched(), edit, "ann", EIGHT).tags())
                .containsExactly("audit", "vpn");
    }

    @Test
    void aNoteTooManyIsRefusedAndSaysSo() {
        Triage triage = Triage.untouched();
        for (int i = 0; i < Triage.MAX_NOTES; i++) {
            triage = changed(triage, NOTHING.note("note"), "ann", EIGHT);
        }

        assertThat(triage.edited(NOTHING.note("one more"), "ann", EIGHT))
                .isEqualTo(new Edited.Refused(Triage.Refusal.TOO_MANY_NOTES));
    }

    @Test
    void namesTagsAndNotesHaveBounds() {
        assertThatThrownBy(() -> NOTHING.assignee(" ")).hasMessageStartingWith("assignee must");
        assertThatThrownBy(() -> NOTHING.assignee("ann\u001b[31m"))
                .hasMessageStartingWith("assignee must");
        assertThatThrownBy(() -> NOTHING.assignee("x".repeat(Edit.MAX_NAME + 1)))
                .hasMessageStartingWith("assignee must");
        assertThatThrownBy(() -> NOTHING.note("x".repeat(Edit.MAX_NOTE + 1)))
                .hasMessageStartingWith("note must");
        assertThatThrownBy(() -> NOTHING.note("\n")).hasMessageStartingWith("note must");
    }

    @Test
    void theJsonFormCarriesAllOfIt() {
        Triage triage =
                changed(
                        Triage.untouched(),
                        NOTHING.status(Status.CLOSED)
                                .disposition(Disposition.TRUE_POSITIVE)
                                .assignee("ann")
                                .note("<b>\u202ehello\n"),
                        "ann",
                        EIGHT);

        assertThat(TriageJson.read(TriageJson.write(triage))).isEqualTo(triage);
        assertThat(TriageJson.read(TriageJson.write(Triage.untouched())))
                .isEqualTo(Triage.untouched());
        assertThat(TriageJson.read(KeptDocuments.parse("{\"status\":\"new\",\"version\":0}")))
                .isEqualTo(Triage.untouched());
    }

    private static Triage changed(Triage triage, Edit edit, String by, Instant at) {
        assertThat(triage.edited(edit, by, at)).isInstanceOf(Edited.Changed.class);
        return ((Edited.Changed) triage.edited(edit, by, at)).triage();
    }
}

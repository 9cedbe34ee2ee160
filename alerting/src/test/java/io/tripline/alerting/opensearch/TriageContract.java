package io.tripline.alerting.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Samples;
import io.tripline.alerting.triage.Documents;
import io.tripline.alerting.triage.Edit;
import io.tripline.alerting.triage.FieldEdit;
import io.tripline.alerting.triage.Filter;
import io.tripline.alerting.triage.Found;
import io.tripline.alerting.triage.HistoryEntry;
import io.tripline.alerting.triage.Publication;
import io.tripline.alerting.triage.Stored;
import io.tripline.alerting.triage.Subject;
import io.tripline.alerting.triage.Triage;
import io.tripline.alerting.triage.TriageDesk;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.TriageChange.Disposition;
import io.tripline.contracts.TriageChange.Kind;
import io.tripline.contracts.TriageChange.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What triage relies on in {@link Documents}; those in memory and those in a real OpenSearch have to pass. */
@Timeout(60)
public abstract class TriageContract {
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");

    /** What is looked at. */
    protected abstract Documents documents();

    /** A document as the pipeline writes it, or its next revision. */
    protected abstract void put(Kind kind, String id, ObjectNode document) throws Exception;

    /** Ids that no other test uses. */
    protected abstract String unique(String name);

    @Test
    void whatIsReadByItsIdIsWhatWasWrittenLast() throws Exception {
        String id = raised("ann", EIGHT);

        Stored stored = read(id);
        Stored.Position position =
                documents().write(id, acknowledged(stored), true, stored.position()).orElseThrow();

        Stored after = read(id);
        assertThat(after.position()).isEqualTo(position);
        assertThat(after.triage().status()).isEqualTo(Status.ACKNOWLEDGED);
        assertThat(after.triage().history()).hasSize(1);
        assertThat(after.unpublished()).isTrue();
        assertThat(after.document().path("message").asText()).isEqualTo("ann: revision 1");
        assertThat(documents().read(Kind.ALERT, unique("nobody"))).isEmpty();
    }

    @Test
    void aWriteOnWhatIsNoLongerTheLastOneChangesNothing() throws Exception {
        String id = raised("ann", EIGHT);
        Stored stored = read(id);
        documents().write(id, acknowledged(stored), true, stored.position());

        Optional<Stored.Position> second =
                documents().write(id, Triage.untouched(), false, stored.position());

        assertThat(second).isEmpty();
        assertThat(read(id).triage().version()).isEqualTo(1);
    }

    @Test
    void aRevisionMovesTheDocumentAndLeavesTriageAlone() throws Exception {
        String id = raised("ann", EIGHT);
        Stored before = read(id);
        Triage acknowledged = acknowledged(before);
        documents().write(id, acknowledged, true, before.position());
        Stored edited = read(id);

        put(Kind.ALERT, id, alert(id, 2, "ann", EIGHT));

        Stored after = read(id);
        assertThat(after.triage()).isEqualTo(acknowledged);
        assertThat(after.unpublished()).isTrue();
        assertThat(after.document().path("message").asText()).isEqualTo("ann: revision 2");
        assertThat(documents().write(id, acknowledged, false, edited.position())).isEmpty();
        assertThat(documents().write(id, acknowledged, false, after.position())).isPresent();
    }

    @Test
    void aFieldThatIsTakenAwayIsGone() throws Exception {
        String id = raised("ann", EIGHT);
        Stored stored = read(id);
        Triage assigned =
                changed(
                        stored.triage(),
                        Edit.nothing().assignee("bo").disposition(Disposition.BENIGN).note("x"));
        documents().write(id, assigned, true, stored.position());
        Edit clear =
                new Edit(
                        Optional.empty(),
                        new FieldEdit.Clear<>(),
                        new FieldEdit.Clear<>(),
                        Optional.of(List.of()),
                        Optional.empty());

        documents().write(id, changed(assigned, clear), true, read(id).position());

        assertThat(read(id).triage().assignee()).isEmpty();
        assertThat(read(id).triage().disposition()).isEmpty();
        assertThat(read(id).triage().notes()).hasSize(1);
    }

    @Test
    void whatTheTopicHasNotBeenToldOfIsFound() throws Exception {
        String told = raised("ann", EIGHT);
        String untold = raised("ann", EIGHT);
        documents().write(told, acknowledged(read(told)), false, read(told).position());
        documents().write(untold, acknowledged(read(untold)), true, read(untold).position());
        documents().settle(Kind.ALERT);

        assertThat(documents().unpublished(Kind.ALERT, 1_000))
                .contains(untold)
                .doesNotContain(told);
    }

    @Test
    void pagesHoldEveryDocumentOnceNewestFirst() throws Exception {
        String who = unique("walker");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // Two of each time: the id decides.
            ids.addFirst(raised(who, EIGHT.plusSeconds(i / 2)));
        }
        documents().settle(Kind.ALERT);
        Filter filter = about(who);

        List<String> seen = new ArrayList<>();
        Optional<Found.Place> place = Optional.empty();
        do {
            Found page = documents().find(Kind.ALERT, filter, place, 3);
            page.documents().forEach(each -> seen.add(each.at("/event/id").asText()));
            assertThat(page.total()).isEqualTo(7);
            assertThat(page.totalIsExact()).isTrue();
            place = page.next();
        } while (place.isPresent());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids).doesNotHaveDuplicates();
        List<String> times =
                documents().find(Kind.ALERT, filter, Optional.empty(), 10).documents().stream()
                        .map(each -> each.path("@timestamp").asText())
                        .toList();
        assertThat(times).isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void aListLeavesOutWhatOnlyOneAlertShows() throws Exception {
        String who = unique("walker");
        raised(who, EIGHT);
        documents().settle(Kind.ALERT);

        JsonNode listed = only(about(who));

        assertThat(listed.at("/tripline/alert/evidence").isMissingNode()).isTrue();
        assertThat(listed.at("/tripline/triage/history").isMissingNode()).isTrue();
        assertThat(listed.at("/tripline/alert/revision").asInt()).isEqualTo(1);
    }

    @Test
    void everyPartOfAFilterFinds() throws Exception {
        String who = unique("walker");
        String id = raised(who, EIGHT);
        Stored stored = read(id);
        Edit edit =
                new Edit(
                        Optional.of(Status.CLOSED),
                        new FieldEdit.Set<>(Disposition.DUPLICATE),
                        new FieldEdit.Set<>("bo"),
                        Optional.of(List.of("vpn")),
                        Optional.empty());
        documents().write(id, changed(stored.triage(), edit), true, stored.position());
        documents().settle(Kind.ALERT);

        assertThat(only(filter(who, "bo", "vpn", "brute-force", 73)).at("/event/id").asText())
                .isEqualTo(id);
        assertThat(found(filter(who, "bo", "vpn", "brute-force", 74))).isZero();
        assertThat(found(filter(who, "ann", "vpn", "brute-force", 73))).isZero();
        assertThat(found(filter(who, "bo", "dmz", "brute-force", 73))).isZero();
        assertThat(found(filter(who, "bo", "vpn", "other", 73))).isZero();
        assertThat(found(filter("nobody", "bo", "vpn", "brute-force", 73))).isZero();
        assertThat(found(about(who).status(Status.NEW))).isZero();
        assertThat(found(about(who).status(Status.CLOSED))).isEqualTo(1);
        assertThat(found(about("192.0.2.1"))).isPositive();
    }

    @Test
    void anIncidentThatWentOnAsPartOfAnotherIsListedOnlyForWhoeverHadBegun() throws Exception {
        String who = unique("walker");
        String open = incident(who, "open");
        String merged = incident(who, "merged");
        String closed = incident(who, "merged");
        String begun = incident(who, "merged");
        edit(closed, Edit.nothing().status(Status.CLOSED).disposition(Disposition.DUPLICATE));
        edit(begun, Edit.nothing().status(Status.IN_PROGRESS).assignee("bo"));
        documents().settle(Kind.INCIDENT);

        List<JsonNode> found =
                documents().find(Kind.INCIDENT, about(who), Optional.empty(), 10).documents();

        // Whoever had begun with it has to learn where it is.
        assertThat(found)
                .extracting(each -> each.at("/event/id").asText())
                .containsExactlyInAnyOrder(open, begun);
        assertThat(documents().read(Kind.INCIDENT, merged)).isPresent();
    }

    @Test
    void anIncidentThatGoesOnAfterItWasClosedSaysSoUntilSomebodyLooks() throws Exception {
        String who = unique("walker");
        String id = incident(who, "open", 1, "a1");
        TriageDesk desk =
                new TriageDesk(
                        documents(),
                        new Publication(documents(), _ -> {}),
                        InstantSource.fixed(EIGHT));
        Edit close = Edit.nothing().status(Status.CLOSED).disposition(Disposition.BENIGN);
        desk.edit(Kind.INCIDENT, id, OptionalLong.empty(), close, "ann");
        assertThat(sinceClosing(id)).isZero();

        revise(id, who, 2, "a1");
        assertThat(sinceClosing(id)).isZero();
        revise(id, who, 3, "a1", "a2", "a3");
        revise(id, who, 4, "a1", "a2", "a3", "a4");

        assertThat(sinceClosing(id)).isEqualTo(3);
        Stored stored = documents().read(Kind.INCIDENT, id).orElseThrow();
        assertThat(stored.triage().status()).isEqualTo(Status.CLOSED);
        // The topic hears of the closing only now: that is nobody who has looked.
        documents().write(id, stored.triage(), false, stored.position());
        documents().settle(Kind.INCIDENT);
        assertThat(work(who, false)).isEmpty();
        assertThat(work(who, true)).containsExactly(id);

        desk.edit(Kind.INCIDENT, id, OptionalLong.empty(), close, "bo");

        assertThat(sinceClosing(id)).isZero();
        assertThat(documents().read(Kind.INCIDENT, id).orElseThrow().triage().history())
                .last()
                .isEqualTo(new HistoryEntry(EIGHT, "bo", "status", "closed", "closed"));
        documents().settle(Kind.INCIDENT);
        assertThat(work(who, true)).isEmpty();
    }

    private long sinceClosing(String id) throws IOException {
        return documents()
                .read(Kind.INCIDENT, id)
                .orElseThrow()
                .document()
                .at("/tripline/since_closing")
                .asLong();
    }

    /** The incidents that are not closed, and those that went on. */
    private List<String> work(String who, boolean wentOn) throws IOException {
        Filter all = Filter.all();
        Filter filter =
                new Filter(
                        Set.of(Status.NEW, Status.ACKNOWLEDGED, Status.IN_PROGRESS),
                        all.dispositions(),
                        all.assignee(),
                        false,
                        all.tags(),
                        all.rules(),
                        all.severityFrom(),
                        all.tactics(),
                        all.techniques(),
                        Optional.of(new Subject(who)),
                        all.fields(),
                        all.from(),
                        all.until(),
                        all.text(),
                        false,
                        false,
                        wentOn);
        return documents().find(Kind.INCIDENT, filter, Optional.empty(), 10).documents().stream()
                .map(each -> each.at("/event/id").asText())
                .toList();
    }

    @Test
    void aPersonIsFoundUnderEachOfTheirNames() throws Exception {
        String ann = unique("ann");
        raised(ann, EIGHT);
        raised(ann + "@corp.example.com", EIGHT);
        raised("CORP\\" + ann, EIGHT);
        raised(ann + ".smith@corp.example.com", EIGHT);
        raised("x" + ann, EIGHT);
        documents().settle(Kind.ALERT);

        assertThat(found(about(ann))).isEqualTo(3);
        assertThat(found(about(ann.toUpperCase(Locale.ROOT)))).isEqualTo(3);
        assertThat(found(about(ann + "@CORP.example.com"))).isEqualTo(2);
        assertThat(found(about(ann + "@elsewhere.example.com"))).isEqualTo(1);
        assertThat(found(about("corp\\" + ann))).isEqualTo(2);
        assertThat(found(about(ann + ".smith"))).isEqualTo(1);
    }

    @Test
    void whatALateEventTookTheReasonFromIsNoWorkUnlessSomebodyHadBegun() throws Exception {
        String who = unique("walker");
        String begun = raised(who, EIGHT);
        documents().write(begun, acknowledged(read(begun)), true, read(begun).position());
        String id = raised(who, EIGHT);
        for (String each : List.of(begun, id)) {
            ObjectNode withdrawn = alert(each, 2, who, EIGHT);
            withdrawn.withObject("/tripline/alert").put("state", "withdrawn");
            put(Kind.ALERT, each, withdrawn);
        }
        documents().settle(Kind.ALERT);

        assertThat(only(about(who)).at("/event/id").asText()).isEqualTo(begun);
        assertThat(
                        found(
                                filter(
                                        who,
                                        List.of(),
                                        Optional.empty(),
                                        Set.of(),
                                        Set.of(),
                                        OptionalLong.empty(),
                                        true)))
                .isEqualTo(2);
    }

    @Test
    void whatLooksLikeAQueryIsAValue() throws Exception {
        raised("ann", EIGHT);
        documents().settle(Kind.ALERT);

        for (String hostile :
                List.of(
                        "*",
                        "ann OR *",
                        "\"}}]}},\"query\":{\"match_all\":{}}",
                        "a:b",
                        "_exists_:user.name",
                        "/.*/",
                        "?",
                        "\\*",
                        "a?n",
                        "192.0.2.0/24")) {
            assertThat(found(about(hostile))).as(hostile).isZero();
            assertThat(found(field(EcsField.USER_NAME, hostile))).as(hostile).isZero();
        }
    }

    @Test
    void rawEventsThatAreNotThereAreLeftOut() throws Exception {
        assertThat(documents().events(List.of())).isEmpty();
        assertThat(documents().events(List.of(unique("nobody")))).isEmpty();
    }

    private String raised(String who, Instant at) throws Exception {
        String id = unique("alert");
        put(Kind.ALERT, id, alert(id, 1, who, at));
        return id;
    }

    private void edit(String incident, Edit edit) throws IOException {
        Stored stored = documents().read(Kind.INCIDENT, incident).orElseThrow();
        documents().write(incident, changed(stored.triage(), edit), false, stored.position());
    }

    private String incident(String who, String status) throws Exception {
        return incident(who, status, 1, "a1");
    }

    private String incident(String who, String status, int revision, String... alerts)
            throws Exception {
        String id = unique("incident");
        put(Kind.INCIDENT, id, incident(id, who, status, revision, alerts));
        return id;
    }

    private void revise(String id, String who, int revision, String... alerts) throws Exception {
        put(Kind.INCIDENT, id, incident(id, who, "open", revision, alerts));
    }

    private static ObjectNode incident(
            String id, String who, String status, int revision, String... alerts) {
        ObjectNode document = alert(id, revision, who, EIGHT);
        ObjectNode own =
                document.withObject("/tripline/incident")
                        .put("id", id)
                        .put("revision", revision)
                        .put("status", status);
        Stream.of(alerts).forEach(own.putArray("alerts")::add);
        return document;
    }

    private Stored read(String id) throws IOException {
        return documents().read(Kind.ALERT, id).orElseThrow();
    }

    private JsonNode only(Filter filter) throws IOException {
        List<JsonNode> found =
                documents().find(Kind.ALERT, filter, Optional.empty(), 10).documents();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private long found(Filter filter) throws IOException {
        return documents().find(Kind.ALERT, filter, Optional.empty(), 10).total();
    }

    private static Filter about(String who) {
        return filter(who, List.of(), Optional.empty(), Set.of(), Set.of(), OptionalLong.empty());
    }

    private static Filter field(EcsField field, String value) {
        return filter(
                null,
                List.of(new Filter.FieldValue(field, value)),
                Optional.empty(),
                Set.of(),
                Set.of(),
                OptionalLong.empty());
    }

    private static Filter filter(String who, String assignee, String tag, String rule, long least) {
        return filter(
                who,
                List.of(new Filter.FieldValue(EcsField.USER_NAME, who)),
                Optional.of(assignee),
                Set.of(tag),
                Set.of(rule),
                OptionalLong.of(least));
    }

    private static Filter filter(
            @Nullable String who,
            List<Filter.FieldValue> fields,
            Optional<String> assignee,
            Set<String> tags,
            Set<String> rules,
            OptionalLong least) {
        return filter(who, fields, assignee, tags, rules, least, false);
    }

    private static Filter filter(
            @Nullable String who,
            List<Filter.FieldValue> fields,
            Optional<String> assignee,
            Set<String> tags,
            Set<String> rules,
            OptionalLong least,
            boolean withdrawn) {
        return new Filter(
                Set.of(),
                Set.of(),
                assignee,
                false,
                tags,
                rules,
                least,
                Set.of(),
                Set.of(),
                Optional.ofNullable(who).map(Subject::new),
                fields,
                Optional.of(EIGHT.minusSeconds(1)),
                Optional.of(EIGHT.plusSeconds(60)),
                Optional.empty(),
                false,
                withdrawn,
                false);
    }

    private static Triage acknowledged(Stored stored) {
        return changed(stored.triage(), Edit.nothing().status(Status.ACKNOWLEDGED));
    }

    private static Triage changed(Triage triage, Edit edit) {
        assertThat(triage.edited(edit, "ann", EIGHT)).isInstanceOf(Triage.Edited.Changed.class);
        return ((Triage.Edited.Changed) triage.edited(edit, "ann", EIGHT)).triage();
    }

    private static ObjectNode alert(String id, int revision, String who, Instant at) {
        return Samples.alertDocument(id, revision, who, at);
    }
}

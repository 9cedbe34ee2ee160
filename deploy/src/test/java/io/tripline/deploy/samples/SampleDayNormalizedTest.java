package io.tripline.deploy.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.Family;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.StableId;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.RawInput;
import io.tripline.ingest.enrich.GeoEnrichment;
import io.tripline.ingest.source.RejectedReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample day as ingest reads it: what the demo and the end-to-end tests build on. */
class SampleDayNormalizedTest {
    private static final Instant END = Instant.parse("2026-03-02T23:00:00Z");

    private final SampleDay day = SampleDay.ending(END, 1);
    private final Normalizer normalizer =
            new Normalizer(
                    IngestConfig.defaults(),
                    GeoEnrichment.open(Optional.empty(), Optional.empty()),
                    InstantSource.fixed(END));

    @ParameterizedTest
    @CsvSource({
        "OKTA,           okta.system",
        "ENTRA,          entra.signin",
        "WINLOGBEAT,     windows.security",
        "WINDOWS_XML,    windows.security",
        "LINUX_FILEBEAT, linux.auth",
        "LINUX_RFC5424,  linux.auth",
        "LINUX_RSYSLOG,  linux.auth",
        "ZEEK_CONN,      zeek.conn",
        "ZEEK_SSH,       zeek.ssh",
        "ECS,            ecs",
    })
    void everyRecordBecomesAnEventOfItsSourceAtItsTime(Feed feed, String source) {
        for (SampleRecord record : day.records(feed)) {
            Outcome outcome = outcome(record);

            assertThat(outcome).isInstanceOf(Outcome.Event.class);
            assertThat(outcome.source()).contains(source);
            // Classic syslog keeps whole seconds.
            assertThat(
                            Duration.between(
                                    ((Outcome.Event) outcome).event().timestamp(), record.time()))
                    .isBetween(Duration.ZERO, Duration.ofMillis(999));
        }
    }

    @Test
    void ordinaryTrafficIsReadToo() {
        assertThat(OrdinaryTraffic.beside(day.records().subList(0, 100), 3, 1))
                .hasSize(300)
                .isSortedAccordingTo(Comparator.comparing(SampleRecord::time))
                .allSatisfy(
                        record -> {
                            Outcome outcome = outcome(record);
                            assertThat(outcome.source()).contains("zeek.logs");
                            assertThat(((Outcome.Event) outcome).event().timestamp())
                                    .isCloseTo(record.time(), within(1, ChronoUnit.MILLIS));
                        });
    }

    @Test
    void everyEventIsItsOwn() {
        assertThat(events()).extracting(EcsEvent::id).doesNotHaveDuplicates();
    }

    @Test
    void garbageIsRefusedOrIgnoredForItsReason() {
        List<Outcome> outcomes = day.records(Feed.GARBAGE).stream().map(this::outcome).toList();

        assertThat(outcomes)
                .filteredOn(Outcome.Rejected.class::isInstance)
                .extracting(outcome -> ((Outcome.Rejected) outcome).reason())
                .containsExactly(
                        RejectedReason.MALFORMED_JSON,
                        RejectedReason.NOT_UTF8,
                        RejectedReason.UNKNOWN_SOURCE);
        assertThat(outcomes).filteredOn(Outcome.Ignored.class::isInstance).hasSize(1);
    }

    @Test
    void nobodyButTheVictimTravelsFasterThanAPlane() {
        List<EcsEvent> events = events();

        assertThat(
                        Nordlys.PEOPLE.stream()
                                .map(Person::mail)
                                .filter(mail -> fastest(events, mail) > 1_000)
                                .toList())
                .containsExactly(Nordlys.VICTIM.mail());
    }

    /** The fastest journey in km/h between two successful sign-ins at places of the providers' own saying. */
    private double fastest(List<EcsEvent> events, String mail) {
        double fastest = 0;
        EcsEvent last = null;
        for (EcsEvent event : events) {
            boolean isSignIn =
                    event.string(EcsField.USER_NAME).filter(mail::equals).isPresent()
                            && event.value(EcsField.SOURCE_GEO_LOCATION) != null
                            && event.string(EcsField.EVENT_OUTCOME)
                                    .filter("success"::equals)
                                    .isPresent();
            if (!isSignIn) {
                continue;
            }
            if (last != null) {
                double hours =
                        Math.max(
                                        1,
                                        Duration.between(last.timestamp(), event.timestamp())
                                                .toSeconds())
                                / 3_600.0;
                fastest = Math.max(fastest, kilometres(last, event) / hours);
            }
            last = event;
        }
        return fastest;
    }

    private static double kilometres(EcsEvent one, EcsEvent other) {
        GeoPoint from = (GeoPoint) one.value(EcsField.SOURCE_GEO_LOCATION);
        GeoPoint to = (GeoPoint) other.value(EcsField.SOURCE_GEO_LOCATION);
        assertThat(from).isNotNull();
        assertThat(to).isNotNull();
        double latitudes = Math.toRadians(to.latitude() - from.latitude());
        double longitudes = Math.toRadians(to.longitude() - from.longitude());
        double haversine =
                Math.pow(Math.sin(latitudes / 2), 2)
                        + Math.cos(Math.toRadians(from.latitude()))
                                * Math.cos(Math.toRadians(to.latitude()))
                                * Math.pow(Math.sin(longitudes / 2), 2);
        return 2 * 6_371 * Math.asin(Math.sqrt(haversine));
    }

    private List<EcsEvent> events() {
        List<EcsEvent> events = new ArrayList<>();
        for (SampleRecord record : day.records()) {
            if (outcome(record) instanceof Outcome.Event(EcsEvent event, Optional<String> _)) {
                events.add(event);
            }
        }
        return events;
    }

    /** As from a topic: what has no id of its own gets it from where it lies, here its bytes and time. */
    private Outcome outcome(SampleRecord record) {
        List<Outcome> outcomes =
                normalizer.normalize(
                        new RawInput(
                                record.value(),
                                Optional.empty(),
                                Optional.empty(),
                                Family.ofTopic(record.topic()),
                                record.time(),
                                _ ->
                                        StableId.of(
                                                record.time().toString(),
                                                new String(record.value(), UTF_8))));
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }
}

package io.tripline.deploy.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.deploy.service.PresentTopics.OtherRetention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class PresentTopicsTest {
    private static final String WEEK = Long.toString(Duration.ofDays(7).toMillis());
    private static final String TWO_DAYS = Long.toString(Duration.ofDays(2).toMillis());

    private final List<NewTopic> wanted =
            List.of(topic("events"), topic("pages"), topic("triage"), topic("alerts"));

    @Test
    void aTopicThatKeepsRecordsForAnotherTimeIsToldOf() {
        PresentTopics present =
                new PresentTopics(
                        Map.of(
                                resource("events"), retention(WEEK),
                                resource("pages"), retention(TWO_DAYS),
                                resource("triage"), retention("-1")));

        assertThat(present.otherRetentions(wanted))
                .containsExactly(
                        new OtherRetention(
                                "pages", Duration.ofDays(7), Optional.of(Duration.ofDays(2))),
                        new OtherRetention("triage", Duration.ofDays(7), Optional.empty()));
    }

    /** A person must act where pages may be lost; a disk that fills is watched. */
    @Test
    void onlyWhatForgetsSoonerLoses() {
        Duration week = Duration.ofDays(7);

        assertThat(new OtherRetention("pages", week, Optional.of(week.minusMillis(1))))
                .matches(OtherRetention::forgetsSooner);
        assertThat(new OtherRetention("pages", week, Optional.of(week.plusMillis(1))))
                .matches(each -> !each.forgetsSooner());
        assertThat(new OtherRetention("pages", week, Optional.empty()))
                .matches(each -> !each.forgetsSooner());
    }

    /** A compacted one keeps the newest of each key whatever its age. */
    @Test
    void whatIsMadeWithoutATimeHasNoOther() {
        NewTopic compacted = new NewTopic("paging", 1, (short) 1).configs(Map.of());

        assertThat(
                        new PresentTopics(Map.of(resource("paging"), retention(WEEK)))
                                .otherRetentions(List.of(compacted)))
                .isEmpty();
    }

    @Test
    void aRawTopicThatBelievesItsShippersClocksIsToldOf() {
        PresentTopics present =
                new PresentTopics(
                        Map.of(
                                resource("logs.auth"), timestamps("CreateTime"),
                                resource("logs.device"), timestamps("LogAppendTime"),
                                resource("events"), timestamps("CreateTime")));

        assertThat(present.withShippersTimes()).containsExactly("logs.auth");
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1).configs(Map.of("retention.ms", WEEK));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Config retention(String millis) {
        return new Config(List.of(new ConfigEntry("retention.ms", millis)));
    }

    private static Config timestamps(String type) {
        return new Config(List.of(new ConfigEntry("message.timestamp.type", type)));
    }
}

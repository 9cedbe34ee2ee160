package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.state.Outcomes;
import io.tripline.correlation.state.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Impossible travel counts the sign-ins on which it can say nothing, live and in an explanation. */
final class NotEvaluatedTest {
    private static final Path RULE =
            Path.of("..", "rules", "initial-access", "impossible-travel.yml");

    private final RuleLoader loader = new RuleLoader();

    @Test
    void sign_ins_without_a_place_or_through_a_shared_address_are_counted_by_why()
            throws IOException {
        CompiledRule rule = rule();
        Map<String, Long> counts = new TreeMap<>();
        Outcomes outcomes =
                new Outcomes() {
                    @Override
                    public void count(String id, Kind kind) {}

                    @Override
                    public void notEvaluated(String id, String reason) {
                        counts.merge(id + " " + reason, 1L, Long::sum);
                    }
                };

        try (Router router = new Router(new RuleSet(List.of(rule), loader.compiler()), outcomes)) {
            events().forEach(event -> router.route(event, ""));
        }

        assertThat(counts)
                .isEqualTo(
                        Map.of(
                                "impossible-travel no-place", 1L,
                                "impossible-travel shared-egress", 1L));
    }

    @Test
    void an_explanation_says_how_many() throws IOException {
        Explanation explanation = Explainer.explain(loader.compiler(), rule(), events());

        assertThat(explanation.notEvaluated())
                .isEqualTo(Map.of("no-place", 1L, "shared-egress", 1L));
        assertThat(explanation.text())
                .contains("1 not evaluated, as the rule can say nothing on them: no-place.");
    }

    private CompiledRule rule() throws IOException {
        return loader.candidate(RULE, "impossible-travel.yml").rule().orElseThrow();
    }

    private static List<EcsEvent> events() {
        GeoPoint london = new GeoPoint(51.5, -0.1);
        return List.of(
                signIn("203.0.113.5", london, "success"),
                signIn("203.0.113.5", null, "success"),
                signIn("198.51.100.200", london, "success"),
                signIn("203.0.113.5", null, "failure"));
    }

    private static EcsEvent signIn(String address, @Nullable GeoPoint place, String outcome) {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.parse("2026-01-01T00:00:00Z"))
                .set(EcsField.EVENT_ID, "one")
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_CATEGORY, "authentication")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_OUTCOME, outcome)
                .set(EcsField.USER_NAME, "alice")
                .set(EcsField.SOURCE_IP, address)
                .set(EcsField.SOURCE_GEO_LOCATION, place)
                .build();
    }
}

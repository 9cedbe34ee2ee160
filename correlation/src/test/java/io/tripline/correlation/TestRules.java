package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.correlation.rule.RuleReading;
import io.tripline.correlation.rule.RuleReading.Accepted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Rules for tests: one file per form of EPL, below {@code src/test/resources/rules}. */
public final class TestRules {
    private static final RuleCompiler COMPILER = new RuleCompiler();

    private TestRules() {}

    /** All of them, compiled once. */
    public static final RuleSet ALL = load();

    /** These alone. */
    public static RuleSet only(String... ids) {
        List<String> wanted = List.of(ids);
        return new RuleSet(
                ALL.rules().stream().filter(each -> wanted.contains(each.id())).toList(),
                ALL.compiler());
    }

    private static RuleSet load() {
        try {
            // As a resource: benchmarks run wherever they are started.
            Path folder = Path.of(TestRules.class.getResource("/rules").toURI());
            RuleLoader.Loaded loaded = new RuleLoader().load(folder);
            assertThat(loaded.problems()).isEmpty();
            return loaded.rules();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What stands against a good rule with this EPL instead. */
    public static List<Problem> problemsOfEpl(String epl) {
        return switch (RuleReader.read("some.yml", ruleWith(epl))) {
            case RuleReading.Refused(List<Problem> problems, _) -> problems;
            case Accepted(io.tripline.correlation.rule.Rule rule) ->
                    switch (COMPILER.compile(rule)) {
                        case RuleCompiler.Compilation.Refused(List<Problem> problems) -> problems;
                        case RuleCompiler.Compilation.Compiled(CompiledRule _) -> List.of();
                    };
        };
    }

    /** A good rule with this EPL instead, compiled. */
    public static CompiledRule ofEpl(String epl) {
        if (RuleReader.read("some.yml", ruleWith(epl)) instanceof Accepted(var rule)
                && COMPILER.compile(rule)
                        instanceof RuleCompiler.Compilation.Compiled(var compiled)) {
            return compiled;
        }
        throw new AssertionError(problemsOfEpl(epl));
    }

    /** A good rule with this EPL, window and suppression instead, compiled with the others. */
    public static CompiledRule ofEpl(String epl, Duration window, Duration suppress) {
        String text =
                new String(ruleWith(epl), StandardCharsets.UTF_8)
                        .replace("window: 1h", "window: " + window.toSeconds() + "s")
                        .replace("suppress: 1h", "suppress: " + suppress.toSeconds() + "s");
        return compiled("some.yml", text);
    }

    /** A rule of this id about this entity, compiled with the others. */
    public static CompiledRule of(String id, String entity, String epl) {
        String text =
                new String(ruleWith(epl), StandardCharsets.UTF_8)
                        .replace("id: some-epl", "id: " + id)
                        .replace("entity: [user.name]", "entity: [" + entity + "]");
        return compiled("other.yml", text);
    }

    /** A rule over alerts, compiled with the others. */
    public static CompiledRule overAlerts(String id, String epl) {
        String text =
                new String(ruleWith(epl), StandardCharsets.UTF_8)
                        .replace("id: some-epl", "id: " + id)
                        .replace(
                                "entity: [user.name]",
                                "over: alerts\nentity:\n  host.name: [related.hosts]")
                        .replace("profiles:\n  new_host: {of: host.name, within: 30d}\n", "")
                        .replace("{event.action: none}", "{rule.id: other, related.hosts: [a]}");
        return compiled("alerts.yml", text);
    }

    private static CompiledRule compiled(String file, String text) {
        RuleReading reading = RuleReader.read(file, text.getBytes(StandardCharsets.UTF_8));
        if (!(reading instanceof Accepted(var rule))) {
            throw new AssertionError(reading);
        }
        return switch (ALL.compiler().compile(rule)) {
            case RuleCompiler.Compilation.Compiled(var compiled) -> compiled;
            case RuleCompiler.Compilation.Refused(List<Problem> problems) ->
                    throw new AssertionError(problems);
        };
    }

    private static byte[] ruleWith(String epl) {
        return """
                title: A rule with some EPL
                id: some-epl
                status: test
                level: low
                description: For a test.
                tags: [attack.t1110]
                falsepositives: [Nobody.]
                entity: [user.name]
                profiles:
                  new_host: {of: host.name, within: 30d}
                window: 1h
                suppress: 1h
                epl: |
                  %s
                message: Something.
                runbook: Nothing.
                tests:
                  - name: nothing happens
                    timeline: [{at: 0s, event: {event.action: none}}]
                    expect: none
                """
                .formatted(epl.replace("\n", "\n  "))
                .getBytes(StandardCharsets.UTF_8);
    }
}

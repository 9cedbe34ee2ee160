package io.tripline.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.Family;
import io.tripline.correlation.Explainer;
import io.tripline.correlation.Explanation;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.correlation.rule.Suggestion;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.config.ModuleConfigs;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.Normalizer;
import io.tripline.ingest.Offline;
import io.tripline.ingest.Outcome;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        header = "Say why a rule fired on some events, and why it did not.",
        description = {
            "",
            "Which condition of the filter did not hold and what the event had instead; which field of the entity was missing"
                    + " or differed; how near the threshold came; the condition without which it would have fired; the gap that was longer than the window; the exception that"
                    + " a match fell under."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline rules explain rules/credential-access/brute-force-success.yml --events auth.log",
            "  tripline rules explain my-rule.yml --test 'five failures'",
            "  tripline rules explain my-rule.yml --events events.ndjson --json | jq .entities"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesExplainCommand implements Callable<Integer> {
    private static final int MOST_EVENTS = 200_000;

    @ParentCommand private RulesCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The rule.")
    private Path file;

    @ArgGroup(multiplicity = "1")
    private Given given;

    /** What it is explained on. */
    static final class Given {
        @Option(
                names = "--events",
                paramLabel = "FILE",
                description = "Events or raw records, as replay reads them.")
        private @Nullable Path events;

        @Option(
                names = "--test",
                paramLabel = "NAME",
                description = "The events of one of the rule's own tests.")
        private @Nullable String test;
    }

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The log source of raw records; recognized one by one if not given.")
    private @Nullable String source;

    @Option(names = "--json", description = "Print all of it as one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        mustBeReadable(file);
        if (given.events != null) {
            mustBeReadable(given.events);
        }
        RuleFiles.mustBeFile(file);
        PrintWriter out = spec.commandLine().getOut();
        try {
            RuleLoader loader = RuleFiles.loader(parent.tripline().settings());
            RuleLoader.Candidate candidate = loader.candidate(file, file.toString());
            if (candidate.rule().isEmpty()) {
                candidate.problems().forEach(each -> out.println(TerminalText.of(each.toString())));
                out.flush();
                return ExitCode.FAILED.code();
            }
            Rejections rejections = new Rejections();
            CompiledRule rule = candidate.rule().get();
            Explanation explanation =
                    given.events == null
                            ? ofTest(loader, rule, Objects.requireNonNull(given.test))
                            : Explainer.explain(
                                    loader.compiler(),
                                    loader.withExceptions(file, rule),
                                    read(given.events, rejections));
            if (json) {
                out.println(
                        new String(
                                TerminalText.json(
                                        new ObjectMapper()
                                                .writeValueAsBytes(plain(explanation, rejections))),
                                java.nio.charset.StandardCharsets.UTF_8));
            } else {
                out.print(TerminalText.lines(explanation.text()));
                out.print(TerminalText.lines(rejections.text(String.valueOf(given.events))));
            }
            out.flush();
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "Reading the input failed: " + e.getMessage() + ".", e);
        }
    }

    private static void mustBeReadable(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "The file " + file + " can't be read: is the name right?");
        }
    }

    /** With the lists and exceptions of the test. */
    private static Explanation ofTest(RuleLoader loader, CompiledRule compiled, String name) {
        CompiledRule rule = loader.compiler().forTests(compiled);
        List<RuleTest> tests = rule.rule().tests();
        RuleTest test =
                tests.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> noTest(name, tests));
        return Explainer.explain(loader.compiler(), rule.with(test.exceptions()), test.events());
    }

    private static CannotRunException noTest(String name, List<RuleTest> tests) {
        List<String> names = tests.stream().map(RuleTest::name).toList();
        return new CannotRunException(
                ExitCode.USAGE,
                "The rule has no test \""
                        + name
                        + "\"."
                        + Suggestion.of(name, names)
                        + " Its tests are: "
                        + String.join("; ", names)
                        + ".");
    }

    private List<EcsEvent> read(Path events, Rejections rejections) throws IOException {
        IngestConfig ingest =
                ModuleConfigs.ingest(parent.tripline().settings())
                        .with(IngestConfig.Timestamp.UNBOUNDED);
        InstantSource clock = InstantSource.system();
        Optional<String> named = SourceOption.named(source, ingest);
        List<EcsEvent> read = new ArrayList<>();
        try (GeoEnrichment geo = GeoEnrichment.open(ingest.geo().city(), ingest.geo().asn());
                InputStream in = Files.newInputStream(events)) {
            new Offline(new Normalizer(ingest, geo, clock), Family.DEVICE, clock.instant())
                    .of(events)
                    .anything(
                            in,
                            named,
                            row -> {
                                rejections.count(row.outcome());
                                if (row.outcome() instanceof Outcome.Event(var event, _)) {
                                    if (read.size() >= MOST_EVENTS) {
                                        throw new CannotRunException(
                                                ExitCode.FAILED,
                                                "There are more than "
                                                        + MOST_EVENTS
                                                        + " events; give the part that matters.");
                                    }
                                    read.add(event);
                                }
                            });
        }
        return read;
    }

    private static Map<String, Object> plain(Explanation explanation, Rejections rejections)
            throws JsonProcessingException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rule", explanation.rule());
        all.put("events", explanation.events());
        all.put("wanted", explanation.wanted());
        all.put("unwanted", explanation.unwanted());
        all.put("not_evaluated", explanation.notEvaluated());
        all.put("without_entity", explanation.withoutEntity());
        all.put("differing", explanation.differing());
        all.put("rejected", rejections.byReason());
        List<Map<String, Object>> entities = new ArrayList<>();
        for (Explanation.Entity each : explanation.entities()) {
            Map<String, Object> entity = new LinkedHashMap<>();
            entity.put("entity", each.name());
            entity.put("events", each.events());
            entity.put("by_filter", each.steps());
            entity.put("unmet", each.unmet());
            entity.put("most_within_window", each.most());
            entity.put("gap", each.gap());
            entity.put("nearest", each.nearest());
            entity.put("sequence", each.sequence());
            entity.put("hindrances", each.hindrances());
            entity.put("exceptions", each.exceptions());
            entity.put("alerts", each.alerts().stream().map(Alert::message).toList());
            entities.add(entity);
        }
        all.put("entities", entities);
        return all;
    }
}

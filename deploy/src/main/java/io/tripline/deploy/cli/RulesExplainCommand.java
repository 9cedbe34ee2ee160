package io.tripline.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.Family;
import io.tripline.correlation.Explainer;
import io.tripline.correlation.Explanation;
import io.tripline.correlation.RuleLoader;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "  tripline rules explain my-rule.yml --events events.ndjson --json | jq .entities"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesExplainCommand implements Callable<Integer> {
    private static final int MOST_EVENTS = 200_000;

    @ParentCommand private RulesCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The rule.")
    private Path file;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            required = true,
            description = "Events or raw records, as replay reads them.")
    private Path events;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "The log source of raw records; recognized one by one if not given.")
    private @Nullable String source;

    @Option(names = "--json", description = "Print all of it as one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        for (Path each : List.of(file, events)) {
            if (!Files.isReadable(each) || Files.isDirectory(each)) {
                throw new CannotRunException(
                        ExitCode.NO_INPUT,
                        "The file " + each + " can't be read: is the name right?");
            }
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
            Explanation explanation =
                    Explainer.explain(loader, file, candidate.rule().get(), read(rejections));
            if (json) {
                out.println(
                        new String(
                                TerminalText.json(
                                        new ObjectMapper()
                                                .writeValueAsBytes(plain(explanation, rejections))),
                                java.nio.charset.StandardCharsets.UTF_8));
            } else {
                out.print(TerminalText.lines(explanation.text()));
                out.print(TerminalText.lines(rejections.text(events.toString())));
            }
            out.flush();
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new CannotRunException(
                    ExitCode.NO_INPUT, "Reading the input failed: " + e.getMessage() + ".", e);
        }
    }

    private List<EcsEvent> read(Rejections rejections) throws IOException {
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
            entity.put("hindrances", each.hindrances());
            entity.put("exceptions", each.exceptions());
            entity.put("alerts", each.alerts().stream().map(Alert::message).toList());
            entities.add(entity);
        }
        all.put("entities", entities);
        return all;
    }
}

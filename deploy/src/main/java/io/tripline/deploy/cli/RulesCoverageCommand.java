package io.tripline.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tripline.contracts.Alert;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.RuleLoader;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.rule.RuleTest;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * What rules cover.
 *
 * @see <a href="https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md">Navigator
 *     layer format 4.5</a>
 */
@Command(
        name = "coverage",
        mixinStandardHelpOptions = true,
        header =
                "Show which ATT&CK tactics and techniques the rules look for, and which log sources they need.",
        description = {
            "",
            "A rule's data sources are the values of event.dataset in those of its tests that expect an alert. Files that are no rules are told and left out, and the exit code is then 1."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tripline rules coverage",
            "  tripline rules coverage --json | jq '.techniques | keys'",
            "  tripline rules coverage --navigator > layer.json     open it in the ATT&CK Navigator"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class RulesCoverageCommand implements Callable<Integer> {
    @ParentCommand private RulesCommand parent;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Rule files or folders of them; default: correlation.rules.")
    private List<Path> named = new ArrayList<>();

    @ArgGroup private Form form = new Form();

    private boolean leftOut;

    /** How it is printed: at most one of them. */
    static final class Form {
        @Option(names = "--json", description = "Print JSON instead of tables.")
        private boolean json;

        @Option(
                names = "--navigator",
                description = "Print a layer for the ATT&CK Navigator, format 4.5.")
        private boolean navigator;
    }

    @Override
    public Integer call() {
        List<CompiledRule> rules = rules();
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (form.navigator) {
                out.println(writer().writeValueAsString(layer(rules)));
            } else if (form.json) {
                out.println(writer().writeValueAsString(json(rules)));
            } else {
                out.print(tables(rules));
            }
        } catch (IOException e) {
            throw new IllegalStateException("Plain values can be written as JSON.", e);
        }
        out.flush();
        return (leftOut ? ExitCode.FAILED : ExitCode.OK).code();
    }

    private void leftOut(Problem problem) {
        leftOut = true;
        spec.commandLine().getErr().println("Left out: " + TerminalText.of(problem.toString()));
    }

    private static ObjectMapper writer() {
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    }

    private List<CompiledRule> rules() {
        RuleLoader loader = RuleFiles.loader(parent.tripline().settings());
        List<CompiledRule> rules = new ArrayList<>();
        RuleFiles.Found found = RuleFiles.of(named, parent.tripline().settings());
        found.odd().forEach(this::leftOut);
        for (Path file : found.files()) {
            try {
                RuleLoader.Candidate candidate = loader.candidate(file, file.toString());
                candidate.rule().ifPresent(rules::add);
                candidate.problems().forEach(this::leftOut);
            } catch (IOException e) {
                throw new CannotRunException(
                        ExitCode.NO_INPUT,
                        "The file " + file + " can't be read: " + e.getMessage() + ".",
                        e);
            }
        }
        spec.commandLine().getErr().flush();
        return rules;
    }

    /** The log sources of events that it tells an alert on in its tests. */
    private static Set<String> sources(CompiledRule rule) {
        Set<String> sources = new TreeSet<>();
        for (RuleTest test : rule.rule().tests()) {
            if (test.expected().isEmpty()) {
                continue;
            }
            for (EcsEvent event : test.events()) {
                if (event.value(EcsField.EVENT_DATASET) instanceof String dataset) {
                    sources.add(dataset);
                }
            }
        }
        return sources;
    }

    /** By technique id, the rules that look for it. */
    private static Map<String, List<CompiledRule>> byTechnique(List<CompiledRule> rules) {
        Map<String, List<CompiledRule>> byTechnique = new TreeMap<>();
        for (CompiledRule rule : rules) {
            for (Alert.Technique each : rule.rule().metadata().techniques()) {
                byTechnique.computeIfAbsent(each.id(), _ -> new ArrayList<>()).add(rule);
            }
        }
        return byTechnique;
    }

    private static Alert.Technique technique(String id, List<CompiledRule> rules) {
        return rules.getFirst().rule().metadata().techniques().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Those that these rules name, in their order. */
    private static List<String> tactics(List<CompiledRule> rules) {
        return rules.stream()
                .flatMap(each -> each.rule().metadata().tactics().stream())
                .map(Alert.Tactic::name)
                .distinct()
                .toList();
    }

    private static String tables(List<CompiledRule> rules) {
        Map<String, List<CompiledRule>> byTechnique = byTechnique(rules);
        Table techniques = new Table("technique", "name", "tactics", "rules");
        byTechnique.forEach(
                (id, looking) ->
                        techniques.row(
                                id,
                                technique(id, looking).name(),
                                String.join(", ", tactics(looking)),
                                String.join(
                                        ", ", looking.stream().map(CompiledRule::id).toList())));
        Table sources = new Table("rule", "level", "status", "needs");
        for (CompiledRule rule : rules) {
            sources.row(
                    rule.id(),
                    rule.rule().metadata().level().label(),
                    rule.rule().metadata().status(),
                    String.join(", ", sources(rule)));
        }
        return techniques
                + "\n"
                + sources
                + String.format(
                        Locale.ROOT,
                        "%n%s, %s, %s.%n",
                        count(rules.size(), "rule"),
                        count(byTechnique.size(), "technique"),
                        count(tactics(rules).size(), "tactic"));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static Map<String, Object> json(List<CompiledRule> rules) {
        Map<String, Object> techniques = new TreeMap<>();
        byTechnique(rules)
                .forEach(
                        (id, looking) -> {
                            Alert.Technique technique = technique(id, looking);
                            techniques.put(
                                    id,
                                    Map.of(
                                            "name", technique.name(),
                                            "tactics", tactics(looking),
                                            "rules",
                                                    looking.stream()
                                                            .map(CompiledRule::id)
                                                            .toList()));
                        });
        Map<String, Object> own = new TreeMap<>();
        for (CompiledRule rule : rules) {
            own.put(
                    rule.id(),
                    Map.of(
                            "title", rule.rule().metadata().title(),
                            "level", rule.rule().metadata().level().label(),
                            "status", rule.rule().metadata().status(),
                            "data_sources", sources(rule)));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("techniques", techniques);
        all.put("rules", own);
        return all;
    }

    /** The score of a technique is the number of its rules. A technique of which a part is looked for is shown open. */
    private static Map<String, Object> layer(List<CompiledRule> rules) {
        Map<String, Map<String, Object>> techniques = new TreeMap<>();
        byTechnique(rules)
                .forEach(
                        (id, looking) -> {
                            Map<String, Object> each = inLayer(id, techniques);
                            each.put("score", looking.size());
                            each.put(
                                    "comment",
                                    String.join(
                                            ", ", looking.stream().map(CompiledRule::id).toList()));
                            if (id.indexOf('.') > 0) {
                                inLayer(id.substring(0, id.indexOf('.')), techniques)
                                        .put("showSubtechniques", true);
                            }
                        });
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("name", "Tripline");
        layer.put("versions", Map.of("attack", "18", "navigator", "5.1.0", "layer", "4.5"));
        layer.put("domain", "enterprise-attack");
        layer.put("description", "What the rules look for; the score is the number of rules.");
        layer.put("techniques", List.copyOf(techniques.values()));
        layer.put(
                "gradient",
                Map.of("colors", List.of("#c6dbef", "#08519c"), "minValue", 1, "maxValue", 5));
        return layer;
    }

    private static Map<String, Object> inLayer(
            String id, Map<String, Map<String, Object>> techniques) {
        return techniques.computeIfAbsent(id, _ -> new LinkedHashMap<>(Map.of("techniqueID", id)));
    }
}

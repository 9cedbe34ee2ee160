package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tripline.correlation.engine.ActiveRules;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.rule.FolderFiles;
import io.tripline.correlation.rule.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may lie in a directory of rules and is none: each is told, nothing is waited for, and the good rules run. */
final class RuleFolderTest {
    private static final String RULE =
            """
            title: A visit
            id: visit
            status: stable
            level: high
            description: A sign-in.
            tags: [attack.initial-access, attack.t1078]
            falsepositives: [Everybody.]
            entity: [user.name]
            window: 10m
            suppress: 1h
            epl: select user.name as n from Event(event.action = 'ssh_login')
            message: "{user.name} came."
            runbook: Look.
            tests:
              - name: a visit
                timeline: [{at: 0s, event: {event.action: ssh_login, user.name: alice}}]
                expect: [{count: 1}]
            """;

    private static final int LONGEST_SECONDS = 30;

    @TempDir Path rules;

    @Test
    @Timeout(LONGEST_SECONDS)
    void what_is_no_file_is_told_and_not_waited_for() throws Exception {
        write("initial-access/visit.yml", RULE);
        link("initial-access/gone.yml", "/nowhere/at/all.yml");
        link("initial-access/round.yml", "round.yml");
        pipe("initial-access/pipe.yml");
        Files.createDirectories(rules.resolve("initial-access/folder.yml"));
        link("lost-tactic", "/nowhere");
        write("initial-access/other-suffix.yaml", RULE);
        write("initial-access/deeper/visit.yml", RULE);
        write("initial-access/README.md", "Rules.");
        link("initial-access/.#visit.yml", "somebody@edits.1:2");

        RuleLoader.Loaded loaded = new RuleLoader().load(rules);

        assertThat(loaded.rules().rules()).extracting(CompiledRule::id).containsExactly("visit");
        assertThat(loaded.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "initial-access/folder.yml: This is a folder, and a file is wanted. What is in it is not read.",
                        "initial-access/gone.yml: The link leads nowhere. Mend it, or delete it.",
                        "initial-access/round.yml: The link leads nowhere. Mend it, or delete it.",
                        "initial-access/pipe.yml: This is no ordinary file but a pipe, a socket or a device, and is not read. Put a file in its place.",
                        "lost-tactic: The link leads nowhere. Mend it, or delete it.",
                        "initial-access/other-suffix.yaml: A rule's file ends in .yml. Rename it, or it is not read.",
                        "initial-access/deeper: Rules are files TACTIC/NAME.yml. Those in this folder lie too deep and are not read; move them up.");
    }

    @Test
    @Timeout(LONGEST_SECONDS)
    void lists_and_exceptions_that_are_no_files_are_told_all_at_once() throws Exception {
        write("initial-access/visit.yml", RULE);
        Files.createDirectories(rules.resolve("lists/folder.txt"));
        pipe("lists/pipe.txt");
        link("lists/gone.txt", "/nowhere");
        write("lists/.offices.txt.swp", "half written");
        Files.createDirectories(rules.resolve("exceptions/folder.yml"));
        pipe("exceptions/pipe.yml");
        link("exceptions/gone.yml", "/nowhere");
        write("exceptions/empty.yml", "");

        RuleLoader.Loaded loaded = new RuleLoader().load(rules);

        assertThat(loaded.rules().rules()).hasSize(1);
        assertThat(loaded.problems())
                .extracting(Problem::file)
                .containsExactly(
                        "lists/folder.txt",
                        "lists/gone.txt",
                        "lists/pipe.txt",
                        "exceptions/folder.yml",
                        "exceptions/gone.yml",
                        "exceptions/pipe.yml",
                        "exceptions/empty.yml");
    }

    @Test
    void folders_beside_the_rules_that_are_none_are_told() throws IOException {
        write("initial-access/visit.yml", RULE);
        link("lists", "/nowhere");
        write("exceptions", "no folder");

        assertThat(new RuleLoader().load(rules).problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        lists -> assertThat(lists).startsWith("lists: The folder can't be read: "),
                        exceptions ->
                                assertThat(exceptions)
                                        .startsWith("exceptions: The folder can't be read: "));
    }

    /** As a cluster mounts configuration: each file is a link to a link, and a folder of the last version lies beside. */
    @Test
    void links_are_followed_as_mounted_configuration_has_them() throws IOException {
        Path elsewhere = Files.createDirectories(rules.resolve("elsewhere"));
        Path mounted = Files.createDirectories(elsewhere.resolve("..2026_01_01"));
        Files.writeString(mounted.resolve("visit.yml"), RULE);
        link("elsewhere/..data", "..2026_01_01");
        link("elsewhere/visit.yml", "..data/visit.yml");
        Path linked = Files.createDirectories(rules.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("initial-access"), elsewhere);
        Files.createSymbolicLink(linked.resolve("up"), linked);

        FolderFiles found = RuleFolder.rules(linked);

        assertThat(found.problems())
                .as("a link to the directory itself is no way into it")
                .extracting(Problem::file)
                .containsExactly("up/initial-access");
        assertThat(found.files())
                .map(each -> linked.relativize(each).toString())
                .containsExactly("initial-access/visit.yml");
    }

    @Test
    void the_second_rule_with_an_id_is_told_of_the_first_with_its_line() throws IOException {
        write("initial-access/visit.yml", RULE);
        write("initial-access/visit-too.yml", RULE);

        assertThat(new RuleLoader().load(rules).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "initial-access/visit.yml:2: The rule in initial-access/visit-too.yml has the id visit too. Choose another.");
    }

    @Test
    void a_rule_stays_while_its_file_or_folder_cannot_be_seen() throws IOException {
        write("initial-access/visit.yml", RULE);
        write("discovery/other.yml", RULE.replace("id: visit", "id: other"));
        RuleLoader loader = new RuleLoader();
        ActiveRules active = new ActiveRules(loader.load(rules).rules());
        RuleWatch watch =
                new RuleWatch(
                        rules,
                        loader,
                        active,
                        new CorrelationMeters(new SimpleMeterRegistry()),
                        new Warming());

        Files.delete(rules.resolve("initial-access/visit.yml"));
        link("initial-access/visit.yml", "/nowhere");
        Files.move(rules.resolve("discovery"), rules.resolve(".hidden"));
        link("discovery", "/nowhere");
        watch.look();
        assertThat(ids(active)).containsExactly("other", "visit");

        Files.delete(rules.resolve("initial-access/visit.yml"));
        Files.delete(rules.resolve("discovery"));
        watch.look();
        assertThat(ids(active)).isEmpty();
    }

    private static List<String> ids(ActiveRules active) {
        return active.current().rules().stream().map(CompiledRule::id).toList();
    }

    private void write(String file, String content) throws IOException {
        Path path = rules.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private void link(String file, String target) throws IOException {
        Path path = rules.resolve(file);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(target));
    }

    private void pipe(String file) throws IOException, InterruptedException {
        Path path = rules.resolve(file);
        Files.createDirectories(path.getParent());
        Process made = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        assertThat(made.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
    }

    @Test
    void what_a_problem_is_about_is_told_by_its_file() {
        assertThat(RuleFolder.kind("exceptions/nightly.yml")).isEqualTo(RuleFolder.Kind.EXCEPTION);
        assertThat(RuleFolder.kind("lists/offices.txt")).isEqualTo(RuleFolder.Kind.LIST);
        assertThat(RuleFolder.kind("impact/mine.yml")).isEqualTo(RuleFolder.Kind.RULE);
    }
}

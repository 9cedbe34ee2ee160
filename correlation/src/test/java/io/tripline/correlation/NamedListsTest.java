package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.Alert;
import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.NamedList;
import io.tripline.correlation.engine.NamedLists;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.state.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists beside rules, as a rule asks them. */
final class NamedListsTest {
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

    private static final String RULE =
            """
            title: A visit from a list
            id: visit
            status: stable
            level: high
            description: A sign-in from a listed address.
            tags: [attack.initial-access, attack.t1078]
            falsepositives: [Somebody who is on the list.]
            entity: [user.name]
            window: 10m
            suppress: 1h
            epl: |
              select list_entry(source.ip, 'offices') as entry
              from Event(event.action = 'ssh_login', in_list(source.ip, 'offices'))
            message: "{user.name} came."
            values: {entry: entry}
            runbook: Look.
            tests:
              - name: an address of a block
                defaults: {event.action: ssh_login, user.name: alice}
                timeline: [{at: 0s, event: {source.ip: 203.0.113.77}}]
                expect: [{entity: {user.name: alice}, values: {entry: 203.0.113.0/24}}]
              - name: another address
                defaults: {event.action: ssh_login, user.name: alice}
                timeline: [{at: 0s, event: {source.ip: 198.51.100.1}}]
                expect: none
            """;

    @TempDir Path rules;

    @Test
    void a_list_holds_blocks_addresses_and_texts_whatever_their_case() throws IOException {
        write("initial-access/visit.yml", RULE);
        write("lists/offices.txt", "# offices\n203.0.113.0/24\n\n2001:db8::/32\nHome-Office\n");

        RuleLoader.Loaded loaded = new RuleLoader().load(rules);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.rules().rules()).hasSize(1);
    }

    @Test
    void of_a_csv_file_the_first_column_counts_without_its_heading() throws IOException {
        write("initial-access/visit.yml", RULE);
        write("lists/offices.csv", "network,city\n\"203.0.113.0/24\",Oslo\n");

        assertThat(new RuleLoader().load(rules).problems()).isEmpty();
    }

    @Test
    void a_list_holds_numbers_too() throws IOException {
        write(
                "initial-access/visit.yml",
                RULE.replace("source.ip, 'offices'", "source.`as`.number, 'offices'")
                        .replace("source.ip: 203.0.113.77", "source.as.number: 64500")
                        .replace("entry: 203.0.113.0/24", "entry: \"64500\"")
                        .replace("source.ip: 198.51.100.1", "source.as.number: 6450"));
        write("lists/offices.csv", "number,operator\n64500,Example Ltd\n");

        assertThat(new RuleLoader().load(rules).problems()).isEmpty();
    }

    @Test
    void an_alert_says_which_list_decided_and_a_changed_list_is_another_version()
            throws IOException {
        write("initial-access/visit.yml", RULE);
        write("lists/offices.txt", "203.0.113.0/24\n");
        RuleLoader.Loaded before = new RuleLoader().load(rules);
        write("lists/offices.txt", "203.0.113.0/24\n192.0.2.0/24\n");
        CompiledRule after = new RuleLoader().load(rules).rules().rules().getFirst();

        CompiledRule rule = before.rules().rules().getFirst();
        try (Replay replay = new Replay(before.rules(), BOUNDS)) {
            rule.rule().tests().getFirst().events().forEach(replay::accept);
            Alert alert = replay.alerts().getFirst();
            assertThat(alert.rule().version()).isEqualTo(rule.version());
            assertThat(alert.values().get("lists"))
                    .isEqualTo("offices@" + rule.lists().getFirst().version());
        }
        assertThat(after.version()).isNotEqualTo(rule.version());
    }

    @Test
    void tests_that_bring_their_lists_pass_whatever_is_written_into_them() throws IOException {
        write(
                "initial-access/visit.yml",
                RULE.replace("tests:", "test-lists: {offices: [203.0.113.0/24]}\ntests:"));
        write("lists/offices.txt", "192.0.2.0/24\n");

        RuleLoader.Loaded loaded = new RuleLoader().load(rules);

        assertThat(loaded.problems()).isEmpty();
        CompiledRule rule = loaded.rules().rules().getFirst();
        try (Replay replay = new Replay(loaded.rules(), BOUNDS)) {
            rule.rule().tests().getFirst().events().forEach(replay::accept);
            assertThat(replay.alerts()).as("live, the file counts").isEmpty();
        }
    }

    @Test
    void a_list_of_the_same_entries_is_the_same_one_and_lives_as_long_as_its_last_rule() {
        NamedList list = new NamedList("offices", List.of("203.0.113.0/24"));
        NamedLists one = NamedLists.of(list);
        NamedLists other = NamedLists.of(new NamedList("offices", List.of("203.0.113.0/24")));

        assertThat(one.holds(list)).isTrue();
        assertThat(other.all()).containsExactlyElementsOf(one.all());
        assertThat(other.all().getFirst()).isSameAs(one.all().getFirst());
    }

    @Test
    void an_address_is_in_it_however_it_is_written_there() {
        NamedList list = new NamedList("some", List.of("2001:0DB8::0001", "::ffff:192.0.2.7"));

        assertThat(list.holds("2001:db8::1")).isTrue();
        assertThat(list.holds("192.0.2.7")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5 # DC01",
                "10.0.0.5 DC01",
                "10.0.0.5; DC01",
                "10.0.0.5-10.0.0.20",
                "10.0.0.5 - 20",
                "10.0.0.*",
                "10.*",
                "2001:db8::1 # DC01",
                "2001:db8:*"
            })
    void an_entry_that_begins_like_an_address_and_is_none_is_told(String entry) throws IOException {
        write("lists/offices.txt", "203.0.113.0/24\n" + entry + "\n");

        assertThat(NamedLists.beside(rules).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "lists/offices.txt:2: "
                                + entry
                                + " begins like an address and is none, so that no event has it. Write one address or one block like 10.0.0.0/24; a remark stands on a line of its own, behind a #.");
    }

    @Test
    void what_only_looks_a_little_like_an_address_is_a_text() throws IOException {
        write(
                "lists/offices.txt",
                """
                203.0.113.0/24
                10.0.19045.3803
                10.0.0.5.in-addr.arpa
                10.0.0.5-static.example.com
                ec2:*
                00:00:5e:00:53:23
                ::1
                10.0.0.0/8>198.51.100.7
                7z.exe
                C# team
                10
                """);

        assertThat(NamedLists.beside(rules).problems()).isEmpty();
    }

    @Test
    void blanks_around_a_value_and_its_case_do_not_count() {
        assertThat(NamedLists.of(new NamedList("changes", List.of("Add Secret"))).all())
                .singleElement()
                .satisfies(each -> assertThat(each.holds("add secret ")).isTrue());
    }

    @Test
    void a_list_that_is_not_there_is_named_with_the_one_that_was_meant() throws IOException {
        write("initial-access/visit.yml", RULE.replace("ip, 'offices')", "ip, 'ofices')"));
        write("lists/offices.txt", "203.0.113.0/24\n");

        assertThat(new RuleLoader().load(rules).problems())
                .extracting(Problem::message)
                .containsExactly(
                        "There is no list ofices; write lists/ofices.txt beside the rules, one entry a line. Did you mean offices?");
    }

    @Test
    void a_file_that_is_no_list_is_told_and_the_others_count() throws IOException {
        write("initial-access/visit.yml", RULE);
        write("lists/offices.txt", "\ufeff203.0.113.0/24\n10.0.0.0/99\n10.0.0.0/8 # office\n");
        write("lists/Offices Old.txt", "x\n");
        write("lists/twice.txt", "x\n");
        write("lists/twice.csv", "x\ny\n");
        Files.write(rules.resolve("lists/binary.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});

        RuleLoader.Loaded loaded = new RuleLoader().load(rules);

        assertThat(loaded.rules().rules()).hasSize(1);
        assertThat(loaded.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "lists/Offices Old.txt: A list is a file like office-addresses.txt or .csv, its name in lower case with dashes.",
                        "lists/binary.txt: A list is UTF-8 text.",
                        "lists/offices.txt:2: 10.0.0.0/99 is no block of addresses like 10.0.0.0/8.",
                        "lists/offices.txt:3: 10.0.0.0/8 # office is no block of addresses like 10.0.0.0/8.",
                        "lists/twice.txt: There is another list twice.");
    }

    @Test
    void a_list_is_bounded() throws IOException {
        write("lists/many.txt", "x\n".repeat(100_001));
        write("lists/large.txt", "x".repeat(4 * 1024 * 1024 + 1));
        write("lists/long.txt", "x".repeat(513));

        assertThat(new RuleLoader().load(rules).problems())
                .extracting(Problem::message)
                .containsExactly(
                        "A list has at most 4194304 bytes.",
                        "An entry has at most 512 characters.",
                        "A list has at most 100000 entries.");
    }

    @Test
    void a_list_is_named_by_a_constant() {
        assertThat(
                        List.of(
                                "select user.name from Event(event.action = 'x', in_list(source.ip, user.name))",
                                "select user.name from Event(event.action = 'x', in_list(source.ip))"))
                .allSatisfy(
                        epl ->
                                assertThat(TestRules.problemsOfEpl(epl))
                                        .extracting(Problem::message)
                                        .containsExactly(
                                                "in_list takes a field and a list's name: in_list(source.ip, 'offices')."));
    }

    private void write(String file, String content) throws IOException {
        Path path = rules.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}

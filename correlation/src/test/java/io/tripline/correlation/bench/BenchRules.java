package io.tripline.correlation.bench;

import io.tripline.correlation.engine.CompiledRule;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.RuleReader;
import io.tripline.correlation.rule.RuleReading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of the forms that people write, for {@link BenchEvents}. */
public final class BenchRules {
    /** A system property: how many rules {@link #simple()} are. */
    static final String SIMPLE_RULES = "tripline.bench.rules";

    /** Each wants a percent or less of the events. */
    private static final List<String> FILTERS =
            List.of(
                    "event.code = '4625', event.outcome = 'failure'",
                    "event.action = 'logon-failed', not ends_with(user.name, '$')",
                    "event.dataset = 'linux.auth', event.outcome = 'failure'",
                    "event.action in ('ssh_login_failed', 'ssh_invalid_user'), source.ip is not null",
                    "same(event.action, 'user.mfa.rejected')",
                    "event.dataset = 'okta.system', vendor.field('okta.outcome.reason') = 'INVALID_CREDENTIALS'",
                    "(same(process.name, 'rundll32.exe') or same(process.name, 'regsvr32.exe'))",
                    "ends_with(process.executable, '\\\\certutil.exe'), event.type is not null",
                    "event.action = 'connection-rejected', cidr(source.ip, '10.0.0.0/8')",
                    "event.code in ('4697', '7045'), has(event.category, 'configuration')");

    /** Of a third each: two things that Esper indexes, and one that it does not. */
    private static final List<String> SIMPLE =
            List.of(
                    "event.code = '%d', event.outcome = 'failure'",
                    "event.dataset = 'windows.security', process.name = 'tool-%d.exe'",
                    "same(process.name, 'Tool-%d.exe')",
                    "event.action = 'action-%d'",
                    "destination.port = %d, network.transport = 'udp'",
                    "ends_with(process.executable, '\\\\implant-%d.exe')",
                    "event.dataset in ('dataset-%d', 'other-%d')",
                    "event.code = '4688', user.name = 'service-%d'",
                    "starts_with(process.command_line, 'powershell -enc %d')",
                    "dns.question.name = 'c2-%d.example.com'",
                    "event.dataset = 'zeek.conn', destination.domain = 'bad-%d.example.com'",
                    "cidr(destination.ip, '198.51.%d.%d/32')");

    private static final RuleCompiler COMPILER = new RuleCompiler();
    private static @Nullable RuleSet compiledFifty;

    private BenchRules() {}

    /** Fifty stateful rules: ten filters in five forms, of which two want all and three a tenth of the accounts. */
    public static RuleSet fifty() {
        synchronized (COMPILER) {
            if (compiledFifty == null) {
                compiledFifty = compileFifty();
            }
            return compiledFifty;
        }
    }

    private static RuleSet compileFifty() {
        List<CompiledRule> rules = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int form = i / FILTERS.size();
            String filter =
                    FILTERS.get(i % FILTERS.size())
                            + (form < 2 ? "" : ", starts_with(user.name, 'user-1')");
            rules.add(compile("stateful-" + i, entity(i), form(form, filter)));
        }
        return new RuleSet(rules, COMPILER);
    }

    /** 3,000 rules of one event, of which a third is without regard to case, by a part of a text, or by a network. */
    public static RuleSet simple() {
        int count = Integer.getInteger(SIMPLE_RULES, 3_000);
        List<CompiledRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String filter =
                    SIMPLE.get(i % SIMPLE.size())
                            .replaceFirst("%d\\.%d", (i >> 8) + "." + (i & 255))
                            .replace("%d", Integer.toString(i));
            rules.add(compile("simple-" + i, "host.name", "select * from Event(" + filter + ")"));
        }
        return new RuleSet(rules, COMPILER);
    }

    private static String entity(int i) {
        // What the filter's events have.
        return switch (i % FILTERS.size()) {
            case 0, 1 -> i % 20 < 10 ? "user.name" : "source.ip";
            case 2, 3, 4, 5 -> i % 20 < 10 ? "source.ip" : "user.name";
            case 8 -> "source.ip";
            default -> i % 20 < 10 ? "host.name" : "user.name";
        };
    }

    private static String form(int form, String filter) {
        return switch (form) {
            case 0 ->
                    "select count(*) as n, window(*) as events from Event("
                            + filter
                            + ")#time(10 min) having count(*) >= 10";
            case 1 ->
                    "select count(distinct l.source.ip) as n, window(l.*) as events from Event("
                            + filter
                            + ")#time(15 min) as l having count(distinct l.source.ip) >= 8";
            case 2 ->
                    "select a, b from Event("
                            + filter
                            + """
                            )#time(30 min) match_recognize (
                                measures A as a, B as b after match skip to next row pattern (A B)
                                define B as A.host.name != B.host.name and B.event_time - A.event_time < 1000)\
                            """;
            case 3 ->
                    "select a, b from pattern [every a=Event("
                            + filter
                            + ") -> b=Event(event.action = 'user.lock') where timer:within(5 min)]";
            default ->
                    "select first(l.source.ip) as n, window(l.*) as events from Event("
                            + filter
                            + ")#time(5 min) as l having count(*) >= 3 and l.source.ip != first(l.source.ip)";
        };
    }

    private static CompiledRule compile(String id, String entity, String epl) {
        String file =
                """
                title: Bench %s
                id: %s
                status: test
                level: low
                description: For a benchmark.
                tags: [attack.t1110]
                falsepositives: [Nobody.]
                entity: [%s]
                window: 30m
                suppress: 1h
                epl: |
                  %s
                message: Something about {%s}.
                runbook: Nothing.
                tests:
                  - name: nothing happens
                    timeline: [{at: 0s, event: {event.action: none}}]
                    expect: none
                """
                        .formatted(id, id, entity, epl.replace("\n", "\n  "), entity);
        if (RuleReader.read(id + ".yml", file.getBytes(StandardCharsets.UTF_8))
                instanceof RuleReading.Accepted(var rule)) {
            return switch (COMPILER.compile(rule)) {
                case RuleCompiler.Compilation.Compiled(CompiledRule compiled) -> compiled;
                case RuleCompiler.Compilation.Refused(var problems) ->
                        throw new IllegalStateException(problems.toString());
            };
        }
        throw new IllegalStateException(
                RuleReader.read(id + ".yml", file.getBytes(StandardCharsets.UTF_8)).toString());
    }
}

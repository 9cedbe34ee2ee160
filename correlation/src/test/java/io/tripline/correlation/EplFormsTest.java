package io.tripline.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.correlation.engine.RuleCompiler;
import io.tripline.correlation.engine.RuleSet;
import io.tripline.correlation.rule.Problem;
import io.tripline.correlation.state.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EPL in its full strength where it is safe, and what is said of the forms that are refused. */
final class EplFormsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Bounds BOUNDS =
            new Bounds(
                    Duration.ofHours(24),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    10_000,
                    100_000,
                    4,
                    100_000);

    /** Timelines are actions of one person and the second at which each happens. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select event.action as a from Event(event.action = 'x') | x@0 y@1 x@2 | 2
                    select event.action as a from Event(event.action in ('x', 'y'), host.name is null) | x@0 y@1 z@2 | 2
                    select count(*) as n from Event(event.action = 'x')#time(1 min) having count(*) >= 3 | x@0 x@30 x@59 x@80 | 2
                    select count(*) as n from Event(event.action = 'x')#time(1 min)#length(3) having count(*) >= 3 | x@0 x@1 x@2 x@3 | 2
                    select prev(1, event_time) as t from Event(event.action = 'x')#time(1 min) having event_time - prev(1, event_time) < 5000 | x@0 x@30 x@33 | 1
                    select source.ip as s, count(*) as n from Event(event.action = 'x')#time(1 min) group by source.ip having count(*) >= 2 | x@0 x@1 | 1
                    select max(event_time) as t, count(*) as n from Event(event.action = 'x')#ext_timed_batch(event_time, 1 min, 0L) | x@0 x@10 x@70 | 1
                    select a, b from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(1 min)] | x@0 y@30 x@100 y@200 | 1
                    select a, b, c from pattern [every (a=Event(event.action='x') -> b=Event(event.action='y') -> c=Event(event.action='z')) where timer:within(1 min)] | x@0 y@10 z@20 | 1
                    select a from pattern [every a=Event(event.action='x') -> (timer:interval(1 min) and not Event(event.action='y'))] | x@0 x@10 y@30 x@300 q@9000 x@9001 | 2
                    select a, b from pattern [every (a=Event(event.action='x') and b=Event(event.action='y')) where timer:within(1 min)] | y@0 x@30 | 1
                    select a, b from pattern [every (a=Event(event.action='x') or b=Event(event.action='y')) where timer:within(1 min)] | y@0 x@30 | 2
                    select a from pattern [every ([3] a=Event(event.action='x')) where timer:within(1 min)] | x@0 x@10 x@20 | 1
                    select * from Event(event.action in ('x','y'))#time(1 min) match_recognize (measures A as a, B as b pattern (A+ B) define A as A.event.action = 'x', B as B.event.action = 'y') | x@0 x@1 y@2 | 1
                    select event.action as a from Event(event.action='x') as e where exists (select * from Event(event.action='y')#time(5 min) as f where f.user.name = e.user.name) | y@0 x@60 x@400 | 1
                    select event.action as a from Event(event.action='x')#time(1 min) as e where (select count(*) from Event(event.action='y')#time(1 min)) >= 2 | y@0 y@1 x@2 x@200 | 1
                    select case when count(*) > 1 then 'many' else 'one' end as word from Event(event.action='x')#time(1 min) | x@0 x@1 | 2
                    select window(e.*).where(i => i.event.action = 'y') as n from Event(event.action in ('x','y'))#time(1 min) as e having count(*, e.event.action = 'y') = 1 | x@0 y@1 x@2 | 2
                    """)
    void a_safe_form_is_accepted_and_works(String epl, String timeline, long matches) {
        RuleCompiler compiler = new RuleCompiler();
        try (Replay replay =
                new Replay(new RuleSet(List.of(TestRules.ofEpl(epl)), compiler), BOUNDS)) {
            int number = 0;
            for (String each : timeline.split(" ")) {
                number++;
                String[] parts = each.split("@");
                replay.accept(
                        EcsEvent.builder()
                                .set(
                                        EcsField.TIMESTAMP,
                                        START.plusSeconds(Long.parseLong(parts[1])))
                                .set(EcsField.EVENT_ID, "event-" + number)
                                .set(EcsField.EVENT_KIND, "event")
                                .set(EcsField.USER_NAME, "alice")
                                .set(EcsField.SOURCE_IP, "203.0.113.7")
                                .set(EcsField.EVENT_ACTION, parts[0])
                                .build());
            }
            replay.end();
            assertThat(
                            replay.alerts().stream()
                                    .mapToLong(alert -> alert.occurrence().count())
                                    .sum())
                    .isEqualTo(matches);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select user.name from Event(event.action='x') output first every 10 min | output ... every depends on where the window began; say suppress in the rule instead.
                    select count(*) as n from Event(event.action='x')#time_batch(10 min) | #time_batch depends on where the window began; use #ext_timed_batch(event_time, t, 0L).
                    select a from pattern [every-distinct(a.user.name, 1 hour) a=Event(event.action='x')] | every-distinct depends on where the window began; say suppress in the rule instead.
                    context Other select user.name from Event(event.action='x') | A rule needs no context: it only ever sees one entity's events.
                    select count(*) as n from Event(event.action='x')#unique(host.name) | The window #unique is unbounded or leaks; use #time.
                    select count(*) as n from Event(event.action='x')#keepall | The window #keepall is unbounded or leaks; use #time.
                    select count(*) as n from Event(event.action='x')#groupwin(host.name)#length(5) | The window #groupwin is unbounded or leaks; use #time.
                    select count(*) as n from Event(event.action='x')#length(5) | #length reaches back without a bound in time; write Event(...)#time(10 min).
                    select count(*) as n from Event(event.action='x') | Without a window, the events of a rule are kept for ever; write Event(...)#time(10 min).
                    select host.name, count(*) as n from Event(event.action='x') group by host.name | Without a window, the events of a rule are kept for ever; write Event(...)#time(10 min).
                    select * from Event(event.action='x') match_recognize (measures A as a pattern (A) define A as true) | Without a window, the events of a rule are kept for ever; write Event(...)#time(10 min).
                    select a, b from pattern [every a=Event(event.action='x') -> b=Event(event.action='y')] | A step of the pattern waits for ever: where timer:within(t) is about what stands right before it. Put all that follows in parentheses: every a=... -> (b=... -> c=...) where timer:within(10 min).
                    select a from pattern [every a=Event(event.action='x') -> (b=Event(event.action='y') where timer:within(40 min)) -> (c=Event(event.action='z') where timer:within(30 min))] | The steps of the pattern together take up to 1h10m, longer than the rule's window of 1h. Make the window longer, or write one where timer:within(t) about all that follows the first step.
                    select a from pattern [every a=Event(event.action='x') -> timer:at(0,8,*,*,*)] | A pattern observes timer:interval only; a time of day depends on where the window began.
                    select a.user.name from Event(event.action='x')#time(1 min) as a, Event(event.action='y')#time(1 min) as b | A rule has one stream; use a pattern, match_recognize or a subquery.
                    select irstream user.name from Event(event.action='x')#time(10 min) | A rule selects what comes in; irstream and rstream are refused.
                    insert into Other select user.name from Event(event.action='x') | A rule makes no events for other rules; its rows are matches. Leave out insert into.
                    select user.name from Event(event.action='x') limit 1 | A limit depends on what came before; say suppress in the rule instead.
                    select current_timestamp() as t from Event(event.action='x') | There is no other time than that of events: use event_time.
                    select java.lang.System.getenv('HOME') as t from Event(event.action='x') | A rule may call no Java code, only the functions for rules.
                    select maxever(source.port) as m from Event(event.action='x')#time(10 min) | What is named ...ever counts all that came before, and depends on the order in which it came; write max(...) over a window: Event(...)#time(10 min).
                    select minever(source.port) as m from Event(event.action='x')#time(10 min) | What is named ...ever counts all that came before, and depends on the order in which it came; write min(...) over a window: Event(...)#time(10 min).
                    select fmaxever(source.port, event.outcome = 'failure') as m from Event(event.action='x')#time(10 min) | What is named ...ever counts all that came before, and depends on the order in which it came; write max(...) over a window: Event(...)#time(10 min).
                    select user.name from Event(event.action='x')#time(10 min) having minever(source.port) > 5 | What is named ...ever counts all that came before, and depends on the order in which it came; write min(...) over a window: Event(...)#time(10 min).
                    select countever(*) as n from Event(event.action='x')#time(10 min) | What is named ...ever counts all that came before, and depends on the order in which it came; write count(*) over a window: Event(...)#time(10 min).
                    select lastever(source.port) as n from Event(event.action='x')#time(10 min) | What is named ...ever counts all that came before, and depends on the order in which it came; write last(...) over a window: Event(...)#time(10 min).
                    select a from pattern [every a=Event(event.action='x') -> (timer:interval(86400) and not Event(event.action='y'))] | timer:interval takes a time with its unit, e.g. timer:interval(10 min).
                    select a from pattern [every a=Event(event.action='x') -> (timer:interval(60) and not Event(event.action='y'))] | timer:interval takes a time with its unit, e.g. timer:interval(10 min).
                    select a from pattern [every a=Event(event.action='x') -> (timer:interval('1 day') and not Event(event.action='y'))] | timer:interval takes a time with its unit, e.g. timer:interval(10 min).
                    select a from pattern [every a=Event(event.action='x') -> (timer:interval(a.source.port) and not Event(event.action='y'))] | timer:interval takes a time with its unit, e.g. timer:interval(10 min).
                    select a from pattern [every a=Event(event.action='x') -> (timer:interval(a.event_time) and not Event(event.action='y'))] | timer:interval takes a time with its unit, e.g. timer:interval(10 min).
                    select a from pattern [every a=Event(event.action='x') -> (timer:interval(event_time min) and not Event(event.action='y'))] | A time in a rule is a constant.
                    select a from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(86400)] | timer:within takes a time with its unit, e.g. timer:within(10 min).
                    select a from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(a.source.port)] | timer:within takes a time with its unit, e.g. timer:within(10 min).
                    select count(*) as n from Event(event.action='x')#ext_timed_batch(event_time, 86400, 0L) | #ext_timed_batch takes event_time, a time with its unit and where the first begins: #ext_timed_batch(event_time, 10 min, 0L).
                    select user.name from Event(event.action='x', cast(vendor.field('a.b'), int) = 3) | cast fails at a text that is no int, and the rule with it. Write number(vendor.field('winlog.logon.type')), which is null there.
                    select cast(user.name, double) as n from Event(event.action='x') | cast fails at a text that is no double, and the rule with it. Write number(vendor.field('winlog.logon.type')), which is null there.
                    select cast(coalesce(user.name, '0'), int) as n from Event(event.action='x') | cast fails at a text that is no int, and the rule with it. Write number(vendor.field('winlog.logon.type')), which is null there.
                    select cast(last(l.user.name), int) as n from Event(event.action='x')#time(10 min) as l | cast fails at a text that is no int, and the rule with it. Write number(vendor.field('winlog.logon.type')), which is null there.
                    select cast(prev(1, user.name), int) as n from Event(event.action='x')#time(10 min) | cast fails at a text that is no int, and the rule with it. Write number(vendor.field('winlog.logon.type')), which is null there.
                    select cast(list_entry(source.ip, 'offices'), int) as n from Event(event.action='x') | cast fails at a text that is no int, and the rule with it. Write number(vendor.field('winlog.logon.type')), which is null there.
                    select count(*) as n from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(10 min)] | Without a window, the events of a rule are kept for ever; write pattern [...]#time(10 min).
                    select count(*) as n from Event(event.action='x')#time(40 min) where exists (select * from Event(event.action='y')#time(40 min)) | The steps of a pattern, the window over them and the windows in their conditions together look back 1h20m, further than the rule's window of 1h. Make the window longer or look back less far.
                    select prev(-1, source.ip) as n from Event(event.action='x')#time(10 min) | prev reaches back by a number from 0 to 1000 that stands there: prev(1, source.ip).
                    select prev(source.port, source.ip) as n from Event(event.action='x')#time(10 min) | prev reaches back by a number from 0 to 1000 that stands there: prev(1, source.ip).
                    select prior(1, source.ip) as n from Event(event.action='x')#time(10 min) | prior reaches back beyond the window; write prev(1, source.ip) over one: Event(...)#time(10 min).
                    select user.name from Event(not user.name like 'svc%_') | like takes too long at a text that is made for it. Write wildcard(user.name, 'svc*?'), which is without regard to case; with regard to it, matches.
                    select user.name from Event(event.action='x', exists(user.domain)) | exists asks whether there is such a field at all, and each one in ECS is; whether the event has it, user.domain is not null says.
                    select source.port % 0 as n from Event(event.action='x') | % divides by a number that stands there and is not 0, as in event_time % 60000.
                    select source.port % destination.port as n from Event(event.action='x') | % divides by a number that stands there and is not 0, as in event_time % 60000.
                    select * from sql:db ['select 1'] | A rule may read nothing but events.
                    """)
    void a_form_that_leaks_or_does_not_survive_a_replay_is_refused_with_the_one_to_use(
            String epl, String told) {
        assertThat(TestRules.problemsOfEpl(epl)).extracting(Problem::message).contains(told);
    }
}

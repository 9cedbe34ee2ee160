package io.tripline.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.correlation.TestRules;
import io.tripline.correlation.rule.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EplCheckTest {
    private static final String WANTED = "Event(event.action = 'x')";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select java.lang.Runtime.getRuntime().exec('id') from Event(event.action = 'x')",
                "select java.lang.System.getProperty('user.home') as x from Event(event.action = 'x')",
                "select user.name as x from Event(java.lang.Runtime.getRuntime() is not null)",
                "select user.name.getClass() as x from Event(event.action = 'x')",
                "select user.name.getClass().forName('x') as x from Event(event.action = 'x')",
                "select vendor.getClass() as x from Event(event.action = 'x')",
                "select vendor.class as x from Event(event.action = 'x')",
                "select source.geo.location.class.classLoader as x from Event(event.action = 'x')",
                "select event_handle as x from Event(event.action = 'x')",
                "select new java.lang.ProcessBuilder('id') as x from Event(event.action = 'x')",
                "select new java.io.File('x').delete() as x from Event(event.action = 'x')",
                "inlined_class \"\"\" public class A { static { System.exit(1); } } \"\"\" select user.name from Event(event.action = 'x')",
                "expression int js:f(a) [ java.lang.System.exit(1) ] select f(user.name) from Event(event.action = 'x')",
                "create dataflow D EventBusSource -> s<Event> {} LogSink(s) {}",
                "create schema A as java.lang.Runtime",
                "create window W#keepall as Event",
                "create variable java.lang.Runtime r",
                "select * from sql:db ['select 1']",
                "select * from method:java.lang.Runtime.getRuntime()",
                "select * from Event(event.action = 'x')#time(1 min), method:java.lang.System.getenv()",
                "@Hook(type=HookType.SQLCOL, hook='x') select user.name from Event(event.action = 'x')",
                "@Name('x') select user.name from Event(event.action = 'x')",
                "insert into Event select * from Event(event.action = 'x')",
                "on Event delete from W",
                "update istream Event set message = 'x'",
                "context C select user.name from Event(event.action = 'x')",
                "select cast(user.name, java.lang.Object) as x from Event(event.action = 'x')",
                "select current_timestamp() as x from Event(event.action = 'x')",
                "select typeof(user.name) as x from Event(event.action = 'x')",
                "select instanceof(user.name, java.lang.String) as x from Event(event.action = 'x')",
                "select user.name from EvaluationBegun",
                "select user.name from pattern [every Event(event.action='x') -> EvaluationEnded where timer:within(1 min)]",
                "select user.name from Event(event.action = 'x'); select 1 from Event(event.action='y')",
                "select user.name as `x from Event(java.lang.Runtime.getRuntime() is not null) as y` from Event(event.action = 'x')",
                "select user.name as tags, `tags[0] from Event; create schema A as (b int) //`.user.name from Event(event.action = 'x')",
                "select user.name as tags, `tags[0] from Event(java.lang.Runtime.getRuntime() is not null) //` from Event(event.action = 'x')",
                "select `l, java.lang.Runtime.getRuntime() as x, l`.* from Event(event.action = 'x') as l",
                "select vendor.field('a\") as x, java.lang.Runtime.getRuntime() as y, message like (\"') as n from Event(event.action = 'x')",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (A B) define `B as java.lang.Runtime.getRuntime() is null, B` as B.source.port = 6)"
            })
    void hostile_code_is_refused(String epl) {
        assertThat(TestRules.problemsOfEpl(epl)).isNotEmpty();
    }

    @Test
    void a_field_may_begin_with_a_word_of_epl() {
        assertThat(
                        TestRules.problemsOfEpl(
                                "select l.`group`.name as n from Event(`group`.name = 'x')#time(1 min) as l"))
                .isEmpty();
    }

    /** Esper writes texts out as they are: this one would end its quotes and go on as code that nobody has checked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\" or java.lang.Runtime.getRuntime() is not null or event.action = \"y",
                "x\" and this is no EPL at all (",
                "a quote at the end \"",
                "C:\\\\Windows\\\\\"",
            })
    void a_text_stays_a_text(String text) {
        String epl = "select user.name as n from Event(event.action = '" + text + "')";

        assertThat(TestRules.problemsOfEpl(epl)).isEmpty();
        assertThat(TestRules.ofEpl(epl).filters())
                .singleElement()
                .asString()
                .contains("\"" + text.replace("\"", "\\\"") + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select user.name from Event(event.action = 'x') output first every 10 min",
                "select count(*) as n from Event(event.action = 'x')#time_batch(10 min)",
                "select count(*) as n from Event(event.action = 'x')#keepall",
                "select count(*) as n from Event(event.action = 'x')",
                "select count(*) as n from Event(event.action = 'x')#length(100000)",
                "select count(*) as n from Event(event.action = 'x')#length(5)",
                "select count(*) as n from Event(event.action = 'x')#time(10)",
                "select user.name as n from Event(matches(user.name, '(a+'))",
                "select user.name as n from Event(cidr(source.ip, '10.0.0.0/99'))",
                "select user.name as n from Event(cidr(source.ip, '172.16/12'))",
                "select a from pattern [every a=Event(event.action = 'x') -> timer:interval(1 msec)]",
                "select count(*) as n from Event(event.action = 'x')#time(2 hours)",
                "select count(*) as n from Event#time(10 min)",
                "select irstream user.name from Event(event.action = 'x')#time(10 min)",
                "select a from pattern [every-distinct(a.user.name, 1 hour) a=Event(event.action='x')]",
                "select a from pattern [every a=Event(event.action='x') -> b=Event(event.action='y')]",
                "select a from pattern [every a=Event(event.action='x') -> timer:at(0,8,*,*,*)]",
                "select a.user.name from Event(event.action='x')#time(1 min) as a, Event(event.action='y')#time(1 min) as b",
                "select * from Event(event.action='x') match_recognize (measures A as a pattern (A) define A as true)",
                "select user.name from Event(profile.is_first('new_host'))",
                "select user.name from Event(event.action = 'x', profile.is_first('no_such'))",
                "select user.name from Event(event.action = 'x', profile.first('new_host'))",
                "select profile.answers as x from Event(event.action = 'x')",
                "select profile.class as x from Event(event.action = 'x')",
                "select a from pattern [every a=Event(event.action='x') -> ([3] (b=Event(event.action='y') where timer:within(30 min)))]",
                "select a from pattern [every a=Event(event.action='x') -> ([3:] (b=Event(event.action='y') where timer:within(5 min)) until (c=Event(event.action='z') where timer:within(5 min)))]",
                "select a from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(40 min)]#time(40 min)",
                "select a from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(40 min)]#length(500)",
                "select count(*) as n from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(10 min)]",
                "select a from pattern [every a=Event(event.action='x', exists (select * from Event(event.action='z')#time(40 min))) -> b=Event(event.action='y') where timer:within(40 min)]",
                "select count(*) as n from Event(event.action='x')#time(10 min)#length(100) retain-union",
                "select prior(1, user.name) as n from Event(event.action='x')#time(10 min)",
                "select user.name from Event(event.action='x', exists(user.domain))",
                "select max(source.port) as n from Event(event.action='x')#ext_timed_batch(source.port, 10 min, 0L)",
                "select max(source.port) as n from Event(event.action='x')#ext_timed_batch(event_time, 10 min)",
                "select count(*) as n from pattern [every a=Event(event.action='x') -> (timer:interval(5 min) and not Event(event.action='y'))]#time(30 min) having count(*) >= 3",
                "select user.name from Event(event.action='x', user.name like '%a%b%c%d%')",
                "select cast(user.domain || user.name, long) as n from Event(event.action='x')",
                "select cast((select user.name from Event(event.action='y')#lastevent#time(1 min)), long) as n from Event(event.action='x')"
            })
    void forms_that_leak_or_depend_on_where_the_window_began_are_refused(String epl) {
        assertThat(TestRules.problemsOfEpl(epl)).isNotEmpty();
    }

    /** Each was seen to fill the heap, or to take minutes, with a few hundred events. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select l.user.name as n from Event(event.action = 'x')#time(10 min) as l having window(l.*).where(a => window(l.*).where(b => window(l.*).where(c => c.event_time > a.event_time).countOf() > 1).countOf() > 1).countOf() > 1",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern ((A | B)+ C) define C as C.source.port = 6)",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern ((A+ B)+ C) define C as C.source.port = 6)",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (A{100000} B) define B as B.source.port = 6)",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (match_recognize_permute(A, B, C, D, E, F, G, H, I, J)) define A as A.source.port = 6)",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (A+ B+ C+ D) define D as D.source.port = 6)",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (A{1,9} (B C*) D{2,} E) define E as E.source.port = 6)",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (A? B? C? D? E? F? G? H) define H as H.source.port = 6)",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern ((A|B) (C|D) (E|F) (G|H) (I|J) (K|L) (M|N)) define A as A.source.port = 6)",
                "select a from pattern [every (every a=Event(event.action='x')) -> b=Event(event.action='y') where timer:within(1 min)]",
                "select a from pattern [every a=Event(event.action='x') -> (every b=Event(event.action='x') -> every c=Event(event.action='x')) where timer:within(1 min)]",
                "select a from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') -> c=Event(event.action='z') where timer:within(1 min)]",
                "select a from pattern [every a=Event(event.action='x') -> (b=Event(event.action='y') and c=Event(event.action='z')) -> d=Event(event.action='w') where timer:within(1 min)]"
            })
    void forms_that_grow_out_of_proportion_or_wait_for_ever_are_refused(String epl) {
        assertThat(TestRules.problemsOfEpl(epl)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from pattern [every a=Event(event.action='x') -> (b=Event(event.action='y') -> c=Event(event.action='z')) where timer:within(10 min)]",
                "select a from pattern [every a=Event(event.action='x') -> every b=Event(event.action='y') where timer:within(10 min)]",
                "select a from pattern [every a=Event(event.action='x') -> (timer:interval(5 min) and not Event(event.action='y'))]",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (A+ (B | C) D?) define A as A.source.port = 6)",
                "select user.name from Event(event.action = 'x', profile.is_first('new_host'))",
                "select profile.count('new_host') as n, profile.distinct_count('new_host') as d from Event(event.action = 'x', profile.last_seen('new_host') is not null, event_time - profile.first_seen('new_host') < 60000)",
                "select max(event_time) as t from Event(cidr(source.ip, '10.0.0.0/8'))#ext_timed_batch(event_time, 10 min, 0L)",
                "select prev(1, user.name) as before from Event(matches(user.name, 'a.*'))#time(10 min)",
                "select source.`as`.number as n from Event(source.`as`.number = 1)",
                "select a, b from pattern [every a=Event(event.action='x') -> b=Event(event.action='y', user.name=a.user.name) where timer:within(10 min)]",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures A as a pattern (A+ B{3} C* D) define D as D.source.port = 6)",
                "select a from pattern [every a=Event(event.action='x') -> ([3] (b=Event(event.action='y') where timer:within(20 min)))]",
                "select a from pattern [every a=Event(event.action='x') -> b=Event(event.action='y') where timer:within(20 min)]#time(40 min)",
                "select max(event_time) as message from Event(event.action='x', vendor.field('a b-c/d') = 'y')#time(10 min)",
                "select user.name from Event(event.action='x') as e where exists (select * from Event(event.action='y')#time(5 min) as f where f.user.name = e.user.name)",
                "select (select count(*) from Event(event.action='y')#time(40 min)) as n from Event(event.action='x')#time(40 min) as l having count(*) > 3",
                "select cast(coalesce(source.port, 0), long) as a, cast(max(event_time), double) as b, cast(last(source.port), int) as c from Event(event.action='x')#time(10 min)",
                "select cast(number(vendor.field('a.b')), int) as a, cast(source.port + 1, int) as b, cast(user.name, string) as c from Event(event.action='x')"
            })
    void what_rules_need_is_allowed(String epl) {
        assertThat(TestRules.problemsOfEpl(epl)).isEmpty();
    }

    /** The engine takes source.ip for the event's own then, and asks the events for what the rule does not mean. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select source.user.name as n from Event(event.action = 'x')#time(10 min) as source",
                "select user from pattern [every user=Event(event.action='x') -> b=Event(event.action='y') where timer:within(1 min)]",
                "select * from Event(event.action = 'x')#time(10 min) match_recognize (measures file as a pattern (file B) define B as B.source.port = 6)",
                "select count(*) as n from Event(event.action = 'x')#time(10 min) as l having window(l.*).where(host => host.source.port = 6).countOf() > 1"
            })
    void an_event_has_no_name_of_an_ecs_object(String epl) {
        assertThat(TestRules.problemsOfEpl(epl))
                .extracting(Problem::message)
                .anyMatch(each -> each.contains("is ECS's"));
    }

    @Test
    void an_unknown_field_is_named_with_the_one_that_was_meant() {
        List<Problem> problems =
                TestRules.problemsOfEpl("select sorce.ip as x,\n  user.nam as y from " + WANTED);
        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly(
                        "ECS has no field sorce.ip. Did you mean source.ip?",
                        "ECS has no field user.nam. Did you mean user.name?");
    }

    @Test
    void a_text_without_quotes_and_a_vendors_name_are_answered_with_their_form() {
        assertThat(
                        TestRules.problemsOfEpl(
                                "select user.name from Event(event.outcome = success, okta.event_type = 'x')"))
                .extracting(Problem::message)
                .contains(
                        "ECS has no field success. A text stands in quotes: 'success'.",
                        "ECS has no field okta.event_type. A vendor's own field is vendor.field('okta.event_type').");
    }

    @Test
    void an_unknown_function_is_named_with_the_one_that_was_meant() {
        assertThat(
                        TestRules.problemsOfEpl(
                                "select distanc_km(source.geo.location, source.geo.location) as x from "
                                        + WANTED))
                .extracting(Problem::message)
                .containsExactly(
                        "There is no function distanc_km for rules. Did you mean distance_km?");
    }

    @Test
    void a_wrong_type_is_an_error_at_its_line() {
        List<Problem> problems =
                TestRules.problemsOfEpl("select user.name\nfrom Event(source.port = 'ssh')");
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().message()).contains("source.port");
    }

    @Test
    void bad_syntax_is_an_error_at_its_line() {
        List<Problem> problems = TestRules.problemsOfEpl("select user.name\nfrom Event(((");
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().line()).isEqualTo(15);
    }
}

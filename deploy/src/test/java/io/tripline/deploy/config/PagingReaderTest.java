package io.tripline.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.PagingConfig;
import io.tripline.alerting.paging.Route;
import io.tripline.alerting.paging.Routing;
import io.tripline.contracts.Alert;
import io.tripline.contracts.AlertJson;
import io.tripline.contracts.EcsField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagingReaderTest {
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir Path directory;

    private final List<String> problems = new ArrayList<>();

    @Test
    void every_key_is_read() throws Exception {
        PagingConfig paging =
                read(
                        """
                        zone: Europe/Oslo
                        fallback: chat
                        links:
                          Alert: https://tripline.example.com/alerts/{id}
                        destinations:
                          on-call: {kind: pagerduty, secret: 0123456789abcdef0123456789abcdef}
                          chat: {kind: slack, secret: "https://hooks.slack.example.com/services/T/B/x", timeout: 5s, concurrency: 2, retry-first: 1s, retry-longest: 10s, give-up-after: 1h, every-revision: true}
                          office: {kind: teams, secret: "https://teams.example.com/x"}
                          genie: {kind: opsgenie, url: "https://api.eu.opsgenie.com/v2/alerts", secret: key}
                          prometheus: {kind: alertmanager, url: "http://127.0.0.1:9093/api/v2/alerts", allow-private: true}
                          hook: {kind: json, url: "https://example.com/hook", secret: %s}
                          sms: {kind: template, url: "https://sms.example.com/", content-type: application/json, template: '{"text": "{{title}}"}', secret: Bearer x}
                          post: {kind: email, host: mail.example.com, from: tripline@example.com, to: [ann@example.com], user: tripline, secret: x}
                        hours:
                          nights: {from: "22:00", to: "07:00"}
                          weekend: {days: [sat, sun], from: "00:00", to: "00:00"}
                        routes:
                          - name: critical
                            when: {severity: critical, rule: [brute-*, web-*], tag: attack.t1110*, entity: {user.name: [admin*, root]}, criticality: critical, hours: nights}
                            to: [on-call, chat]
                            group: {by: incident, wait: 10s}
                            limit: {pages: 20, per: 1h}
                            escalate: {after: 15m, to: [genie, [office, sms]], repeat: 2}
                          - name: rest
                            when: {severity: {from: low, to: 60}}
                            to: chat
                            quiet: [nights, weekend]
                            escalate: {after: 1h, to: post}
                        """
                                .formatted(KEY),
                        Map.of());

        assertThat(problems).isEmpty();
        assertThat(paging.routing().zone()).isEqualTo(ZoneId.of("Europe/Oslo"));
        assertThat(paging.destinations())
                .extracting(DestinationConfig::name)
                .containsExactly(
                        "on-call", "chat", "office", "genie", "prometheus", "hook", "sms", "post");
        assertThat(paging.destinations().get(1).delivery())
                .isEqualTo(
                        new DestinationConfig.Delivery(
                                false,
                                true,
                                Duration.ofSeconds(5),
                                2,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                Duration.ofHours(1)));
        Route critical = paging.routing().routes().getFirst();
        assertThat(critical.when().severity()).isEqualTo(95);
        assertThat(critical.when().entity()).containsEntry("user.name", List.of("admin*", "root"));
        assertThat(critical.when().critical()).containsExactly("db1");
        assertThat(critical.groupWait()).contains(Duration.ofSeconds(10));
        assertThat(critical.escalation().orElseThrow().steps())
                .containsExactly(List.of("genie"), List.of("office", "sms"));
        Route rest = paging.routing().routes().get(1);
        assertThat(rest.when().mostSeverity()).isEqualTo(60);
        assertThat(rest.quiet()).hasSize(2);
        assertThat(rest.escalation().orElseThrow().steps()).containsExactly(List.of("post"));
    }

    @Test
    void a_secret_comes_from_the_environment_and_shows_nowhere() throws Exception {
        PagingConfig paging =
                read(
                        """
                        destinations:
                          on-call: {kind: pagerduty}
                        routes: [{name: all, to: on-call}]
                        """,
                        Map.of("ON_CALL", "0123456789abcdef0123456789abcdef"));

        assertThat(problems).isEmpty();
        assertThat(paging.destinations()).hasSize(1);
        assertThat(paging.toString()).doesNotContain("0123456789abcdef");
    }

    @Test
    void what_would_fail_at_the_first_page_is_refused_at_start() throws Exception {
        read(
                """
                links: {Alert: "javascript:alert(1)", Good: "https://example.com/{id}", Odd: "no address {id}"}
                destinations:
                  unsigned: {kind: json, url: "https://example.com/", secret: ","}
                  many: {kind: json, url: "https://example.com/", secret: "KEY,KEY,KEY,KEY,KEY"}
                  genie: {kind: opsgenie, url: "https://api.opsgenie.com/v2/alerts?x=1", secret: key}
                  post: {kind: email, host: 127.0.0.1, from: tripline@example.com, to: [ann@example.com]}
                  meta: {kind: email, host: 169.254.169.254, from: tripline@example.com, to: [ann@example.com], allow-private: true}
                  blank: {kind: template, url: "https://sms.example.com/", template: '{"a": "{{ &title}}"}'}
                  brace: {kind: template, url: "https://sms.example.com/", template: '{"a": "{{ {title} }}"}'}
                  signs: {kind: template, url: "https://sms.example.com/", template: '{"a": "{{ =<% %>= }}"}'}
                  crash: {kind: template, url: "https://sms.example.com/", template: '{"a": "{{#}}"}'}
                  latin: {kind: template, url: "https://sms.example.com/", content-type: application/json; charset=latin-1, template: '{}'}
                  fine: {kind: template, url: "https://sms.example.com/", content-type: application/json; charset="UTF-8", template: '{"a": "{{ title }}"}'}
                routes: [{name: all, to: fine}]
                """
                        .replace("KEY", KEY),
                Map.of());

        assertThat(problems)
                .anySatisfy(each -> assertThat(each).contains("links.Alert", "address"))
                .anySatisfy(each -> assertThat(each).contains("links.Odd", "address"))
                .anySatisfy(each -> assertThat(each).contains("unsigned.secret", "one to four"))
                .anySatisfy(each -> assertThat(each).contains("many.secret", "one to four"))
                .anySatisfy(each -> assertThat(each).contains("genie.url"))
                .anySatisfy(each -> assertThat(each).contains("post.host", "allow-private"))
                .anySatisfy(each -> assertThat(each).contains("meta.host", "ever posted"))
                .anySatisfy(each -> assertThat(each).contains("blank.template", "escape"))
                .anySatisfy(each -> assertThat(each).contains("brace.template", "escape"))
                .anySatisfy(each -> assertThat(each).contains("signs.template", "signs"))
                .anySatisfy(each -> assertThat(each).contains("crash.template", "cannot be used"))
                .anySatisfy(each -> assertThat(each).contains("latin.template", "utf-8"))
                .noneSatisfy(each -> assertThat(each).contains("fine"))
                .noneSatisfy(each -> assertThat(each).contains("links.Good"));
    }

    @Test
    void an_address_of_opsgenie_may_end_with_a_slash() throws Exception {
        PagingConfig paging =
                read(
                        """
                        destinations:
                          genie: {kind: opsgenie, url: "https://api.eu.opsgenie.com/v2/alerts/", secret: key}
                        routes: [{name: all, to: genie}]
                        """,
                        Map.of());

        assertThat(problems).isEmpty();
        assertThat(((DestinationConfig.Web) paging.destinations().getFirst().target()).url())
                .hasToString("https://api.eu.opsgenie.com/v2/alerts");
    }

    @Test
    void a_key_of_another_kind_is_told_with_what_the_kind_takes() throws Exception {
        read(
                """
                destinations:
                  chat: {kind: slack, secret: "https://hooks.example.com/x", template: '{}'}
                  office: {kind: teams, secret: "https://old.example.com/x", url: "https://new.example.com/x"}
                  on-call: {kind: pagerduty, secret: 0123456789abcdef0123456789abcdef, to: [ann@example.com]}
                  post: {kind: email, host: mail.example.com, from: a@example.com, to: [b@example.com], content-type: text/html}
                routes: [{name: all, to: chat}]
                """,
                Map.of());

        assertThat(problems)
                .filteredOn(each -> each.contains("is no key of the kind"))
                .hasSize(4)
                .anySatisfy(each -> assertThat(each).contains("chat.template", "slack", "secret"))
                .anySatisfy(each -> assertThat(each).contains("office.url", "teams", "secret-file"))
                .anySatisfy(each -> assertThat(each).contains("on-call.to", "takes url and what"))
                .anySatisfy(each -> assertThat(each).contains("post.content-type", "host, port,"));
    }

    @Test
    void all_problems_come_at_once() throws Exception {
        read(
                """
                zone: Mars/Olympus
                destinations:
                  on-call: {kind: pagerduty}
                  chat: {kind: slak, secret: x}
                  plain: {kind: json, url: "http://example.com/", secret: short}
                  sms: {kind: template, url: "https://sms.example.com/", template: '{"a": "{{{title}}}"}'}
                  odd: {kind: slack, secret: "https://hooks.example.com/secret-token", tiemout: 5s, concurrency: 100}
                hours:
                  nights: {days: [mon, someday], from: "22:00", to: 7}
                routes:
                  - name: all
                    to: [nobody]
                    quiet: [evenings]
                  - name: never
                    when: {severity: extreme}
                    to: chat
                    escalate: {after: 0s}
                """,
                Map.of("GHOST", "secret-value"));

        assertThat(problems)
                .anySatisfy(each -> assertThat(each).contains("Mars/Olympus"))
                .anySatisfy(
                        each -> assertThat(each).contains("destinations.on-call.secret", "missing"))
                .anySatisfy(each -> assertThat(each).contains("chat.kind", "slack"))
                .anySatisfy(each -> assertThat(each).contains("plain.url", "https"))
                .anySatisfy(each -> assertThat(each).contains("plain.secret", "whsec_"))
                .anySatisfy(each -> assertThat(each).contains("sms.template", "{{{"))
                .anySatisfy(each -> assertThat(each).contains("odd.tiemout", "timeout"))
                .anySatisfy(each -> assertThat(each).contains("concurrency must be from 1 to 64"))
                .anySatisfy(each -> assertThat(each).contains("nights.days", "someday"))
                .anySatisfy(each -> assertThat(each).contains("nights.to"))
                .anySatisfy(each -> assertThat(each).contains("names the destination nobody"))
                .anySatisfy(each -> assertThat(each).contains("routes[0].quiet", "evenings"))
                .anySatisfy(each -> assertThat(each).contains("when.severity", "extreme"))
                .anySatisfy(each -> assertThat(each).contains("route never can never match"))
                .anySatisfy(each -> assertThat(each).contains("escalate.after"))
                .anySatisfy(each -> assertThat(each).contains("TRIPLINE_PAGING_GHOST_SECRET"))
                .noneSatisfy(each -> assertThat(each).contains("secret-token"))
                .noneSatisfy(each -> assertThat(each).contains("secret-value"));
    }

    @Test
    void an_address_that_no_mail_can_be_written_to_and_an_escalation_to_nobody_are_told()
            throws Exception {
        read(
                """
                destinations:
                  post: {kind: email, host: mail.example.com, from: ann..b@example.com, to: [ann@example.com]}
                  other: {kind: email, host: mail.example.com, from: ann@example.com, to: [bob@example.com, "a(b@example.com"]}
                  chat: {kind: slack, secret: "https://hooks.example.com/x"}
                hours:
                  weekend: {days: [sat, Sunday], from: "00:00", to: "00:00"}
                routes:
                  - {name: r1, when: {severity: 90}, to: chat, escalate: {after: 1m, to: [[]]}}
                  - {name: r2, to: chat, quiet: weekend, escalate: {after: 1m, to: post, repeat: 1000000000}}
                """,
                Map.of());

        assertThat(problems)
                .hasSize(4)
                .anySatisfy(each -> assertThat(each).contains("post.from", "mail address"))
                .anySatisfy(each -> assertThat(each).contains("other.to", "mail address"))
                .anySatisfy(
                        each -> assertThat(each).contains("routes[0].escalate.to", "tells nobody"))
                .anySatisfy(
                        each ->
                                assertThat(each)
                                        .contains("routes[1].escalate.repeat", "at most 1000"));
    }

    @Test
    void what_could_not_work_at_three_in_the_morning_is_told_before() throws Exception {
        read(
                """
                destinations:
                  metadata: {kind: json, url: "https://169.254.169.254/hook", secret: %1$s, allow-private: true}
                  inside: {kind: json, url: "https://[::1]:8443/hook", secret: %1$s}
                  beside: {kind: slack, secret: "https://localhost/hook"}
                  allowed: {kind: json, url: "http://10.0.0.9/hook", secret: %1$s, allow-private: true}
                  forgotten:
                routes:
                  - name: misspelt
                    when: {entity: {user.nmae: root}, tag: [T1110, "*.t1110*", attack.t1003]}
                    to: allowed
                  - {name: rest, to: allowed}
                """
                        .formatted(KEY),
                Map.of());

        assertThat(problems)
                .hasSize(6)
                .anySatisfy(each -> assertThat(each).contains("metadata.url", "ever posted"))
                .anySatisfy(each -> assertThat(each).contains("inside.url", "allow-private"))
                .anySatisfy(each -> assertThat(each).contains("beside.secret", "allow-private"))
                .anySatisfy(each -> assertThat(each).contains("forgotten takes keys and values"))
                .anySatisfy(each -> assertThat(each).contains("did you mean user.name?"))
                .anySatisfy(each -> assertThat(each).contains("when.tag", "not T1110."));
    }

    @Test
    void what_is_critical_is_what_the_configuration_calls_so() throws Exception {
        Path paging =
                Files.writeString(
                        directory.resolve("paging.yml"),
                        """
                        destinations:
                          chat: {kind: slack, secret: "https://hooks.slack.example.com/services/T/B/x"}
                        routes: [{name: jewels, when: {criticality: critical}, to: chat}]
                        """);
        Path file =
                Files.writeString(
                        directory.resolve("tripline.yml"),
                        "alerting.paging: " + paging + "\nincidents.critical: [db*, 192.0.2.0/24]");
        Instant now = Instant.parse("2026-03-01T12:00:00Z");

        Routing routing = ConfigReader.read(file, Map.of()).paging().routing();

        assertThat(routing.explain(alert("db1.corp.example.com"), now))
                .containsExactly("Route jewels matches: it tells chat.");
        assertThat(routing.explain(alert("web1.corp.example.com"), now))
                .first()
                .isEqualTo(
                        "Route jewels does not match: nothing it is about, or its evidence shows, is"
                                + " critical.");
    }

    @Test
    void pages_are_not_tried_for_longer_than_they_are_kept() throws Exception {
        Path paging =
                Files.writeString(
                        directory.resolve("paging.yml"),
                        """
                        destinations:
                          chat: {kind: slack, secret: "https://hooks.slack.example.com/services/T/B/x", give-up-after: 13h}
                        routes: [{name: all, to: chat}]
                        """);
        Path file =
                Files.writeString(
                        directory.resolve("tripline.yml"),
                        "alerting.paging: " + paging + "\ntopics.retention: 12h");

        assertThatThrownBy(() -> ConfigReader.read(file, Map.of()))
                .hasMessageContaining("The destination chat is tried for longer");
    }

    @Test
    void criticality_that_nothing_can_have_is_refused() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("paging.yml"),
                        """
                        destinations:
                          chat: {kind: slack, secret: "https://hooks.slack.example.com/services/T/B/x"}
                        routes:
                          - {name: one, when: {criticality: high}, to: chat}
                          - {name: two, when: {criticality: critical}, to: chat}
                        """);

        PagingReader.read(file, List.of(), List.of(), Map.of(), problems);

        assertThat(problems)
                .anySatisfy(each -> assertThat(each).contains("routes[0]", "takes critical"))
                .anySatisfy(
                        each ->
                                assertThat(each)
                                        .contains(
                                                "routes[1]",
                                                "nothing stands in incidents.critical"));
    }

    /** As correlation writes it, about a host. */
    private static Alert alert(String host) throws Exception {
        Instant now = Instant.parse("2026-03-01T11:59:00Z");
        return AlertJson.read(
                AlertJson.write(
                        new Alert(
                                "a1",
                                new Alert.Rule("r", "R", "v", "high", 75, List.of(), List.of()),
                                new TreeMap<>(Map.of(EcsField.HOST_NAME, host)),
                                new Alert.Occurrence(now, now, 1, 1, false, Alert.State.RAISED),
                                "m",
                                "r",
                                new TreeMap<>(),
                                List.of())));
    }

    @Test
    void what_asks_nothing_or_can_never_be_is_told_of_each() throws Exception {
        read(
                """
                destinations:
                  chat: {kind: slack, secret: "https://hooks.slack.example.com/services/T/B/x"}
                  lead: {kind: teams, secret: "https://teams.example.com/x"}
                routes:
                  - {name: r0, when: {rule: , severity: 90}, to: chat}
                  - {name: r1, when: {rule: [], severity: 89}, to: chat}
                  - {name: r2, when: {entity: {user.name: []}}, to: chat}
                  - {name: r3, when: {tag: [attack.credential-acess, attack.t11100, attack.cred*, attack.t1110*, attack.discovery]}, to: chat}
                  - {name: r4, when: {severity: 88}, to: [chat, chat], limit: {pages: 5, per: 0s}}
                  - {name: r5, when: {severity: 87}, to: chat, escalate: {after: 1m, to: [[lead, lead]]}}
                  - {name: r6, when: {entity: {}, severity: 86}, to: chat}
                  - {name: r7, when: {severity: {}}, to: chat}
                  - {name: r8, when: , to: chat}
                """,
                Map.of());

        assertThat(problems)
                .anySatisfy(each -> assertThat(each).contains("routes[0].when.rule asks nothing"))
                .anySatisfy(each -> assertThat(each).contains("routes[1].when.rule asks nothing"))
                .anySatisfy(
                        each ->
                                assertThat(each)
                                        .contains("routes[2].when.entity.user.name asks nothing"))
                .anySatisfy(each -> assertThat(each).contains("not attack.credential-acess."))
                .anySatisfy(each -> assertThat(each).contains("not attack.t11100."))
                .anySatisfy(each -> assertThat(each).contains("routes[4].to names somebody twice"))
                .anySatisfy(each -> assertThat(each).contains("routes[4].limit.per must be longer"))
                .anySatisfy(
                        each ->
                                assertThat(each)
                                        .contains("routes[5].escalate.to names somebody twice"))
                .anySatisfy(each -> assertThat(each).contains("routes[6].when.entity asks nothing"))
                .anySatisfy(
                        each -> assertThat(each).contains("routes[7].when.severity asks nothing"))
                .anySatisfy(each -> assertThat(each).contains("routes[8].when asks nothing"))
                .noneSatisfy(each -> assertThat(each).contains("attack.cred*."))
                .noneSatisfy(each -> assertThat(each).contains("not attack.t1110*."));
    }

    @Test
    void a_secret_in_the_place_of_its_file_is_not_printed() throws Exception {
        Path nowhere = directory.resolve("nowhere");
        read(
                """
                destinations:
                  chat: {kind: slack, secret-file: "https://hooks.slack.example.com/services/T/B/hush"}
                  on-call: {kind: pagerduty, secret-file: 0123456789hush}
                  genie: {kind: opsgenie, url: "https://api.eu.opsgenie.com/v2/alerts", secret-file: /hush}
                  office: {kind: teams, secret-file: %s}
                routes: [{name: all, to: chat}]
                """
                        .formatted(nowhere),
                Map.of());

        assertThat(problems)
                .noneSatisfy(each -> assertThat(each).contains("hush"))
                .anySatisfy(each -> assertThat(each).contains("can't be read", nowhere.toString()));
    }

    @Test
    void a_secret_beside_its_file_is_refused() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "b".repeat(32));
        read(
                """
                destinations:
                  on-call: {kind: pagerduty, secret: 0123456789abcdef0123456789abcdef, secret-file: %s}
                routes: [{name: all, to: on-call}]
                """
                        .formatted(file),
                Map.of());

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("on-call.secret must not stand beside secret-file")
                .doesNotContain("bbb", "0123");
    }

    @Test
    void quiet_hours_that_together_silence_everything_are_refused() throws Exception {
        read(
                """
                destinations:
                  on-call: {kind: pagerduty, secret: 0123456789abcdef0123456789abcdef}
                hours:
                  nights: {from: "20:00", to: "09:00"}
                  days: {from: "08:00", to: "20:30"}
                routes: [{name: all, to: on-call, quiet: [nights, days]}]
                """,
                Map.of());

        assertThat(problems).singleElement().asString().contains("silenced at every hour");
    }

    private PagingConfig read(String text, Map<String, String> secrets) throws IOException {
        Path file = Files.writeString(directory.resolve("paging.yml"), text);
        return PagingReader.read(file, List.of(), List.of("db1"), secrets, problems);
    }
}

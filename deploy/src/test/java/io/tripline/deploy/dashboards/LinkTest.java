package io.tripline.deploy.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no value of a field changes where a link leads or what it asks. */
final class LinkTest {
    /** Names of accounts and hosts that somebody outside can choose: he need only fail to sign in with one. */
    static final List<String> HOSTILE =
            List.of(
                    "anna",
                    "anna.lind@example.com",
                    "EXAMPLE\\anna",
                    "o'brien",
                    "\" or user.name:*",
                    "x\\\" or user.name:* or user.name:\"x",
                    "'),language:lucene),filters:!((query:(match_all:())",
                    "!'),index:other,a:!(",
                    "a&_g=(time:(from:now-1y))",
                    "#/view/other?x=y",
                    "</a><script>alert(1)</script>",
                    "javascript:alert(1)",
                    "{{rawValue}}",
                    "${jndi:ldap://127.0.0.1:1/x}",
                    "=cmd|' /C calc'!A0",
                    "\u001b[31mred",
                    "two\nlines",
                    "100%25",
                    "ÆØÅ 東京 \uD83D\uDD13",
                    "a+b c");

    static List<Link> links() {
        return DashboardSource.read(
                        Path.of(System.getProperty("tripline.project"), "deploy", "dashboards"))
                .patterns()
                .stream()
                .flatMap(each -> each.links().stream())
                .filter(each -> !each.url().isEmpty())
                .collect(
                        Collectors.toMap(
                                each -> each.name() + each.url(), each -> each, (a, b) -> a))
                .values()
                .stream()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("links")
    void aHostileValueIsAskedForAsItIs(Link link) {
        for (String value :
                link.isScripted() ? HOSTILE : List.of("192.0.2.7", "2001:db8::1", "a-1")) {
            String url = Formatter.url(link.url(), link.isScripted() ? scripted(value) : value);

            String query = Formatter.query(url);

            assertThat(asked(query)).as("the query %s", query).isEqualTo(value);
            assertThat(Dql.problems(query, Map.of(field(query), "keyword"))).isEmpty();
            assertThat(url).startsWith("../app/").doesNotContain("<", ">", "\"", " ", "\n");
        }
    }

    @Test
    void aValueThatIsNotEscapedWouldChangeTheQuestion() {
        Link link = links().stream().filter(Link::isScripted).findFirst().orElseThrow();

        String query = Formatter.query(Formatter.url(link.url(), "\" or user.name:*"));

        assertThat(query).endsWith("\"\" or user.name:*\"");
    }

    /** What the script of a link makes of a value. */
    static String scripted(String value) {
        return value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("!", "!!")
                .replace("'", "!'");
    }

    private static String field(String query) {
        return query.substring(0, query.indexOf(':'));
    }

    /** The text after the field, as the query language reads it: it must be all there is. */
    private static String asked(String query) {
        String quoted = query.substring(query.indexOf(':') + 1);
        assertThat(quoted).startsWith("\"").endsWith("\"");
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            if (quoted.charAt(i) == '\\') {
                i++;
            } else {
                assertThat(quoted.charAt(i)).as("a quote that ends the text").isNotEqualTo('"');
            }
            text.append(quoted.charAt(i));
        }
        return text.toString();
    }
}

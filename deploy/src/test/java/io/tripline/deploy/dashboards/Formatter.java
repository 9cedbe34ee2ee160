package io.tripline.deploy.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * What Dashboards does with a link: its URL format puts the value into the template, encoded as JavaScript encodes the
 * part of a URI; the page behind it decodes, and reads the state as Rison.
 *
 * @see <a
 *     href="https://github.com/opensearch-project/OpenSearch-Dashboards/blob/main/src/plugins/data/common/field_formats/converters/url.ts">UrlFormat</a>
 */
final class Formatter {
    private Formatter() {}

    static String url(String template, String value) {
        return template.replace("{{value}}", encodeUriComponent(value));
    }

    /** The query in the state of a URL, as Dashboards reads it; the state must be whole. */
    static String query(String url) {
        String state = "";
        for (String part : url.substring(url.indexOf('?') + 1).split("&", -1)) {
            String decoded = URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
            if (decoded.contains("query:(language:kuery")) {
                state = decoded.substring(decoded.indexOf('=') + 1);
            }
        }
        Rison rison = new Rison(state);
        rison.value();
        if (rison.at != state.length()) {
            throw new IllegalStateException("The state ends before its end: " + state);
        }
        return rison.texts.get(rison.texts.indexOf(Query.LANGUAGE) + 2);
    }

    private static String encodeUriComponent(String value) {
        return URLEncoder.encode(value, UTF_8)
                .replace("+", "%20")
                .replace("%21", "!")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%7E", "~");
    }

    /** As much of Rison as states use: objects, lists, texts in quotes, bare words. */
    private static final class Rison {
        private final String text;
        private final List<String> texts = new ArrayList<>();
        private int at;

        Rison(String text) {
            this.text = text;
        }

        void value() {
            if (take("!(")) {
                while (!take(")")) {
                    value();
                    take(",");
                }
            } else if (take("(")) {
                while (!take(")")) {
                    value();
                    expect(":");
                    value();
                    take(",");
                }
            } else if (take("'")) {
                StringBuilder quoted = new StringBuilder();
                while (!take("'")) {
                    if (take("!")) {
                        if ("!'".indexOf(text.charAt(at)) < 0) {
                            throw new IllegalStateException("A bad escape in " + text);
                        }
                    }
                    quoted.append(text.charAt(at++));
                }
                texts.add(quoted.toString());
            } else {
                int from = at;
                while (at < text.length() && "'!:(),*@$ ".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                if (at == from) {
                    throw new IllegalStateException("No word at " + at + " of " + text);
                }
                texts.add(text.substring(from, at));
            }
        }

        private boolean take(String part) {
            if (text.startsWith(part, at)) {
                at += part.length();
                return true;
            }
            return false;
        }

        private void expect(String part) {
            if (!take(part)) {
                throw new IllegalStateException("No " + part + " at " + at + " of " + text);
            }
        }
    }
}

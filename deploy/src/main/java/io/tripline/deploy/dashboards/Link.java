package io.tripline.deploy.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the value of a field leads to. Dashboards encodes a value for URLs before it puts it into a template, but leaves
 * {@code '} and {@code !}, which end a text in the state that its URLs carry, and what they decode to can end a text in
 * the query. So a value that somebody outside can choose goes through a script that escapes for both; only what can
 * hold none of these characters (addresses, ids that we make) is linked as it is.
 *
 * @param name the field, or the scripted field that this makes
 * @param from the field whose value is escaped; empty if it is linked as it is
 * @param prefix what stands in front of the value in a scripted field that is no link
 */
record Link(String name, String from, String prefix, Optional<Target> target, String label) {
    /** A place in Dashboards: a dashboard, or Discover with an index pattern, and what is asked there. */
    record Target(boolean discover, String id, String query, String time) {}

    private static final String VALUE = "{{value}}";

    /** First for the query, where a text ends at a quote, then for the URL's state, where it ends at an apostrophe. */
    static final String ESCAPING =
            ".replace('\\\\', '\\\\\\\\').replace('\"', '\\\\\"')"
                    + ".replace('!', '!!').replace(\"'\", \"!'\")";

    private static final Pattern READS = Pattern.compile("doc\\.containsKey\\('([^']*)'\\)");

    static Link read(String name, SourceNode source) {
        source.only(Set.of("from", "dashboard", "discover", "query", "time", "label", "text"));
        String from = source.text("from", "");
        if (source.has("text")) {
            return new Link(name, from, source.text("text"), Optional.empty(), "");
        }
        if (source.has("dashboard") == source.has("discover")) {
            throw source.problem("must lead either to a dashboard or to discover");
        }
        boolean discover = source.has("discover");
        String query = source.text("query");
        if (!query.contains("\"" + VALUE + "\"")) {
            throw source.problem("asks for no \"" + VALUE + "\" in its query, in quotes");
        }
        return new Link(
                name,
                from,
                "",
                Optional.of(
                        new Target(
                                discover,
                                "tripline-" + source.text(discover ? "discover" : "dashboard"),
                                query,
                                source.text("time", "now-7d"))),
                source.text("label", VALUE));
    }

    boolean isScripted() {
        return !from.isEmpty();
    }

    /**
     * Painless that gives the value escaped for the query and for the state in the URL, in this order. A single value is
     * given as itself, since Dashboards filters by comparing it with the one that was clicked.
     */
    String script() {
        String value = target.isPresent() ? "v" + ESCAPING : "'" + prefix + "' + v";
        return "def all = new ArrayList(); if (doc.containsKey('"
                + from
                + "')) { for (def v : doc['"
                + from
                + "']) { all.add("
                + value
                + "); } } return all.isEmpty() ? null : all.size() == 1 ? all.get(0) : all;";
    }

    /** The field that a script made here reads; empty for any other script. */
    static String source(String script) {
        Matcher reads = READS.matcher(script);
        return reads.find() ? reads.group(1) : "";
    }

    /** The template of Dashboards' URL format; empty if this is no link. */
    String url() {
        return target.map(Link::url).orElse("");
    }

    private static String url(Target to) {
        String time = "_g=(time:(from:" + to.time() + ",to:now))";
        String query =
                "query:(language:kuery,query:'"
                        + encoded(to.query().replace("!", "!!").replace("'", "!'"))
                        + "')";
        // Relative to /app, so that it holds under any base path.
        return to.discover()
                ? "../app/data-explorer/discover#?_a=(discover:(columns:!(_source),sort:!()),"
                        + "metadata:(indexPattern:"
                        + to.id()
                        + ",view:discover))&"
                        + time
                        + "&_q=(filters:!(),"
                        + query
                        + ")"
                : "../app/dashboards#/view/" + to.id() + "?" + time + "&_a=(" + query + ")";
    }

    private static String encoded(String query) {
        int at = query.indexOf(VALUE);
        return encode(query.substring(0, at))
                + VALUE
                + encode(query.substring(at + VALUE.length()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}

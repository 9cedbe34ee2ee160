package io.tripline.deploy.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An index pattern: that there are such indices, and that its links lead where they say, whatever a value holds. */
final class PatternChecks {
    /** What can hold nothing that means something in a URL's state or a query: addresses, and ids that we make. */
    private static final Set<String> HARMLESS =
            Set.of("rule.id", "event.id", "tripline.incident.id", "tripline.incident.alerts");

    private static final Pattern ASKED = Pattern.compile("query:'((?:[^'!]|!.)*)'\\)");
    private static final Pattern TO_DASHBOARD =
            Pattern.compile("\\.\\./app/dashboards#/view/([a-z0-9-]+)\\?.*");
    private static final Pattern TO_DISCOVER =
            Pattern.compile("\\.\\./app/data-explorer/discover#\\?.*indexPattern:([a-z0-9-]+),.*");

    private final SavedObject object;
    private final List<SavedObject> objects;
    private final Indices indices;
    private final Findings findings;
    private final Map<String, String> mapped;

    PatternChecks(
            SavedObject object, List<SavedObject> objects, Indices indices, Findings findings) {
        this.object = object;
        this.objects = objects;
        this.indices = indices;
        this.findings = findings;
        mapped = indices.mapped(object.title());
    }

    void run() {
        if (mapped.isEmpty()) {
            findings.add(
                    Check.INDEX,
                    object,
                    "Nothing that we write is named " + object.title() + ".",
                    "name an index, alias or data stream that a service makes.");
            return;
        }
        FieldChecks checks = new FieldChecks(object, findings);
        if (object.attributes().has("timeFieldName")) {
            checks.counted(
                    "timeFieldName", object.attributes().path("timeFieldName").asText(), mapped);
        }
        for (JsonNode field : object.inner("fields").orElse(MissingNode.getInstance())) {
            scripted(checks, field);
        }
        for (Map.Entry<String, JsonNode> each :
                object.inner("fieldFormatMap").orElse(MissingNode.getInstance()).properties()) {
            format(each.getKey(), each.getValue());
        }
    }

    private void scripted(FieldChecks checks, JsonNode field) {
        String name = field.path("name").asText();
        String part = "field " + name;
        if (!field.path("scripted").asBoolean() || field.has("readFromDocValues")) {
            findings.add(
                    Check.LINK,
                    object,
                    part,
                    "With it Dashboards takes the list of fields for complete and never asks for the mapping's.",
                    "list scripted fields only, without readFromDocValues.");
        }
        if (mapped.containsKey(name)) {
            findings.add(
                    Check.LINK, object, part, "It hides a field of the mapping.", "rename it.");
        }
        checks.counted(part, Link.source(field.path("script").asText()), mapped);
    }

    private void format(String field, JsonNode format) {
        String part = "format of " + field;
        Map<String, String> known = indices.of(object);
        new FieldChecks(object, findings).shown(part, field, known);
        String url = format.at("/params/urlTemplate").asText();
        if (!format.path("id").asText().equals("url")
                || !format.at("/params/type").asText().equals("a")) {
            problem(
                    part,
                    "It is no plain link: an image or a sound is fetched without a click.",
                    "use a url of type a.");
        }
        if (url.contains("rawValue")
                || format.at("/params/labelTemplate").asText().contains("rawValue")) {
            problem(part, "It uses the value as it is.", "use {{value}}, which is encoded.");
        }
        boolean scripted = isScripted(field);
        if (!scripted && !"ip".equals(mapped.get(field)) && !HARMLESS.contains(field)) {
            problem(
                    part,
                    "A value of it can hold ' or \", and so change what the link asks.",
                    "link a scripted field that escapes it: from: " + field + ".");
        }
        if (scripted && !isEscaping(field)) {
            problem(
                    part,
                    "Its script does not escape \\, \", ! and '.",
                    "let the builder write the script.");
        }
        target(part, url);
    }

    private void target(String part, String url) {
        Matcher dashboard = TO_DASHBOARD.matcher(url);
        Matcher discover = TO_DISCOVER.matcher(url);
        boolean toDashboard = dashboard.matches();
        if (!toDashboard && !discover.matches()) {
            problem(
                    part,
                    "It leads out of Dashboards, or nowhere we know: " + url,
                    "lead to a dashboard or to discover.");
            return;
        }
        String type = toDashboard ? SavedObject.DASHBOARD : SavedObject.INDEX_PATTERN;
        String id = toDashboard ? dashboard.group(1) : discover.group(1);
        if (objects.stream().noneMatch(each -> each.name().equals(type + " " + id))) {
            problem(
                    part,
                    "It leads to the " + type + " " + id + ", which is not in the export.",
                    "mend the name.");
            return;
        }
        Matcher asked = ASKED.matcher(url);
        if (!asked.find() || !asked.group(1).contains("%22{{value}}%22")) {
            problem(part, "Its query has no {{value}} in quotes.", "ask for \"{{value}}\".");
            return;
        }
        String query =
                URLDecoder.decode(asked.group(1).replace("{{value}}", "1"), UTF_8)
                        .replace("!'", "'")
                        .replace("!!", "!");
        Map<String, String> there =
                toDashboard
                        ? indices.all()
                        : objects.stream()
                                .filter(each -> each.name().equals(type + " " + id))
                                .findFirst()
                                .map(indices::of)
                                .orElse(Map.of());
        new FieldChecks(object, findings).text(part, query, there);
    }

    private boolean isScripted(String name) {
        for (JsonNode field : object.inner("fields").orElse(MissingNode.getInstance())) {
            if (field.path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isEscaping(String name) {
        for (JsonNode field : object.inner("fields").orElse(MissingNode.getInstance())) {
            if (field.path("name").asText().equals(name)) {
                return field.path("script").asText().contains("v" + Link.ESCAPING);
            }
        }
        return false;
    }

    private void problem(String part, String what, String mend) {
        findings.add(Check.LINK, object, part, what, mend);
    }
}

package io.tripline.alerting.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Collections.nCopies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.io.StringReader;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A body of somebody else's making, with places for the page's fields; every value is escaped for the content type. */
public final class TemplateForm implements Form {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final XMLInputFactory XML = xml();

    /** A sign may have blanks around it. */
    private static final Pattern UNESCAPED = Pattern.compile("\\{\\{\\s*[{&]");

    private static final Pattern OTHER_SIGNS = Pattern.compile("\\{\\{\\s*[=>]");

    private static final Pattern CONTENT_TYPE =
            Pattern.compile("(?i)[^;\\s]+\\s*(;\\s*charset=\"?utf-8\"?\\s*)?");

    /** How many elements a list is tried with, the usual first: what is wrong there is wrong with all. */
    private static final List<Integer> SIZES = List.of(1, 0, 3);

    private static final String HOSTILE = "\"\\ \n<&>'%";

    private final DestinationConfig.Template target;
    private final Map<String, String> links;
    private final com.samskivert.mustache.Template compiled;

    TemplateForm(DestinationConfig.Template target, Map<String, String> links) {
        this.target = target;
        this.links = links;
        this.compiled = compile(target);
    }

    @Override
    public Request request(Page page) {
        return new Request(
                target.url(),
                target.contentType(),
                target.authorization()
                        .map(header -> Map.of("authorization", header.reveal()))
                        .orElse(Map.of()),
                compiled.execute(values(page)).getBytes(UTF_8));
    }

    /** What is wrong with a template: it is tried on pages whose values hold all that needs escaping. */
    public static List<String> problems(DestinationConfig.Template target) {
        List<String> problems = new ArrayList<>();
        String body = target.body();
        if (UNESCAPED.matcher(body).find()) {
            problems.add("the template holds {{{ or {{&, which would not escape: use {{name}}.");
        }
        if (OTHER_SIGNS.matcher(body).find()) {
            problems.add(
                    "the template changes its signs or includes another, which is not allowed.");
        }
        if (escaper(target.contentType()) == null) {
            problems.add(
                    "the content type "
                            + target.contentType()
                            + " is none of application/json, application/x-www-form-urlencoded, text/plain, text/html and application/xml.");
        }
        if (!CONTENT_TYPE.matcher(target.contentType()).matches()) {
            problems.add(
                    "the content type "
                            + target.contentType()
                            + " must be a type alone, or with charset=utf-8: that is what is sent.");
        }
        if (!problems.isEmpty()) {
            return problems;
        }
        // Signs between a list's elements are missing only where there are several, and what stands
        // in for an empty list is looked at only there. A page may lack any of the lists alone.
        for (int who : SIZES) {
            for (int evidence : SIZES) {
                for (int links : SIZES) {
                    Optional<String> problem = problem(target, who, evidence, links);
                    if (problem.isPresent()) {
                        return List.of(
                                problem.get()
                                        + " (with %d in who, %d in evidence and %d in links)."
                                                .formatted(who, evidence, links));
                    }
                }
            }
        }
        return List.of();
    }

    /** What is wrong with it on a page whose lists are so long. */
    private static Optional<String> problem(
            DestinationConfig.Template target, int who, int evidence, int links) {
        try {
            Page page =
                    new Page(
                            "a-r1",
                            "a",
                            Page.Subject.SUMMARY,
                            1,
                            Page.Kind.TEST,
                            "d",
                            "r",
                            HOSTILE,
                            Instant.EPOCH,
                            HOSTILE,
                            JSON.writeValueAsBytes(Map.of("message", HOSTILE)));
            Map<String, Object> values = new TemplateForm(target, Map.of()).values(page);
            // Empty here, and somebody else's text in a page about an alert.
            values.put("first", page.note());
            values.put("who", nCopies(who, Map.of("field", "user.name", "value", page.note())));
            values.put("evidence", nCopies(evidence, page.note()));
            values.put(
                    "links",
                    nCopies(links, Map.of("name", page.note(), "url", "https://example.com")));
            String text = compile(target).execute(values);
            return malformed(mediaType(target.contentType()), text);
        } catch (MustacheException e) {
            return Optional.of("the template cannot be used: " + e.getMessage());
        } catch (JsonProcessingException e) {
            return Optional.of("the template does not make valid JSON: " + e.getOriginalMessage());
        } catch (RuntimeException e) {
            // The library's own, at what it does not look for: it could not be used for a page
            // either.
            return Optional.of("the template cannot be used: " + e.getClass().getSimpleName());
        }
    }

    /** What is wrong with a body, where its type has a form. */
    private static Optional<String> malformed(String mediaType, String body)
            throws JsonProcessingException {
        return switch (mediaType) {
            case "application/json" ->
                    JSON.readTree(body).isMissingNode()
                            ? Optional.of("the template makes an empty body")
                            : Optional.empty();
            case "application/xml", "text/xml" -> malformedXml(body);
            default -> Optional.empty();
        };
    }

    private static Optional<String> malformedXml(String body) {
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(body));
            while (reader.hasNext()) {
                reader.next();
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            // Behind where it is, in the JDK's own form of two lines.
            String what = String.valueOf(e.getMessage()).replaceFirst("(?s).*Message: ", "");
            return Optional.of("the template does not make well-formed XML: " + what);
        }
    }

    private static XMLInputFactory xml() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private Map<String, Object> values(Page page) {
        Digest digest = Digest.of(page, links);
        Map<String, Object> values = new HashMap<>();
        values.put("id", page.id());
        values.put("key", page.key());
        values.put("kind", page.kind().label());
        values.put("title", digest.title());
        values.put("message", digest.message());
        values.put("note", digest.note());
        values.put("level", digest.level());
        values.put("rule", digest.rule());
        values.put("when", digest.when());
        values.put("since", digest.since().toString());
        values.put("count", Long.toString(digest.count()));
        values.put("first", digest.first());
        values.put("text", digest.text());
        values.put("route", page.route());
        List<Map<String, String>> who = new ArrayList<>();
        digest.who().forEach((field, value) -> who.add(Map.of("field", field, "value", value)));
        values.put("who", who);
        values.put("evidence", digest.evidence());
        List<Map<String, String>> addresses = new ArrayList<>();
        digest.links().forEach((name, url) -> addresses.add(Map.of("name", name, "url", url)));
        values.put("links", addresses);
        return values;
    }

    private static com.samskivert.mustache.Template compile(DestinationConfig.Template target) {
        Mustache.Escaper escaper = escaper(target.contentType());
        return Mustache.compiler()
                .withEscaper(escaper == null ? text -> "" : escaper)
                .strictSections(true)
                .compile(target.body());
    }

    private static Mustache.@org.jspecify.annotations.Nullable Escaper escaper(String contentType) {
        return switch (mediaType(contentType)) {
            case "application/json" ->
                    text -> new String(JsonStringEncoder.getInstance().quoteAsString(text));
            case "application/x-www-form-urlencoded" -> text -> URLEncoder.encode(text, UTF_8);
            case "text/plain" -> text -> text;
            case "text/html", "application/xml", "text/xml" -> TemplateForm::markup;
            default -> null;
        };
    }

    private static String mediaType(String contentType) {
        return contentType.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
    }

    private static String markup(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

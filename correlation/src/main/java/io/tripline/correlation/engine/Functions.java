package io.tripline.correlation.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The names by which EPL calls {@link RuleFunctions}, and Esper's settings that every rule shares. */
final class Functions {
    static final String IN_LIST = "in_list";
    static final String LIST_ENTRY = "list_entry";

    private static final Map<String, String> METHODS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("as_time", "asTime"),
                            Map.entry("cidr", "cidr"),
                            Map.entry("distance_km", "distanceKm"),
                            Map.entry("distinct_count", "distinctCount"),
                            Map.entry("distinct_text", "distinctText"),
                            Map.entry("ends_with", "endsWith"),
                            Map.entry("has", "has"),
                            Map.entry(IN_LIST, "inList"),
                            Map.entry(LIST_ENTRY, "listEntry"),
                            Map.entry("matches", "matches"),
                            Map.entry("number", "number"),
                            Map.entry("rounded", "rounded"),
                            Map.entry("same", "same"),
                            Map.entry("speed_kmh", "speedKmh"),
                            Map.entry("starts_with", "startsWith"),
                            Map.entry("wildcard", "wildcard")));

    static final Set<String> NAMES = METHODS.keySet();

    private static final String ANY_CASE =
            "same(user.name, 'alice'), which is without regard to case";
    private static final String BEGINS = "starts_with(user.name, 'svc-')";
    private static final String ENDS = "ends_with(user.name, '-svc')";
    private static final String HOLDS = "wildcard(user.name, '*svc*')";
    private static final String LIKE = "wildcard(user.name, 'svc-*')";
    private static final String MATCHES = "matches(user.name, 'svc-.*')";
    private static final String NETWORK = "cidr(source.ip, '10.0.0.0/8')";
    private static final String NUMBER = "number(vendor.field('winlog.logon.type'))";

    /** What they and other languages call it, in lower case and without underscores, and what is written here. */
    private static final Map<String, String> INSTEAD =
            Map.ofEntries(
                    Map.entry("cidr", NETWORK),
                    Map.entry("cidrmatch", NETWORK),
                    Map.entry("contains", HOLDS),
                    Map.entry("count", "count(*)"),
                    Map.entry("countdistinct", "count(distinct source.ip)"),
                    Map.entry("countif", "count(*, event.outcome = 'failure')"),
                    Map.entry("dc", "count(distinct source.ip)"),
                    Map.entry("endswith", ENDS),
                    Map.entry("equalsignorecase", ANY_CASE),
                    Map.entry("has", "has(event.category, 'authentication')"),
                    Map.entry("if", "case when ... then ... else ... end"),
                    Map.entry("ifnull", "coalesce(user.name, user.email)"),
                    Map.entry("ilike", LIKE),
                    Map.entry("inlist", "in_list(source.ip, 'offices')"),
                    Map.entry("int", NUMBER),
                    Map.entry("isnull", "user.name is null"),
                    Map.entry("lcase", ANY_CASE),
                    Map.entry("lower", ANY_CASE),
                    Map.entry("matches", MATCHES),
                    Map.entry("now", "event_time, the event's own in milliseconds"),
                    Map.entry("number", NUMBER),
                    Map.entry("regex", MATCHES),
                    Map.entry("regexp", MATCHES),
                    Map.entry("rlike", MATCHES),
                    Map.entry("same", "same(user.name, 'alice')"),
                    Map.entry("startswith", BEGINS),
                    Map.entry("toint", NUMBER),
                    Map.entry("tolowercase", ANY_CASE),
                    Map.entry("tonumber", NUMBER),
                    Map.entry("touppercase", ANY_CASE),
                    Map.entry("upper", ANY_CASE),
                    Map.entry("wildcard", LIKE));

    /** How a function is written, or what another language calls so; empty if it is not known. */
    static String instead(String name) {
        String known = INSTEAD.get(name.toLowerCase(Locale.ROOT).replace("_", ""));
        return known == null ? "" : " Write " + known + ".";
    }

    private Functions() {}

    /** Event time only, no imports, our functions. */
    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        configuration.getCommon().getImports().clear();
        configuration.getCompiler().getByteCode().setAllowInlinedClass(false);
        configuration.getCommon().getAnnotationImports().clear();
        configuration.getRuntime().getMetricsReporting().setEnableMetricsReporting(false);
        configuration.getRuntime().getExceptionHandling().addClass(RuleErrors.class);
        METHODS.forEach(
                (name, method) ->
                        configuration
                                .getCompiler()
                                .addPlugInSingleRowFunction(
                                        name, RuleFunctions.class.getName(), method));
        EventSchema.register(configuration);
        configuration
                .getCommon()
                .addEventType(Evaluator.BEGUN, new String[] {"n"}, new Object[] {Long.class});
        configuration
                .getCommon()
                .addEventType(Evaluator.ENDED, new String[] {"n"}, new Object[] {Long.class});
        return configuration;
    }
}

package io.tripline.correlation.engine;

import com.espertech.esper.common.client.configuration.Configuration;
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
                            Map.entry("rounded", "rounded"),
                            Map.entry("same", "same"),
                            Map.entry("speed_kmh", "speedKmh"),
                            Map.entry("starts_with", "startsWith"),
                            Map.entry("wildcard", "wildcard")));

    static final Set<String> NAMES = METHODS.keySet();

    private Functions() {}

    /** Event time only, no imports, our functions. */
    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        configuration.getCommon().getImports().clear();
        configuration.getCommon().getAnnotationImports().clear();
        configuration.getRuntime().getMetricsReporting().setEnableMetricsReporting(false);
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

package io.tripline.deploy.config;

import io.tripline.alerting.AlertingConfig;
import io.tripline.alerting.IncidentsConfig;
import io.tripline.alerting.OpenSearchConfig;
import io.tripline.alerting.RetentionConfig;
import io.tripline.alerting.Secret;
import io.tripline.alerting.mutes.CurrentMutes;
import io.tripline.contracts.Family;
import io.tripline.correlation.CorrelationConfig;
import io.tripline.ingest.IngestConfig;
import io.tripline.ingest.MappingFolder;
import io.tripline.ingest.enrich.Identities;
import io.tripline.ingest.enrich.IdentityFile;
import io.tripline.ingest.source.LogSource;
import io.tripline.ingest.source.MappingFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The configuration records of the modules, made from the settings; each refuses what it can't work with. */
public final class ModuleConfigs {
    private ModuleConfigs() {}

    /** What ingest is told. */
    public static IngestConfig ingest(Settings settings) {
        Map<Family, String> sources = new EnumMap<>(Family.class);
        settings.find(Keys.INGEST_SOURCE_AUTH).ifPresent(name -> sources.put(Family.AUTH, name));
        settings.find(Keys.INGEST_SOURCE_DEVICE)
                .ifPresent(name -> sources.put(Family.DEVICE, name));
        settings.find(Keys.INGEST_SOURCE_NETWORK)
                .ifPresent(name -> sources.put(Family.NETWORK, name));
        return new IngestConfig(
                settings.get(Keys.INGEST_MAX_RECORD_BYTES),
                settings.get(Keys.INGEST_TIMEZONE),
                sources,
                new HashSet<>(settings.find(Keys.INGEST_WITHOUT_ORIGINAL).orElse(List.of())),
                new IngestConfig.Timestamp(
                        settings.find(Keys.INGEST_MAX_FUTURE), settings.find(Keys.INGEST_MAX_AGE)),
                new IngestConfig.Geo(
                        settings.find(Keys.INGEST_GEO_CITY)
                                .or(() -> embedded(settings, "GeoLite2-City.mmdb")),
                        settings.find(Keys.INGEST_GEO_ASN)
                                .or(() -> embedded(settings, "GeoLite2-ASN.mmdb"))),
                new IngestConfig.Streams(
                        settings.get(Keys.INGEST_APPLICATION),
                        settings.get(Keys.INGEST_THREADS),
                        settings.get(Keys.INGEST_STATE)),
                settings.find(Keys.INGEST_MAPPINGS).map(ModuleConfigs::own).orElse(List.of()),
                settings.find(Keys.INGEST_IDENTITIES)
                        .map(ModuleConfigs::identities)
                        .orElse(Identities.NONE),
                settings.find(Keys.INGEST_IDENTITIES));
    }

    private static List<LogSource> own(Path mappings) {
        MappingFile.Result result = MappingFolder.read(mappings);
        if (!result.problems().isEmpty()) {
            throw new ConfigurationException(
                    result.problems().stream()
                            .map(problem -> "ingest.mappings: " + problem)
                            .toList());
        }
        return result.sources();
    }

    private static Identities identities(Path file) {
        return switch (IdentityFile.read(file)) {
            case IdentityFile.Result.Read(Identities identities) -> identities;
            case IdentityFile.Result.Refused(List<String> problems) ->
                    throw new ConfigurationException(
                            problems.stream()
                                    .map(problem -> "ingest.identities: " + problem)
                                    .toList());
        };
    }

    /** What correlation is told. */
    public static CorrelationConfig correlation(Settings settings) {
        return new CorrelationConfig(
                rules(settings),
                settings.get(Keys.CORRELATION_LATENESS),
                settings.get(Keys.CORRELATION_TIMER_GRACE),
                settings.get(Keys.CORRELATION_REVISE_WITHIN),
                settings.get(Keys.CORRELATION_EVENTS_PER_ENTITY),
                settings.get(Keys.CORRELATION_ENTITIES_PER_RULE),
                settings.get(Keys.CORRELATION_LIVE_ENTITIES),
                settings.get(Keys.CORRELATION_CACHED_EVENTS),
                new CorrelationConfig.Streams(
                        settings.get(Keys.CORRELATION_APPLICATION),
                        settings.get(Keys.INGEST_APPLICATION),
                        settings.get(Keys.CORRELATION_THREADS),
                        settings.get(Keys.CORRELATION_STATE),
                        settings.get(Keys.CORRELATION_COMMIT)));
    }

    /**
     * The folder of rules, for whoever reads it: a relative one starts at the working directory, or, where there is none, at
     * the project.
     */
    public static Path rules(Settings settings) {
        return rules(settings, home());
    }

    /** The same, where the project is known. */
    public static Path rules(Settings settings, Path home) {
        Path folder = settings.get(Keys.CORRELATION_RULES);
        return folder.isAbsolute() || Files.isDirectory(folder)
                ? folder
                : home.resolve(folder).normalize();
    }

    private static Path home() {
        return Path.of(System.getProperty("tripline.home", ".")).toAbsolutePath();
    }

    /** What alerting is told. */
    public static AlertingConfig alerting(Settings settings) {
        return new AlertingConfig(
                new OpenSearchConfig(
                        settings.get(Keys.OPENSEARCH_URL),
                        settings.find(Keys.OPENSEARCH_USER),
                        settings.find(Keys.OPENSEARCH_PASSWORD).map(Secret::of),
                        settings.find(Keys.OPENSEARCH_CA_FILE),
                        settings.find(Keys.OPENSEARCH_CERTIFICATE_FILE),
                        settings.find(Keys.OPENSEARCH_KEY_FILE),
                        settings.get(Keys.OPENSEARCH_CONNECT_TIMEOUT),
                        settings.get(Keys.OPENSEARCH_REQUEST_TIMEOUT),
                        settings.get(Keys.OPENSEARCH_SHARDS),
                        settings.get(Keys.OPENSEARCH_REPLICAS),
                        settings.get(Keys.OPENSEARCH_REFRESH),
                        settings.get(Keys.OPENSEARCH_BULK_DOCUMENTS),
                        settings.get(Keys.OPENSEARCH_BULK_BYTES),
                        settings.get(Keys.OPENSEARCH_FLUSH),
                        settings.get(Keys.OPENSEARCH_BULKS),
                        settings.get(Keys.OPENSEARCH_RETRY_FIRST),
                        settings.get(Keys.OPENSEARCH_RETRY_LONGEST)),
                new RetentionConfig(
                        settings.get(Keys.OPENSEARCH_ROLLOVER_AGE),
                        settings.get(Keys.OPENSEARCH_ROLLOVER_MEGABYTES),
                        settings.get(Keys.OPENSEARCH_RETENTION_EVENTS),
                        settings.get(Keys.OPENSEARCH_RETENTION_ALERTS),
                        settings.get(Keys.OPENSEARCH_RETENTION_INTERVAL)),
                new IncidentsConfig(
                        settings.get(Keys.INCIDENTS_WINDOW),
                        settings.get(Keys.INCIDENTS_SPAN),
                        // An alert may begin as long before the event that raises it, or nearly.
                        settings.get(Keys.CORRELATION_LATENESS)
                                .plus(settings.get(Keys.INCIDENTS_WINDOW)),
                        settings.get(Keys.INCIDENTS_HALF_LIFE),
                        settings.get(Keys.INCIDENTS_SHARED_ABOVE),
                        settings.get(Keys.INCIDENTS_SHARED_ACCOUNT_ABOVE),
                        settings.get(Keys.INCIDENTS_SHARED),
                        settings.find(Keys.INCIDENTS_CRITICAL).orElse(List.of()),
                        settings.get(Keys.INCIDENTS_MOST_ALERTS)),
                mutes(settings),
                settings.webhooks(),
                settings.get(Keys.ALERTING_GROUP_PREFIX));
    }

    private static Optional<Path> mutes(Settings settings) {
        Optional<Path> file = settings.find(Keys.ALERTING_MUTES);
        file.flatMap(CurrentMutes::problem)
                .ifPresent(
                        problem -> {
                            throw new IllegalArgumentException(problem);
                        });
        return file;
    }

    /** What the modules refuse, all of it. */
    static List<String> problems(Settings settings) {
        Set<String> problems = new LinkedHashSet<>();
        List<Function<Settings, Object>> modules =
                List.of(
                        ModuleConfigs::ingest,
                        ModuleConfigs::correlation,
                        ModuleConfigs::alerting,
                        ApiKeys::config);
        for (Function<Settings, Object> each : modules) {
            Optional<Settings> left = Optional.of(settings);
            while (left.isPresent()) {
                left = refused(each, left.get(), problems);
            }
        }
        return List.copyOf(problems);
    }

    /** A module tells its first problem only: it is noted, and what is left to look at lacks the keys it names. */
    private static Optional<Settings> refused(
            Function<Settings, Object> module, Settings settings, Set<String> problems) {
        List<String> told;
        try {
            Object accepted = module.apply(settings);
            assert accepted != null;
            return Optional.empty();
        } catch (ConfigurationException e) {
            told = e.problems();
        } catch (IllegalArgumentException e) {
            told = List.of(String.valueOf(e.getMessage()));
        }
        if (!problems.addAll(told)) {
            return Optional.empty();
        }
        if (told.getFirst().startsWith("webhooks.")) {
            return Optional.of(settings.withoutWebhooks());
        }
        Set<String> words = new HashSet<>();
        told.forEach(each -> words.addAll(List.of(each.split("[.,:]?( |$)", -1))));
        List<Key<?>> named = Keys.ALL.stream().filter(key -> words.contains(key.name())).toList();
        Settings left = settings;
        for (Key<?> key : named) {
            left = left.without(key);
        }
        return named.isEmpty() ? Optional.empty() : Optional.of(left);
    }

    private static Optional<Path> embedded(Settings settings, String database) {
        return Optional.of(
                        home().resolve(settings.get(Keys.EMBEDDED_DISTRIBUTION))
                                .resolve("opensearch/modules/ingest-geoip")
                                .resolve(database))
                .filter(Files::isReadable);
    }
}

package io.tripline.ingest.enrich;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Metadata;
import com.maxmind.db.Reader.FileMode;
import com.maxmind.geoip2.DatabaseReader;
import com.maxmind.geoip2.exception.GeoIp2Exception;
import com.maxmind.geoip2.model.AsnResponse;
import com.maxmind.geoip2.model.CityResponse;
import com.maxmind.geoip2.record.Subdivision;
import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.GeoPoint;
import io.tripline.contracts.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an address is and whose network it belongs to, from databases in MaxMind's format. They are copied and
 * the copies memory-mapped, so that whoever overwrites a file changes nothing under us. What a log source says itself about a place is better known and left alone.
 *
 * @see <a href="https://dev.maxmind.com/geoip/docs/databases/city-and-country/">GeoIP City</a>
 */
public final class GeoEnrichment implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GeoEnrichment.class);
    private static final List<Endpoint> ENDPOINTS = List.of(Endpoint.SOURCE, Endpoint.DESTINATION);

    private final @Nullable Database city;
    private final @Nullable Database asn;

    private GeoEnrichment(@Nullable Database city, @Nullable Database asn) {
        this.city = city;
        this.asn = asn;
    }

    /** Opens the databases that there are. */
    public static GeoEnrichment open(Optional<Path> city, Optional<Path> asn) {
        Database cities = open("ingest.geo.city", city.orElse(null));
        try {
            return new GeoEnrichment(cities, open("ingest.geo.asn", asn.orElse(null)));
        } catch (IllegalArgumentException e) {
            close(cities);
            throw e;
        }
    }

    /** Sets place and network of the event's source and destination, where their addresses are public and known. */
    public void enrich(EcsEvent.Builder event) {
        if (isPlaced(event, Endpoint.SOURCE)) {
            event.set(EcsField.TRIPLINE_GEO_SOURCE, "source");
        }
        for (Endpoint endpoint : ENDPOINTS) {
            String text = event.string(endpoint.ip());
            IpAddress address = text == null ? null : IpAddress.parse(text).orElse(null);
            if (address != null && address.isPublic()) {
                InetAddress inet = address.toInetAddress();
                place(event, endpoint, inet);
                network(event, endpoint, inet);
            }
        }
    }

    /** How often a database could not be read, for its damage, since it was opened. */
    public long failures() {
        return (city == null ? 0 : city.failures().get())
                + (asn == null ? 0 : asn.failures().get());
    }

    @Override
    public void close() {
        close(city);
        close(asn);
    }

    private void place(EcsEvent.Builder event, Endpoint endpoint, InetAddress address) {
        if (city == null || event.has(endpoint.location())) {
            return;
        }
        CityResponse found = city.city(address).orElse(null);
        if (found == null) {
            return;
        }
        String country = event.string(endpoint.countryIsoCode());
        if (country != null && !country.equalsIgnoreCase(found.country().isoCode())) {
            return;
        }
        boolean ours = !isPlaced(event, endpoint);
        GeoPoint point = point(found);
        Subdivision region = found.mostSpecificSubdivision();
        event.setIfAbsent(endpoint.continentCode(), found.continent().code())
                .setIfAbsent(endpoint.countryIsoCode(), found.country().isoCode())
                .setIfAbsent(endpoint.countryName(), found.country().names().get("en"))
                .setIfAbsent(endpoint.regionIsoCode(), regionCode(found, region))
                .setIfAbsent(endpoint.regionName(), region.names().get("en"))
                .setIfAbsent(endpoint.cityName(), found.city().names().get("en"))
                .set(endpoint.location(), point)
                .set(EcsField.TRIPLINE_ENRICHMENT_GEO, city.version());
        if (endpoint.equals(Endpoint.SOURCE)) {
            if (ours) {
                event.set(EcsField.TRIPLINE_GEO_SOURCE, "geoip");
            }
            Integer radius = found.location().accuracyRadius();
            if (point != null && radius != null) {
                event.setIfAbsent(EcsField.TRIPLINE_SOURCE_ACCURACY_KM, radius.doubleValue());
            }
        }
    }

    private void network(EcsEvent.Builder event, Endpoint endpoint, InetAddress address) {
        if (asn == null
                || (event.has(endpoint.asNumber()) && event.has(endpoint.asOrganizationName()))) {
            return;
        }
        AsnResponse found = asn.asn(address).orElse(null);
        if (found == null || found.autonomousSystemNumber() == null) {
            return;
        }
        // Some sources say the number alone, as Entra does: its name is worth having, if it is that
        // of the same network.
        Object number = event.value(endpoint.asNumber());
        if (number == null || number.equals(found.autonomousSystemNumber())) {
            event.set(endpoint.asNumber(), found.autonomousSystemNumber())
                    .setIfAbsent(
                            endpoint.asOrganizationName(), found.autonomousSystemOrganization())
                    .set(EcsField.TRIPLINE_ENRICHMENT_ASN, asn.version());
        }
    }

    private static boolean isPlaced(EcsEvent.Builder event, Endpoint endpoint) {
        return event.has(endpoint.location()) || event.has(endpoint.countryIsoCode());
    }

    private static @Nullable GeoPoint point(CityResponse found) {
        Double latitude = found.location().latitude();
        Double longitude = found.location().longitude();
        return latitude != null && longitude != null && GeoPoint.isValid(latitude, longitude)
                ? new GeoPoint(latitude, longitude)
                : null;
    }

    /** ISO 3166-2: the country's code before the region's. */
    private static @Nullable String regionCode(CityResponse found, Subdivision region) {
        return found.country().isoCode() == null || region.isoCode() == null
                ? null
                : found.country().isoCode() + "-" + region.isoCode();
    }

    private static @Nullable Database open(String key, @Nullable Path file) {
        if (file == null) {
            return null;
        }
        Path copy = null;
        try {
            copy = Files.createTempFile("tripline-geo", ".mmdb");
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            DatabaseReader reader =
                    new DatabaseReader.Builder(copy.toFile())
                            .fileMode(FileMode.MEMORY_MAPPED)
                            .withCache(new CHMCache())
                            .build();
            return new Database(key, reader, version(reader.metadata()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    key + " is no readable database in MaxMind's format: " + file, e);
        } finally {
            delete(copy);
        }
    }

    /** What is mapped stays until it is unmapped; without a name nobody else can change it. */
    private static void delete(@Nullable Path copy) {
        try {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", copy).log("A temporary file could not be deleted.");
        }
    }

    private static String version(Metadata metadata) {
        return metadata.databaseType()
                + " "
                + LocalDate.ofInstant(metadata.buildTime(), ZoneOffset.UTC);
    }

    private static void close(@Nullable Database database) {
        if (database != null) {
            database.close();
        }
    }

    /** An open database and the name of its edition, e.g. {@code GeoLite2-City 2019-04-16}. */
    private record Database(
            DatabaseReader reader,
            String version,
            Map<InetAddress, Optional<CityResponse>> cities,
            Map<InetAddress, Optional<AsnResponse>> networks,
            String key,
            AtomicLong failures) {
        /** Addresses repeat, and reading a city's entry costs as much as reading the record that names the address. */
        private static final int REMEMBERED = 2_048;

        Database(String key, DatabaseReader reader, String version) {
            this(
                    reader,
                    version,
                    new ConcurrentHashMap<>(),
                    new ConcurrentHashMap<>(),
                    key,
                    new AtomicLong());
        }

        Optional<CityResponse> city(InetAddress address) {
            return remembered(cities, address, this::readCity);
        }

        Optional<AsnResponse> asn(InetAddress address) {
            return remembered(networks, address, this::readAsn);
        }

        private static <T> Optional<T> remembered(
                Map<InetAddress, Optional<T>> memory,
                InetAddress address,
                Function<InetAddress, Optional<T>> read) {
            Optional<T> known = memory.get(address);
            if (known == null) {
                known = read.apply(address);
                if (memory.size() >= REMEMBERED) {
                    memory.clear();
                }
                memory.put(address, known);
            }
            return known;
        }

        private Optional<CityResponse> readCity(InetAddress address) {
            try {
                return reader.tryCity(address);
            } catch (IOException | RuntimeException e) {
                return failed(e);
            } catch (GeoIp2Exception e) {
                return Optional.empty();
            }
        }

        private Optional<AsnResponse> readAsn(InetAddress address) {
            try {
                return reader.tryAsn(address);
            } catch (IOException | RuntimeException e) {
                return failed(e);
            } catch (GeoIp2Exception e) {
                return Optional.empty();
            }
        }

        /** A damaged database costs events their places, not more. */
        private <T> Optional<T> failed(Exception e) {
            if (failures.getAndIncrement() == 0) {
                log.atError()
                        .addKeyValue("database", key)
                        .addKeyValue("exception", e.getClass().getName())
                        .log("A database is damaged; events stay without what it would tell.");
            }
            return Optional.empty();
        }

        void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException("A mapped database can be closed.", e);
            }
        }
    }
}

package io.tripline.ingest.enrich;

import io.tripline.contracts.EcsField;

/** One end of a connection, and the names of what an event says about it. */
record Endpoint(
        EcsField ip,
        EcsField location,
        EcsField cityName,
        EcsField continentCode,
        EcsField countryIsoCode,
        EcsField countryName,
        EcsField regionIsoCode,
        EcsField regionName,
        EcsField asNumber,
        EcsField asOrganizationName) {
    static final Endpoint SOURCE = named("source");
    static final Endpoint DESTINATION = named("destination");

    private static Endpoint named(String object) {
        return new Endpoint(
                field(object + ".ip"),
                field(object + ".geo.location"),
                field(object + ".geo.city_name"),
                field(object + ".geo.continent_code"),
                field(object + ".geo.country_iso_code"),
                field(object + ".geo.country_name"),
                field(object + ".geo.region_iso_code"),
                field(object + ".geo.region_name"),
                field(object + ".as.number"),
                field(object + ".as.organization.name"));
    }

    private static EcsField field(String name) {
        return EcsField.byName(name).orElseThrow();
    }
}

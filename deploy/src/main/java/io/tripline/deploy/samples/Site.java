package io.tripline.deploy.samples;

/**
 * A place from which people reach the Internet. The addresses are those of MaxMind's test databases, which also lie in
 * real ones; the coordinates are what the identity providers say about them.
 *
 * @param ip the address that the outside sees
 * @param lan the first three numbers of the addresses inside
 */
record Site(
        String ip,
        String lan,
        String city,
        String region,
        String country,
        String countryCode,
        double latitude,
        double longitude,
        long asNumber,
        String asOrganization,
        boolean isProxy) {

    static final Site LINKOPING =
            new Site(
                    "89.160.20.112",
                    "10.20.1",
                    "Linkoping",
                    "Ostergotland County",
                    "Sweden",
                    "SE",
                    58.4167,
                    15.6167,
                    29518,
                    "bredband2 ab",
                    false);

    static final Site LONDON =
            new Site(
                    "81.2.69.142",
                    "10.20.2",
                    "London",
                    "England",
                    "United Kingdom",
                    "GB",
                    51.5142,
                    -0.0931,
                    20712,
                    "andrews & arnold ltd",
                    false);

    /** Where one person works from home, far from the others. */
    static final Site MILTON =
            new Site(
                    "216.160.83.56",
                    "10.30.0",
                    "Milton",
                    "Washington",
                    "United States",
                    "US",
                    47.2513,
                    -122.3149,
                    209,
                    "centurylink communications, llc",
                    false);

    /** Where the always-on VPN of a provider in London lets its users out, wherever they are. */
    static final Site VPN =
            new Site(
                    "81.2.69.160",
                    "10.30.1",
                    "London",
                    "England",
                    "United Kingdom",
                    "GB",
                    51.5142,
                    -0.0931,
                    20712,
                    "andrews & arnold ltd",
                    true);

    /** What phones of the company's people come out of, all of Sweden over. */
    static final Site MOBILE =
            new Site(
                    "89.160.20.128",
                    "10.30.2",
                    "Linkoping",
                    "Ostergotland County",
                    "Sweden",
                    "SE",
                    58.4167,
                    15.6167,
                    29518,
                    "mobile operator ab",
                    false);

    /** The attacker's. */
    static final Site CHANGCHUN =
            new Site(
                    "175.16.199.1",
                    "",
                    "Changchun",
                    "Jilin Sheng",
                    "China",
                    "CN",
                    43.88,
                    125.3228,
                    4837,
                    "china unicom china169 backbone",
                    false);
}

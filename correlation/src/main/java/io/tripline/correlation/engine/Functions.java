package io.tripline.correlation.engine;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.GeoPoint;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule may call. Public because Esper's generated code calls it. */
public final class Functions {
    static final Set<String> NAMES = Set.of("distance_km", "vendor", "cidr", "equals_ignore_case");

    private static final double EARTH_RADIUS_KM = 6371.0088;

    private Functions() {}

    /** The great-circle distance; null if a place is unknown. */
    public static @Nullable Double distanceKm(@Nullable GeoPoint a, @Nullable GeoPoint b) {
        if (a == null || b == null) {
            return null;
        }
        double latitudes = Math.toRadians(b.latitude() - a.latitude());
        double longitudes = Math.toRadians(b.longitude() - a.longitude());
        double haversine =
                Math.pow(Math.sin(latitudes / 2), 2)
                        + Math.cos(Math.toRadians(a.latitude()))
                                * Math.cos(Math.toRadians(b.latitude()))
                                * Math.pow(Math.sin(longitudes / 2), 2);
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(haversine)));
    }

    /** A vendor's own field as text, e.g. {@code vendor(whole, 'winlog.logon.type')}; null if the event has none. */
    public static @Nullable String vendor(EcsEvent event, String name) {
        Object value = event.vendor();
        String rest = name;
        while (value instanceof Map<?, ?> map) {
            if (map.containsKey(rest)) {
                Object found = map.get(rest);
                return found == null ? null : found.toString();
            }
            int dot = rest.indexOf('.');
            if (dot < 0) {
                return null;
            }
            value = map.get(rest.substring(0, dot));
            rest = rest.substring(dot + 1);
        }
        return null;
    }

    /** Whether an address lies in a network such as {@code 10.0.0.0/8}; false if the address is unknown. */
    public static boolean cidr(@Nullable String address, String network) {
        return address != null && Network.parse(network).contains(address);
    }

    /** Whether two texts are the same but for case; false if one is unknown. */
    public static boolean equalsIgnoreCase(@Nullable String a, @Nullable String b) {
        return a != null && a.equalsIgnoreCase(b);
    }
}

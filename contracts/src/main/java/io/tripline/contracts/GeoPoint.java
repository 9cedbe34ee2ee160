package io.tripline.contracts;

/** A place on Earth in degrees (WGS 84). */
public record GeoPoint(double latitude, double longitude) {
    public GeoPoint {
        if (!isValid(latitude, longitude)) {
            throw new IllegalArgumentException(
                    "A place has a latitude in [-90, 90] and a longitude in [-180, 180].");
        }
    }

    /** Whether these are coordinates of a place: finite and in range. */
    public static boolean isValid(double latitude, double longitude) {
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    }
}

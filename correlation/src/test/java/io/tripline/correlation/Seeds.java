package io.tripline.correlation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The seeds of a property's cases: always the same few hundred, so that a red build is red again; and with {@code
 * -Dproperty.cases=5000} and {@code -Dproperty.first=1} as many others as somebody has time for.
 */
public final class Seeds {
    private Seeds() {}

    /**
     * The seeds of one property.
     *
     * @param cases how many, if not said otherwise
     */
    public static List<Integer> of(int cases) {
        int first = Integer.getInteger("property.first", 1);
        return IntStream.range(first, first + Integer.getInteger("property.cases", cases))
                .boxed()
                .toList();
    }
}

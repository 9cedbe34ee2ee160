package io.tripline.correlation.rule;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A block of addresses, or one address, as a person writes it.
 *
 * @param prefix what its addresses share
 * @param bits how many bits that is
 * @param length how many bits an address has
 */
record AddressBlock(BigInteger prefix, int bits, int length) {
    /** Empty if a text is none. */
    static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        // Java reads 172.16 as 172.0.0.16.
        boolean isAbridged =
                literal.indexOf(':') < 0 && literal.chars().filter(c -> c == '.').count() != 3;
        if (isAbridged
                || !literal.chars()
                        .allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0)) {
            return Optional.empty();
        }
        try {
            byte[] address = InetAddress.ofLiteral(literal).getAddress();
            int length = address.length * Byte.SIZE;
            int bits = slash < 0 ? length : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > length
                    ? Optional.empty()
                    : Optional.of(
                            new AddressBlock(
                                    new BigInteger(1, address).shiftRight(length - bits),
                                    bits,
                                    length));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isLong() {
        return length > Integer.SIZE;
    }

    /** Which part of all addresses blocks hold together; what several hold counts once. */
    static double share(List<AddressBlock> blocks) {
        List<AddressBlock> apart = new ArrayList<>();
        double share = 0;
        for (AddressBlock each :
                blocks.stream().sorted(Comparator.comparingInt(AddressBlock::bits)).toList()) {
            if (apart.stream().noneMatch(other -> other.holds(each))) {
                apart.add(each);
                share += each.share();
            }
        }
        return share;
    }

    private double share() {
        return Math.scalb(1.0, -bits);
    }

    private boolean holds(AddressBlock smaller) {
        return length == smaller.length
                && bits <= smaller.bits
                && smaller.prefix.shiftRight(smaller.bits - bits).equals(prefix);
    }
}

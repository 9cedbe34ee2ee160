package io.tripline.alerting;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A list of names as an operator writes it: whole, with {@code *} at the end, or a network of addresses. */
public final class Names {
    private final Set<String> whole = new HashSet<>();
    private final List<String> beginnings = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Network(byte[] address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address[i / 8] & mask) != (other[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * The names of this list.
     *
     * @throws IllegalArgumentException if one is a network that is none
     */
    public Names(List<String> names) {
        for (String each : names) {
            String name = each.strip().toLowerCase(Locale.ROOT);
            int slash = name.indexOf('/');
            if (slash > 0 && isAddress(name.substring(0, slash))) {
                networks.add(network(name, slash));
            } else if (name.endsWith("*")) {
                beginnings.add(name.substring(0, name.length() - 1));
            } else {
                whole.add(name);
            }
        }
    }

    private static Network network(String name, int slash) {
        byte[] address = InetAddress.ofLiteral(name.substring(0, slash)).getAddress();
        String bits = name.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > address.length * 8) {
            throw new IllegalArgumentException(name + " is no network, as 192.0.2.0/24 is.");
        }
        return new Network(address, Integer.parseInt(bits));
    }

    /** Whether a name, in lower case, is one of these. */
    public boolean hold(String name) {
        if (whole.contains(name) || beginnings.stream().anyMatch(name::startsWith)) {
            return true;
        }
        if (networks.isEmpty() || !isAddress(name)) {
            return false;
        }
        byte[] address = InetAddress.ofLiteral(name).getAddress();
        return networks.stream().anyMatch(each -> each.holds(address));
    }

    /** Whether the text is an address: asked before it is parsed, since a name must never be looked up. */
    public static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

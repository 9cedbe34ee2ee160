package io.tripline.alerting.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which addresses alerts may be posted to. It resolves a name once for every connection, and the connection goes
 * to what passed: no second look-up can lead elsewhere. Every address of a name must pass.
 */
public final class AddressGuard {
    /** How names become addresses: {@link InetAddress#getAllByName} in a service. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** What a name's addresses are to us. */
    enum Finding {
        ALLOWED,
        /** Private, loopback or otherwise not of the internet; allowed only where the operator says so. */
        PRIVATE,
        /** Link-local, or a cloud's metadata service, which gives out credentials: never, whoever says so. */
        FORBIDDEN,
        UNKNOWN_HOST
    }

    /** Where clouds give out credentials beside the link-local addresses: those lie among ones that may be allowed. */
    private static final Set<InetAddress> METADATA =
            Stream.of(
                            // Alibaba; Oracle; Azure.
                            "100.100.100.200",
                            "192.0.0.192",
                            "168.63.129.16",
                            // AWS: instances, pods; Google; Oracle.
                            "fd00:ec2::254",
                            "fd00:ec2::23",
                            "fd20:ce::254",
                            "fd00:c1::a9fe:a9fe")
                    .map(InetAddress::ofLiteral)
                    .collect(Collectors.toUnmodifiableSet());

    private static final byte[] NAT64 = HexFormat.of().parseHex("0064ff9b0000000000000000");

    /** The older form of an IPv4 address as an IPv6 one (RFC 4291, 2.5.5.1). */
    private static final byte[] COMPATIBLE = new byte[12];

    /** How a stateless translator writes an IPv4 address (RFC 2765, 2.1). */
    private static final byte[] TRANSLATED = HexFormat.of().parseHex("0000000000000000ffff0000");

    private static final byte[] LOCAL_NAT64 = HexFormat.of().parseHex("0064ff9b0001");
    private static final byte[] TEREDO = HexFormat.of().parseHex("20010000");

    private final Resolver resolver;
    private final boolean allowPrivate;

    AddressGuard(Resolver resolver, boolean allowPrivate) {
        this.resolver = resolver;
        this.allowPrivate = allowPrivate;
    }

    /**
     * What an operator should know of a host before anything is posted to it, if it is an address and no name: that it will
     * be refused.
     */
    public static Optional<String> refusal(String host, boolean allowPrivate) {
        InetAddress address;
        try {
            address =
                    host.equalsIgnoreCase("localhost")
                            ? InetAddress.getLoopbackAddress()
                            : InetAddress.ofLiteral(host.replaceAll("^\\[|]$", ""));
        } catch (IllegalArgumentException e) {
            // A name, which may lead anywhere by then.
            return Optional.empty();
        }
        return switch (new AddressGuard(_ -> new InetAddress[] {address}, allowPrivate)
                .check(host)) {
            case ALLOWED, UNKNOWN_HOST -> Optional.empty();
            case PRIVATE ->
                    Optional.of("leads to a private address, which needs allow-private: true.");
            case FORBIDDEN ->
                    Optional.of(
                            "leads to a link-local address or where clouds give out credentials: nothing is ever posted there.");
        };
    }

    /** An address that alerts may not be posted to. */
    static final class RefusedException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        RefusedException(String host, Finding finding) {
            super(host + " leads to a " + finding.name().toLowerCase(Locale.ROOT) + " address.");
        }
    }

    /**
     * The name's addresses, if all of them may be posted to.
     *
     * @throws RefusedException if one may not
     */
    InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        Finding worst = worst(addresses);
        return switch (worst) {
            case ALLOWED -> addresses;
            case PRIVATE, FORBIDDEN -> throw new RefusedException(host, worst);
            case UNKNOWN_HOST -> throw new UnknownHostException(host);
        };
    }

    /** The worst of what the name's addresses are to us. */
    Finding check(String host) {
        try {
            return worst(resolver.resolve(host));
        } catch (UnknownHostException e) {
            return Finding.UNKNOWN_HOST;
        }
    }

    private Finding worst(InetAddress[] addresses) {
        Finding worst = addresses.length == 0 ? Finding.UNKNOWN_HOST : Finding.ALLOWED;
        for (InetAddress each : addresses) {
            InetAddress address = embedded(each);
            if (isForbidden(address)
                    || localNat64(each).stream().anyMatch(AddressGuard::isForbidden)) {
                return Finding.FORBIDDEN;
            }
            if (!allowPrivate && isPrivate(address)) {
                worst = Finding.PRIVATE;
            }
        }
        return worst;
    }

    private static boolean isForbidden(InetAddress address) {
        return address.isLinkLocalAddress()
                || METADATA.contains(address)
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
    }

    private static boolean isPrivate(InetAddress address) {
        if (address.isLoopbackAddress() || address.isSiteLocalAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet4Address) {
            // "This network", carrier-grade NAT (RFC 6598), protocol assignments (RFC 6890),
            // benchmarking (RFC 2544), reserved.
            return first == 0
                    || (first == 100 && (second & 0xc0) == 64)
                    || (first == 192 && second == 0 && bytes[2] == 0)
                    || (first == 198 && (second & 0xfe) == 18)
                    || first >= 240;
        }
        // Unique local addresses (RFC 4193); what a network translates as it likes (RFC 8215), and
        // tunnels (RFC 4380), whose far end nobody here knows.
        return (first & 0xfe) == 0xfc
                || startsWith(bytes, LOCAL_NAT64)
                || startsWith(bytes, TEREDO);
    }

    /** The IPv4 address inside an IPv6 one that leads there by translation (NAT64, 6to4) or by its form; else the address itself. */
    private static InetAddress embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16) {
            return address;
        }
        try {
            boolean isOfItsOwn = address.isLoopbackAddress() || address.isAnyLocalAddress();
            if (startsWith(bytes, NAT64)
                    || startsWith(bytes, TRANSLATED)
                    || (startsWith(bytes, COMPATIBLE) && !isOfItsOwn)) {
                return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
            }
            if (bytes[0] == 0x20 && bytes[1] == 0x02) {
                return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 2, 6));
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address.", e);
        }
        return address;
    }

    /** The IPv4 addresses that a network's own translation may lead to, whose form only it knows: RFC 6052, 2.2, for /96 and /48. */
    private static List<InetAddress> localNat64(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16 || !startsWith(bytes, LOCAL_NAT64)) {
            return List.of();
        }
        try {
            return Stream.of(
                            InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16)),
                            InetAddress.getByAddress(
                                    new byte[] {bytes[6], bytes[7], bytes[9], bytes[10]}))
                    // Of the one form all is zero that the other fills.
                    .filter(each -> !each.isAnyLocalAddress())
                    .toList();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address.", e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}

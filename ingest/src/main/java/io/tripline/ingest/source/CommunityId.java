package io.tripline.ingest.source;

import io.tripline.contracts.IpAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The Community ID (version 1, seed 0) of a flow: the same text for both directions, whichever tool saw it.
 *
 * @see <a href="https://github.com/corelight/community-id-spec">Community ID flow hashing</a>
 */
final class CommunityId {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP_V6 = 58;
    private static final int SCTP = 132;

    /** Looking the algorithm up costs more than hashing a flow; a clone of a fresh digest does not. */
    private static final MessageDigest SHA_1 = fresh();

    private CommunityId() {}

    /**
     * The id, or null if an address is none or the two are not of one family.
     *
     * @param sourcePort for ICMP the type
     * @param destinationPort for ICMP the code, or the type of the answer as Zeek logs it
     */
    static @Nullable String of(
            int protocol,
            @Nullable String source,
            int sourcePort,
            @Nullable String destination,
            int destinationPort) {
        byte[] from = bytes(source);
        byte[] to = bytes(destination);
        if (from == null || to == null || from.length != to.length) {
            return null;
        }
        int low = sourcePort;
        int high = destinationPort;
        boolean oneWay = false;
        if (protocol == ICMP || protocol == ICMP_V6) {
            int answer = protocol == ICMP ? icmpAnswer(low) : icmpV6Answer(low);
            oneWay = answer < 0;
            high = oneWay ? high : answer;
        }
        int order = Arrays.compareUnsigned(from, to);
        if (!oneWay && (order > 0 || (order == 0 && low > high))) {
            byte[] address = from;
            from = to;
            to = address;
            int port = low;
            low = high;
            high = port;
        }
        ByteBuffer flow =
                ByteBuffer.allocate(40)
                        .putShort((short) 0)
                        .put(from)
                        .put(to)
                        .put((byte) protocol)
                        .put((byte) 0);
        if (hasPorts(protocol)) {
            flow.putShort((short) low).putShort((short) high);
        }
        return "1:" + Base64.getEncoder().encodeToString(sha1(flow.flip()));
    }

    private static boolean hasPorts(int protocol) {
        return switch (protocol) {
            case ICMP, TCP, UDP, ICMP_V6, SCTP -> true;
            default -> false;
        };
    }

    /** The type that answers an ICMP type, or -1. */
    private static int icmpAnswer(int type) {
        return switch (type) {
            case 0 -> 8;
            case 8 -> 0;
            case 9 -> 10;
            case 10 -> 9;
            case 13 -> 14;
            case 14 -> 13;
            case 15 -> 16;
            case 16 -> 15;
            case 17 -> 18;
            case 18 -> 17;
            default -> -1;
        };
    }

    /** The type that answers an ICMPv6 type, or -1. */
    private static int icmpV6Answer(int type) {
        return switch (type) {
            case 128 -> 129;
            case 129 -> 128;
            case 130 -> 131;
            case 131 -> 130;
            case 133 -> 134;
            case 134 -> 133;
            case 135 -> 136;
            case 136 -> 135;
            case 139 -> 140;
            case 140 -> 139;
            case 144 -> 145;
            case 145 -> 144;
            default -> -1;
        };
    }

    private static byte[] sha1(ByteBuffer bytes) {
        MessageDigest digest;
        try {
            digest = (MessageDigest) SHA_1.clone();
        } catch (CloneNotSupportedException e) {
            digest = fresh();
        }
        digest.update(bytes);
        return digest.digest();
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1.", e);
        }
    }

    private static byte @Nullable [] bytes(@Nullable String address) {
        return address == null ? null : IpAddress.parse(address).map(IpAddress::bytes).orElse(null);
    }
}

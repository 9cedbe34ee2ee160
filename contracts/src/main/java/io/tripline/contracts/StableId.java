package io.tripline.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ids that derive from content: 32 hex digits, the first half of a SHA-256. The parts are framed by their length, so
 * that ("ab", "c") and ("a", "bc") differ.
 */
public final class StableId {
    private static final int BYTES = 16;

    /** Looking the algorithm up costs more than hashing a line; a clone of a fresh digest does not. */
    private static final MessageDigest SHA_256 = sha256();

    private StableId() {}

    /** The id of these parts, in this order. */
    public static String of(String... parts) {
        byte[][] bytes = new byte[parts.length][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            length += Integer.BYTES + bytes[i].length;
        }
        ByteBuffer framed = ByteBuffer.allocate(length);
        for (byte[] part : bytes) {
            framed.putInt(part.length).put(part);
        }
        return HexFormat.of().formatHex(fresh().digest(framed.array()), 0, BYTES);
    }

    /** The id of an event whose source gives none: where its raw record lies, and its place within that record. */
    public static String ofOrigin(Origin origin, int index) {
        return of(
                origin.topic(),
                Integer.toString(origin.partition()),
                Long.toString(origin.offset()),
                Integer.toString(index));
    }

    private static MessageDigest fresh() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}

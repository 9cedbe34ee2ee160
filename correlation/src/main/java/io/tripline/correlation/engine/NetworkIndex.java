package io.tripline.correlation.engine;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Finds which of many networks hold an address, bit by bit. */
final class NetworkIndex {
    /** By length of addresses, so that the old and the new ones do not meet. */
    private final Node[] roots = {new Node(), new Node()};

    private static final class Node {
        private final BitSet numbers = new BitSet(0);
        private final @Nullable Node[] next = new Node[2];
    }

    void add(Network network, int number) {
        byte[] prefix = network.prefix();
        if (prefix.length == 0) {
            return;
        }
        Node node = root(prefix);
        for (int i = 0; i < network.length(); i++) {
            int bit = bit(prefix, i);
            Node next = node.next[bit];
            if (next == null) {
                next = new Node();
                node.next[bit] = next;
            }
            node = next;
        }
        node.numbers.set(number);
    }

    /** Adds the numbers of all networks that hold the address. */
    void find(String text, BitSet into) {
        byte[] address = Network.bytes(text);
        if (address.length == 0) {
            return;
        }
        Node node = root(address);
        for (int i = 0; node != null; i++) {
            into.or(node.numbers);
            node = i < address.length * Byte.SIZE ? node.next[bit(address, i)] : null;
        }
    }

    private Node root(byte[] address) {
        return roots[address.length == 4 ? 0 : 1];
    }

    private static int bit(byte[] address, int i) {
        return address[i / Byte.SIZE] >> (Byte.SIZE - 1 - i % Byte.SIZE) & 1;
    }
}

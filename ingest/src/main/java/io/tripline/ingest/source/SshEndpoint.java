package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import org.jspecify.annotations.Nullable;

/** Where the address and port stand in a line of sshd, found from the end of the line. */
final class SshEndpoint {
    private static final String PORT = " port ";
    private static final String PROTOCOL = " ssh2";

    /** Gone with OpenSSH 7.6. */
    private static final String FIRST_PROTOCOL = " ssh1";

    /** Who it is at the host that vouches for it, behind that host's key. */
    private static final String VOUCHED = ", client user \"";

    /**
     * How far from the line's end the protocol is looked for: beyond any certificate's id. It bounds the work for a line
     * made of nothing but protocols.
     */
    private static final int LONGEST_TAIL = 4096;

    private SshEndpoint() {}

    /**
     * An address and port.
     *
     * @param start where the words before it, its separator among them, end the rest of the line
     * @param after what follows the protocol: the key's type and fingerprint
     */
    record Found(int start, String address, @Nullable Long port, @Nullable String after) {
        void fill(EcsEvent.Builder event) {
            SshEndpoint.address(address, event);
            event.set(EcsField.SOURCE_PORT, port);
        }
    }

    /** {@code ... from IP port N ssh2[: key]}. */
    static @Nullable Found beforeProtocol(String message, String separator) {
        if (isHostBased(message)) {
            return beforeVoucher(message, separator);
        }
        if (message.endsWith(FIRST_PROTOCOL)) {
            return found(
                    message.substring(0, message.length() - FIRST_PROTOCOL.length()),
                    separator,
                    "");
        }
        int first = Math.max(0, message.length() - LONGEST_TAIL);
        for (int at = message.lastIndexOf(PROTOCOL);
                at > first;
                at = message.lastIndexOf(PROTOCOL, at - 1)) {
            String tail = message.substring(at + PROTOCOL.length());
            if (tail.isEmpty() || isFingerprint(tail) || isPrincipal(tail)) {
                return found(message.substring(0, at), separator, tail);
            }
        }
        // A certificate's tail holds its id, which is free text of whoever signed it, so here the
        // first place counts.
        for (int at = message.indexOf(PROTOCOL, first);
                at > 0;
                at = message.indexOf(PROTOCOL, at + 1)) {
            String tail = message.substring(at + PROTOCOL.length());
            if (isCertificate(tail)) {
                return found(message.substring(0, at), separator, tail);
            }
        }
        return atEnd(message, separator);
    }

    /** Whether another host vouches for the user: no other line ends with a quote. */
    static boolean isHostBased(String message) {
        return message.endsWith("\"") && message.contains(VOUCHED);
    }

    /**
     * {@code ... ssh2: TYPE FINGERPRINT, client user "NAME", client host "HOST"}. Both are the other side's text, as the
     * name in front is: only a line that has these words once says for sure where the address stands. Who is let in has an
     * account, and no blank in its name: there the first are the server's.
     */
    private static @Nullable Found beforeVoucher(String message, String separator) {
        int vouched = message.indexOf(VOUCHED);
        int at = message.lastIndexOf(PROTOCOL, vouched);
        boolean isSure = message.startsWith("Accepted ") || message.lastIndexOf(VOUCHED) == vouched;
        if (at < 0 || !isSure) {
            return null;
        }
        String tail = message.substring(at + PROTOCOL.length(), vouched);
        return isFingerprint(tail) ? found(message.substring(0, at), separator, tail) : null;
    }

    /** {@code ... from IP[ port N]} at the end of the text; the port may be missing in old versions. */
    static @Nullable Found atEnd(String text, String separator) {
        return found(text, separator, "");
    }

    private static @Nullable Found found(String text, String separator, String tail) {
        String addressed = text;
        Long port = null;
        int portAt = text.lastIndexOf(PORT);
        if (portAt > 0) {
            port = port(text.substring(portAt + PORT.length()));
            addressed = port == null ? text : text.substring(0, portAt);
        }
        int from = addressed.lastIndexOf(separator);
        if (from < 0) {
            return null;
        }
        String address = addressed.substring(from + separator.length());
        if (address.isEmpty() || address.indexOf(' ') >= 0) {
            return null;
        }
        if (port == null && IpAddress.canonical(address) == null && !address.equals("UNKNOWN")) {
            return null;
        }
        // With a bare space for a separator the word before may be missing: the verb's own space is
        // found.
        return new Found(from, address, port, tail.startsWith(": ") ? tail.substring(2) : null);
    }

    /** Sets the source of an event: an address, or a name where sshd or PAM looked one up. */
    static void address(String address, EcsEvent.Builder event) {
        String ip = IpAddress.canonical(address);
        event.set(EcsField.SOURCE_ADDRESS, address).set(EcsField.SOURCE_IP, ip);
        if (ip == null && !address.equals("UNKNOWN")) {
            event.set(EcsField.SOURCE_DOMAIN, address);
        }
    }

    /** A port, or null. */
    static @Nullable Long port(String text) {
        if (text.isEmpty() || text.length() > 5) {
            return null;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65_535 ? (Long) (long) port : null;
    }

    /** {@code : TYPE FINGERPRINT}, two words. */
    private static boolean isFingerprint(String tail) {
        int space = tail.indexOf(' ', 2);
        return tail.startsWith(": ")
                && space > 2
                && tail.indexOf(' ', space + 1) < 0
                && (tail.startsWith("SHA256:", space + 1) || tail.indexOf(':', space) > 0);
    }

    /** {@code : alice@EXAMPLE.COM}, the name that Kerberos has for who signs in; it has no blank. */
    private static boolean isPrincipal(String tail) {
        return tail.startsWith(": ") && tail.indexOf('@') > 2 && tail.indexOf(' ', 2) < 0;
    }

    private static boolean isCertificate(String tail) {
        int space = tail.indexOf(' ', 2);
        return tail.startsWith(": ")
                && space > 2
                && tail.startsWith("-CERT", space - 5)
                && tail.contains(" CA ");
    }
}

package io.tripline.deploy;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an address is this machine's: what is secret goes to no other one without TLS. */
public final class Loopback {
    /** As digits: {@code 127.0.0.1.example.com} is somebody else's. */
    private static final Pattern IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");

    private Loopback() {}

    /** By the host that is written; no name is looked up. */
    public static boolean isHostOf(URI address) {
        @Nullable String host = address.getHost();
        return host != null
                && (host.equals("localhost")
                        || host.equals("[::1]")
                        || IPV4.matcher(host).matches());
    }
}

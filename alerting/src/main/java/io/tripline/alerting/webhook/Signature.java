package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a delivery with every key of its destination, so that a receiver in the middle of a rotation knows one of them.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks</a>
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int PREFIX_LENGTH = "whsec_".length();

    private final List<SecretKeySpec> keys;

    Signature(List<Secret> secrets) {
        keys =
                secrets.stream()
                        .map(secret -> secret.reveal().substring(PREFIX_LENGTH))
                        .map(key -> new SecretKeySpec(Base64.getDecoder().decode(key), ALGORITHM))
                        .toList();
    }

    /** The value of the header {@code webhook-signature}. */
    String of(String id, Instant timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp.getEpochSecond() + ".").getBytes(UTF_8);
        return keys.stream()
                .map(key -> "v1," + hmac(key, head, body))
                .collect(Collectors.joining(" "));
    }

    private static String hmac(SecretKeySpec key, byte[] head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head);
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256.", e);
        }
    }
}

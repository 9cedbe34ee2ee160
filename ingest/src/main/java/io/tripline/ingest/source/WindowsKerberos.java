package io.tripline.ingest.source;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers in Kerberos events stand for. Each look-up gives null for a number that is not known.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4120#section-7.5.9">RFC 4120, 7.5.9: error codes</a>
 */
final class WindowsKerberos {
    private static final Map<Long, String> ERRORS =
            Map.ofEntries(
                    entry(0x1L, "KDC_ERR_NAME_EXP"),
                    entry(0x2L, "KDC_ERR_SERVICE_EXP"),
                    entry(0x3L, "KDC_ERR_BAD_PVNO"),
                    entry(0x6L, "KDC_ERR_C_PRINCIPAL_UNKNOWN"),
                    entry(0x7L, "KDC_ERR_S_PRINCIPAL_UNKNOWN"),
                    entry(0x8L, "KDC_ERR_PRINCIPAL_NOT_UNIQUE"),
                    entry(0x9L, "KDC_ERR_NULL_KEY"),
                    entry(0xBL, "KDC_ERR_NEVER_VALID"),
                    entry(0xCL, "KDC_ERR_POLICY"),
                    entry(0xDL, "KDC_ERR_BADOPTION"),
                    entry(0xEL, "KDC_ERR_ETYPE_NOSUPP"),
                    entry(0xFL, "KDC_ERR_SUMTYPE_NOSUPP"),
                    entry(0x10L, "KDC_ERR_PADATA_TYPE_NOSUPP"),
                    entry(0x12L, "KDC_ERR_CLIENT_REVOKED"),
                    entry(0x13L, "KDC_ERR_SERVICE_REVOKED"),
                    entry(0x14L, "KDC_ERR_TGT_REVOKED"),
                    entry(0x15L, "KDC_ERR_CLIENT_NOTYET"),
                    entry(0x16L, "KDC_ERR_SERVICE_NOTYET"),
                    entry(0x17L, "KDC_ERR_KEY_EXPIRED"),
                    entry(0x18L, "KDC_ERR_PREAUTH_FAILED"),
                    entry(0x19L, "KDC_ERR_PREAUTH_REQUIRED"),
                    entry(0x1BL, "KDC_ERR_MUST_USE_USER2USER"),
                    entry(0x1CL, "KDC_ERR_PATH_NOT_ACCEPTED"),
                    entry(0x1DL, "KDC_ERR_SVC_UNAVAILABLE"),
                    entry(0x1FL, "KRB_AP_ERR_BAD_INTEGRITY"),
                    entry(0x20L, "KRB_AP_ERR_TKT_EXPIRED"),
                    entry(0x21L, "KRB_AP_ERR_TKT_NYV"),
                    entry(0x22L, "KRB_AP_ERR_REPEAT"),
                    entry(0x23L, "KRB_AP_ERR_NOT_US"),
                    entry(0x24L, "KRB_AP_ERR_BADMATCH"),
                    entry(0x25L, "KRB_AP_ERR_SKEW"),
                    entry(0x28L, "KRB_AP_ERR_MSG_TYPE"),
                    entry(0x29L, "KRB_AP_ERR_MODIFIED"),
                    entry(0x34L, "KRB_ERR_RESPONSE_TOO_BIG"),
                    entry(0x3CL, "KRB_ERR_GENERIC"),
                    entry(0x3EL, "KDC_ERR_CLIENT_NOT_TRUSTED"),
                    entry(0x44L, "KDC_ERR_WRONG_REALM"));

    /** The same words as for NTSTATUS where Kerberos says the same, so that one rule reads both. */
    private static final Map<Long, String> REASONS =
            Map.of(
                    0x1L, "account expired",
                    0x6L, "no such user",
                    0x7L, "no such service",
                    0xCL, "account restriction",
                    0x12L, "account disabled, expired or locked out",
                    0x17L, "password expired",
                    0x18L, "wrong password",
                    0x25L, "clocks too far apart");

    private static final Map<Long, String> ENCRYPTION =
            Map.of(
                    0x1L, "DES-CBC-CRC",
                    0x3L, "DES-CBC-MD5",
                    0x11L, "AES128-CTS-HMAC-SHA1-96",
                    0x12L, "AES256-CTS-HMAC-SHA1-96",
                    0x17L, "RC4-HMAC",
                    0x18L, "RC4-HMAC-EXP");

    private WindowsKerberos() {}

    /** The name of a Kerberos error. */
    static @Nullable String error(@Nullable String text) {
        return WindowsCodes.named(ERRORS, text);
    }

    /** Why Kerberos refused, in words; the error's name where there are none. */
    static @Nullable String reason(@Nullable String text) {
        String reason = WindowsCodes.named(REASONS, text);
        return reason == null ? error(text) : reason;
    }

    /** The name of a Kerberos encryption type. */
    static @Nullable String encryption(@Nullable String text) {
        return WindowsCodes.named(ENCRYPTION, text);
    }
}

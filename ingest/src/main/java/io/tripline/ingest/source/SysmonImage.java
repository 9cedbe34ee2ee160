package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What Sysmon says of an executable image: its hashes, its version resource, its signature. */
final class SysmonImage {
    private static final int MAX_HASHES = 8;

    /** The hashes of one image, by the names that ECS has for them, in lower case as everybody compares them. */
    private record Hashes(
            @Nullable String md5,
            @Nullable String sha1,
            @Nullable String sha256,
            @Nullable String imphash) {
        /** {@code SHA1=...,MD5=...,SHA256=...,IMPHASH=...}, some or all; before version 10 the hash alone. */
        static Hashes of(@Nullable String text) {
            String md5 = null;
            String sha1 = null;
            String sha256 = null;
            String imphash = null;
            if (text != null) {
                for (String each : text.split("[,|]", MAX_HASHES)) {
                    int equals = each.indexOf('=');
                    String name = equals < 0 ? "" : each.substring(0, equals).strip();
                    String hash = hash(each.substring(equals + 1));
                    switch (name.toUpperCase(Locale.ROOT)) {
                        case "MD5" -> md5 = hash;
                        case "SHA1" -> sha1 = hash;
                        case "SHA256" -> sha256 = hash;
                        case "IMPHASH" -> imphash = hash;
                        default -> {}
                    }
                }
            }
            return new Hashes(md5, sha1, sha256, imphash);
        }

        /** All zeros is what Sysmon writes where there is nothing to hash. */
        private static @Nullable String hash(String text) {
            String hash = text.strip().toLowerCase(Locale.ROOT);
            boolean isHash =
                    hash.length() >= 32
                            && hash.length() <= 128
                            && hash.chars().allMatch(c -> Character.digit(c, 16) >= 0);
            return isHash && hash.chars().anyMatch(c -> c != '0') ? hash : null;
        }
    }

    private SysmonImage() {}

    static void process(EcsEvent.Builder event, WindowsEvent sysmon) {
        Hashes hashes = Hashes.of(sysmon.value("Hashes"));
        event.set(EcsField.PROCESS_HASH_MD5, hashes.md5())
                .set(EcsField.PROCESS_HASH_SHA1, hashes.sha1())
                .set(EcsField.PROCESS_HASH_SHA256, hashes.sha256())
                .set(EcsField.PROCESS_PE_IMPHASH, hashes.imphash())
                .set(EcsField.PROCESS_PE_COMPANY, sysmon.value("Company"))
                .set(EcsField.PROCESS_PE_DESCRIPTION, sysmon.value("Description"))
                .set(EcsField.PROCESS_PE_FILE_VERSION, sysmon.value("FileVersion"))
                .set(EcsField.PROCESS_PE_ORIGINAL_FILE_NAME, sysmon.value("OriginalFileName"))
                .set(EcsField.PROCESS_PE_PRODUCT, sysmon.value("Product"));
    }

    static void library(EcsEvent.Builder event, WindowsEvent sysmon) {
        Hashes hashes = Hashes.of(sysmon.value("Hashes"));
        event.set(EcsField.DLL_PATH, sysmon.value("ImageLoaded"))
                .set(EcsField.DLL_NAME, WindowsPaths.name(sysmon.value("ImageLoaded")))
                .set(EcsField.DLL_HASH_MD5, hashes.md5())
                .set(EcsField.DLL_HASH_SHA1, hashes.sha1())
                .set(EcsField.DLL_HASH_SHA256, hashes.sha256())
                .set(EcsField.DLL_PE_IMPHASH, hashes.imphash())
                .set(EcsField.DLL_PE_COMPANY, sysmon.value("Company"))
                .set(EcsField.DLL_PE_DESCRIPTION, sysmon.value("Description"))
                .set(EcsField.DLL_PE_FILE_VERSION, sysmon.value("FileVersion"))
                .set(EcsField.DLL_PE_ORIGINAL_FILE_NAME, sysmon.value("OriginalFileName"))
                .set(EcsField.DLL_PE_PRODUCT, sysmon.value("Product"))
                .set(EcsField.DLL_CODE_SIGNATURE_EXISTS, signed(sysmon))
                .set(EcsField.DLL_CODE_SIGNATURE_SUBJECT_NAME, sysmon.value("Signature"))
                .set(EcsField.DLL_CODE_SIGNATURE_STATUS, status(sysmon))
                .set(EcsField.DLL_CODE_SIGNATURE_VALID, valid(sysmon));
    }

    static void driver(EcsEvent.Builder event, WindowsEvent sysmon) {
        fileHashes(event, sysmon.value("Hashes"));
        event.set(EcsField.FILE_CODE_SIGNATURE_EXISTS, signed(sysmon))
                .set(EcsField.FILE_CODE_SIGNATURE_SUBJECT_NAME, sysmon.value("Signature"))
                .set(EcsField.FILE_CODE_SIGNATURE_STATUS, status(sysmon))
                .set(EcsField.FILE_CODE_SIGNATURE_VALID, valid(sysmon));
    }

    static void fileHashes(EcsEvent.Builder event, @Nullable String text) {
        Hashes hashes = Hashes.of(text);
        event.set(EcsField.FILE_HASH_MD5, hashes.md5())
                .set(EcsField.FILE_HASH_SHA1, hashes.sha1())
                .set(EcsField.FILE_HASH_SHA256, hashes.sha256())
                .set(EcsField.FILE_PE_IMPHASH, hashes.imphash());
    }

    private static @Nullable Boolean signed(WindowsEvent sysmon) {
        String signed = sysmon.value("Signed");
        return signed == null ? null : (Boolean) signed.equalsIgnoreCase("true");
    }

    private static @Nullable String status(WindowsEvent sysmon) {
        String status = sysmon.value("SignatureStatus");
        return "Unavailable".equalsIgnoreCase(status) ? null : status;
    }

    private static @Nullable Boolean valid(WindowsEvent sysmon) {
        String status = status(sysmon);
        return status == null ? null : (Boolean) status.equalsIgnoreCase("Valid");
    }
}

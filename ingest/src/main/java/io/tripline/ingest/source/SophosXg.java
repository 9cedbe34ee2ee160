package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Sophos Firewall (SFOS, XG) means by its types, components and subtypes.
 *
 * @see <a href="https://docs.sophos.com/nsg/sophos-firewall/20.0/PDF/SFOS%2020.0%20Syslog%20Guide.pdf">SFOS syslog guide</a>
 */
final class SophosXg {
    private static final Map<String, String> COMMON =
            Map.of(
                    "fw_rule_name", "policy",
                    "in_interface", "deviceInboundInterface",
                    "out_interface", "deviceOutboundInterface",
                    "tran_dst_ip", "destinationTranslatedAddress",
                    "tran_dst_port", "destinationTranslatedPort",
                    "tran_src_ip", "sourceTranslatedAddress",
                    "tran_src_port", "sourceTranslatedPort");

    private SophosXg() {}

    static boolean isOne(KeyValues log) {
        return log.has("log_type") && log.has("log_component");
    }

    /** Its own names of what others have, by the names that many share. */
    static KeyValues renamed(KeyValues log) {
        if (!isOne(log)) {
            return log;
        }
        Map<String, String> named = new LinkedHashMap<>();
        log.values()
                .forEach(
                        (name, value) -> {
                            boolean isNone = value.equals("0") && name.startsWith("tran_");
                            if (!isNone) {
                                named.putIfAbsent(COMMON.getOrDefault(name, name), value);
                            }
                        });
        return new KeyValues(named);
    }

    static void describe(EcsEvent.Builder event, KeyValues log) {
        String subtype = log.or("log_subtype", "");
        switch (log.or("log_type", "")) {
            case "Event" -> happened(event, log, subtype);
            case "Anti-Virus", "ATP", "Sandbox", "Sandstorm", "IDP" -> {
                boolean isClean =
                        switch (subtype) {
                            case "Allowed", "Clean" -> true;
                            default -> false;
                        };
                boolean isDetected = subtype.equals("Detect") || subtype.equals("Alert");
                boolean isIntrusion = log.or("log_type", "").equals("IDP");
                if (!isClean) {
                    event.set(EcsField.EVENT_KIND, "alert")
                            .set(
                                    EcsField.EVENT_CATEGORY,
                                    List.of(
                                            isIntrusion ? "intrusion_detection" : "malware",
                                            "network"))
                            .set(
                                    EcsField.EVENT_TYPE,
                                    List.of("info", isDetected ? "allowed" : "denied"))
                            .set(
                                    EcsField.RULE_NAME,
                                    log.text("virus", "threatname", "signature_msg", "message"))
                            .set(EcsField.RULE_ID, log.text("signature_id"));
                }
            }
            case "Anti-Spam" -> {
                event.set(EcsField.EVENT_CATEGORY, "email").set(EcsField.EVENT_TYPE, "info");
            }
            case "Content Filtering" ->
                    event.set(EcsField.HTTP_RESPONSE_STATUS_CODE, log.number("status_code"))
                            .set(EcsField.DESTINATION_DOMAIN, log.text("domain"));
            case "Firewall" -> {
                switch (log.or("connevent", "")) {
                    case "Start" -> event.add(EcsField.EVENT_TYPE, "start");
                    case "Stop" -> event.add(EcsField.EVENT_TYPE, "end");
                    default -> {}
                }
                event.set(EcsField.RULE_ID, log.text("fw_rule_id"));
            }
            default -> {}
        }
        IpEndpoint.source(event, event.has(EcsField.SOURCE_IP) ? null : log.text("remote_ip"));
        event.setIfAbsent(EcsField.EVENT_ACTION, subtype.toLowerCase(Locale.ROOT))
                .set(EcsField.EMAIL_SENDER_ADDRESS, log.text("from_email_address", "sender"))
                .set(EcsField.EMAIL_SUBJECT, log.text("email_subject", "subject"))
                .add(EcsField.EMAIL_TO_ADDRESS, log.text("to_email_address", "recipient"));
    }

    /** Sign-ins to the firewall and through it, and what administrators did: what it was stands in a sentence of the device's own. */
    private static void happened(EcsEvent.Builder event, KeyValues log, String subtype) {
        String status = log.or("status", "");
        Boolean succeeded =
                switch (status) {
                    case "Successful" -> Boolean.TRUE;
                    case "Failed" -> Boolean.FALSE;
                    default -> null;
                };
        String told = withoutName(log);
        // Where a name is not known, it stands in the sentence alone.
        boolean failed = Boolean.FALSE.equals(succeeded);
        switch (subtype) {
            case "Authentication" -> {
                if (!failed && (told.contains("logged out") || told.contains("was disconnected"))) {
                    ended(event);
                } else {
                    Flow.signIn(event, succeeded);
                }
                event.set(EcsField.USER_GROUP_NAME, log.text("usergroupname"));
            }
            case "Admin" -> {
                if (!failed && told.contains(" logged out ")) {
                    ended(event);
                } else if (told.contains(" login ") || told.contains(" logged in ")) {
                    Flow.signIn(event, succeeded);
                } else {
                    event.set(EcsField.EVENT_CATEGORY, "configuration")
                            .set(EcsField.EVENT_TYPE, type(told))
                            .set(
                                    EcsField.EVENT_OUTCOME,
                                    succeeded == null ? null : Flow.outcome(succeeded));
                }
            }
            default -> {
                if (log.or("log_component", "").equals("SSL VPN")) {
                    switch (status) {
                        case "Established" -> Flow.session(event, "start");
                        case "Terminated" -> Flow.session(event, "end");
                        default -> {}
                    }
                } else {
                    event.set(EcsField.EVENT_CATEGORY, "host").set(EcsField.EVENT_TYPE, "info");
                }
            }
        }
    }

    private static void ended(EcsEvent.Builder event) {
        event.set(EcsField.EVENT_CATEGORY, "session").set(EcsField.EVENT_TYPE, "end");
    }

    private static String type(String told) {
        return told.contains(" added ") || told.contains(" created ")
                ? "creation"
                : told.contains(" deleted ") || told.contains(" removed ") ? "deletion" : "change";
    }

    /** The sentence without the name, which whoever signs in has typed. */
    private static String withoutName(KeyValues log) {
        String told = log.or("message", "");
        String name = log.or("user_name", "");
        int at = told.indexOf(name);
        return at < 0 ? told : told.substring(0, at) + told.substring(at + name.length());
    }
}

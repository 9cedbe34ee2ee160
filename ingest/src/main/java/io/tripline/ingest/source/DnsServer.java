package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What name servers log of questions and answers: BIND, unbound, dnsmasq and Pi-hole, which is made of it.
 *
 * @see <a href="https://bind9.readthedocs.io/en/latest/reference.html#namedconf-statement-logging">BIND: logging</a>
 * @see <a href="https://unbound.docs.nlnetlabs.nl/en/latest/manpages/unbound.conf.html">unbound.conf: log-queries,
 *     log-replies</a>
 * @see <a href="https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html">dnsmasq: log-queries</a>
 */
public final class DnsServer implements LogSource {
    private static final Set<String> PROGRAMS =
            Set.of("named", "unbound", "dnsmasq", "dnsmasq-dhcp", "pihole-FTL");

    @Override
    public String name() {
        return "dns.server";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        if (raw.shipped().program().isPresent()) {
            return PROGRAMS.contains(raw.shipped().program().get());
        }
        String text = raw.text();
        if (raw.json().isPresent()) {
            return false;
        }
        if ((text.contains("dnsmasq") || text.contains("named") || text.contains("unbound"))
                && (OwnFile.unbound(raw) != null
                        || SyslogHeader.of(raw)
                                .filter(header -> isFrom(header) || isUnboundsFile(header))
                                .isPresent())) {
            return true;
        }
        OwnFile file = OwnFile.bind(raw);
        return file != null && (file.text().contains("client ") || OwnFile.isBind(file.text()));
    }

    /** With its time as text, its file reads like syslog, but has two numbers in the brackets. */
    private static boolean isUnboundsFile(SyslogHeader header) {
        return header.program() == null && header.message().startsWith("unbound[");
    }

    private static boolean isFrom(SyslogHeader header) {
        return header.program() != null && PROGRAMS.contains(header.program());
    }

    @Override
    public boolean isWrittenOnItsHost() {
        return true;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        SyslogHeader header = SyslogHeader.ofDevice(raw);
        OwnFile bind = OwnFile.bind(raw);
        OwnFile file = bind == null ? OwnFile.unbound(raw) : bind;
        Instant time = file == null ? header.time() : file.time();
        if (time == null) {
            return new Normalized.Rejected(
                    RejectedReason.INVALID_TIMESTAMP, "The line's time is no time.");
        }
        String text = file == null ? header.message() : file.text();
        String program = Optional.ofNullable(header.program()).orElse("");
        if (bind != null) {
            program = "named";
        } else if (program.isEmpty() && text.startsWith("unbound[")) {
            program = "unbound";
            text = text.substring(text.indexOf(' ') + 1);
        }
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.TIMESTAMP, time)
                        .set(EcsField.EVENT_KIND, "event")
                        .set(EcsField.EVENT_DATASET, name())
                        .set(EcsField.EVENT_CATEGORY, "network")
                        .set(EcsField.EVENT_TYPE, "info")
                        .set(EcsField.EVENT_ACTION, "dns-message")
                        .set(EcsField.EVENT_PROVIDER, program.isEmpty() ? null : program)
                        .set(EcsField.MESSAGE, text)
                        .set(EcsField.NETWORK_PROTOCOL, "dns");
        // With a time in ISO 8601, BIND's file looks like syslog.
        if (bind == null) {
            event.set(EcsField.HOST_NAME, header.host()).set(EcsField.HOST_HOSTNAME, header.host());
            SyslogFields.set(event, header);
        }
        switch (program) {
            case "dnsmasq", "pihole-FTL" -> DnsmasqMessages.describe(event, text);
            case "dnsmasq-dhcp" -> DnsmasqMessages.leased(event, text);
            case "unbound" -> UnboundMessages.describe(event, text);
            default -> BindMessages.describe(event, text);
        }
        return new Normalized.Parsed(event);
    }
}

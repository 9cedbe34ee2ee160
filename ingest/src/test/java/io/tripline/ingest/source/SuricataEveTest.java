package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuricataEveTest {
    /** Those of Suricata 5 to 8 but the two about Suricata itself. */
    @Test
    void every_type_of_event_has_a_fixture() throws IOException {
        Set<String> types = new HashSet<>();
        SuricataEve source = new SuricataEve();
        for (RawRecord raw : SourceFixtures.all(source)) {
            if (source.normalize(raw) instanceof Normalized.Parsed(EcsEvent.Builder event)) {
                types.add(String.valueOf(event.string(EcsField.EVENT_ACTION)));
            }
        }

        assertThat(types)
                .contains(
                        ("alert anomaly arp bittorrent_dht dcerpc dhcp dnp3 dns drop email enip fileinfo flow ftp"
                                        + " ftp_data http http2 ike ikev2 krb5 ldap mdns metadata modbus mqtt"
                                        + " netflow nfs packetinfo pgsql pop3 quic rdp rfb sip smb smtp snmp ssh"
                                        + " tftp tls websocket")
                                .split(" ", -1));
    }
}

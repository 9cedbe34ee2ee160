package io.tripline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tripline.contracts.EcsJson;
import io.tripline.contracts.Family;
import io.tripline.contracts.Origin;
import io.tripline.ingest.enrich.GeoEnrichment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From raw bytes to the event's bytes, per record, recognition of the source included: over the records of a source's
 * fixtures in turn. With GeoIP where {@code -Dtripline.geoip} names the folder of the databases.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class NormalizeBenchmark {
    private static final Instant RECEIVED = Instant.parse("2026-03-02T12:00:00Z");
    private static final Origin ORIGIN = new Origin("logs.auth", 0, 4711);

    /** Every log source, as its fixtures are called: {@code BenchmarksTest} holds the list whole. */
    @Param({
        "auth0.logs",
        "aws.cloudtrail",
        "azure.activity",
        "bitwarden.events",
        "cef.events",
        "cisco.asa",
        "crowdstrike.events",
        "crowdstrike.fdr",
        "defender.hunting",
        "dhcp.server",
        "dns.server",
        "duo.log",
        "ecs",
        "entra.activity",
        "entra.audit",
        "entra.provisioning",
        "entra.risk",
        "entra.signin",
        "fortinet.fortigate",
        "gcp.audit",
        "github.audit",
        "google_workspace.activity",
        "graph.alerts",
        "intune.events",
        "jamf.pro",
        "jumpcloud.directory",
        "keycloak.events",
        "keyvalue.lines",
        "lastpass.events",
        "leef.events",
        "linux.audit",
        "linux.auth",
        "linux.netfilter",
        "linux.syslog",
        "linux.sysmon",
        "microsoft365.audit",
        "okta.system",
        "onepassword.events",
        "openvpn.server",
        "osquery.results",
        "paloalto.panos",
        "pf.filterlog",
        "pingone.audit",
        "santa.log",
        "sentinelone.threats",
        "squid.access",
        "suricata.eve",
        "tailscale.audit",
        "tailscale.network",
        "vault.audit",
        "wazuh.alerts",
        "web.access",
        "web.error",
        "windows.defender",
        "windows.dns",
        "windows.events",
        "windows.powershell",
        "windows.security",
        "windows.sysmon",
        "windows.system",
        "wireguard.kernel",
        "zeek.conn",
        "zeek.logs",
        "zeek.ssh",
        "zeek.tsv"
    })
    public String source = "";

    private final List<byte[]> records = new ArrayList<>();
    private Normalizer normalizer =
            new Normalizer(
                    IngestConfig.defaults(),
                    GeoEnrichment.open(Optional.empty(), Optional.empty()),
                    InstantSource.fixed(RECEIVED));
    private int next;

    /** Reads the fixtures that become events. */
    @Setup
    public void read() throws IOException {
        String geo = System.getProperty("tripline.geoip", "");
        if (!geo.isEmpty()) {
            normalizer =
                    new Normalizer(
                            IngestConfig.defaults(),
                            GeoEnrichment.open(
                                    Optional.of(Path.of(geo, "GeoLite2-City.mmdb")),
                                    Optional.of(Path.of(geo, "GeoLite2-ASN.mmdb"))),
                            InstantSource.fixed(RECEIVED));
        }
        Path fixtures =
                Path.of(System.getProperty("tripline.fixtures", "src/test/resources/fixtures"));
        for (JsonNode fixture :
                new ObjectMapper(new YAMLFactory())
                        .readTree(fixtures.resolve(source + ".yml").toFile())) {
            JsonNode raw = fixture.path("raw");
            byte[] value = (raw.isTextual() ? raw.asText() : raw.toString()).getBytes(UTF_8);
            if (fixture.path("recognized").asBoolean(true) && fixture.has("event")) {
                records.add(value);
            }
        }
    }

    /** One record. */
    @Benchmark
    public void normalize(Blackhole sink) {
        byte[] record = records.get(next);
        next = next + 1 == records.size() ? 0 : next + 1;
        for (Outcome outcome :
                normalizer.normalize(RawInput.of(record, Family.AUTH, RECEIVED, ORIGIN))) {
            if (outcome instanceof Outcome.Event event) {
                sink.consume(EcsJson.write(event.event()));
            }
        }
    }
}

package io.tripline.ingest.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The log sources there are, in the order in which they are asked whether they recognize a record. */
public final class Sources {
    private static final List<WindowsLog> WINDOWS =
            List.of(
                    new WindowsSecurity(),
                    new WindowsSysmon(),
                    new WindowsPowerShell(),
                    new WindowsSystem(),
                    new WindowsDefender());

    private static final List<LogSource> OTHERS =
            List.of(
                    new WindowsEvents(WINDOWS),
                    new OktaSystemLog(),
                    new EntraSignIn(),
                    new EntraAudit(),
                    new EntraRisk(),
                    new EntraProvisioning(),
                    new Microsoft365Audit(),
                    new AwsCloudTrail(),
                    new GoogleWorkspace(),
                    new DuoSecurity(),
                    new GitHubAudit(),
                    new SuricataEve(),
                    new ZeekConn(),
                    new ZeekSsh(),
                    new ZeekLogs(),
                    new ZeekTsv(),
                    // Before all whose marks strangers may write into their lines.
                    new LinuxAudit(),
                    new WebAccess(),
                    new FortiGate(),
                    new PanOs(),
                    new CiscoAsa(),
                    new Filterlog(),
                    new Netfilter(),
                    new WireGuard(),
                    new OpenVpn(),
                    new DnsServer(),
                    new DhcpServer(),
                    new WindowsDnsLog(),
                    new Santa(),
                    new LinuxSysmon(),
                    new WebError(),
                    new Squid(),
                    new DefenderHunting(),
                    new CrowdStrikeFdr(),
                    new TailscaleFlows(),
                    new EntraApiActivity(MappingFile.builtIn("entra.activity")),
                    new Reshaped(
                            new IntuneEvents(MappingFile.builtIn("intune.events")),
                            new IntuneGraphAudit()),
                    new GraphAlerts(MappingFile.builtIn("graph.alerts")),
                    new Reshaped(
                            new Auth0Logs(MappingFile.builtIn("auth0.logs")), new Auth0Entry()),
                    new Reshaped(
                            new KeycloakEvents(MappingFile.builtIn("keycloak.events")),
                            new KeycloakLine()),
                    MappingFile.builtIn("onepassword.events"),
                    MappingFile.builtIn("bitwarden.events"),
                    MappingFile.builtIn("jumpcloud.directory"),
                    new GcpAudit(MappingFile.builtIn("gcp.audit")),
                    new Reshaped(
                            new AzureActivity(MappingFile.builtIn("azure.activity")),
                            new AzureRestActivity()),
                    new WazuhAlerts(MappingFile.builtIn("wazuh.alerts")),
                    new VaultAudit(MappingFile.builtIn("vault.audit")),
                    new Reshaped(
                            new Reshaped(
                                    new CrowdStrikeEvents(
                                            MappingFile.builtIn("crowdstrike.events")),
                                    new CrowdStrikeExternal()),
                            new CrowdStrikeAlert()),
                    MappingFile.builtIn("pingone.audit"),
                    new LastPassEvents(MappingFile.builtIn("lastpass.events")),
                    Reshaped.builtIn("tailscale.audit", new TailscaleStreamed()),
                    MappingFile.builtIn("osquery.results"),
                    Reshaped.builtIn("jamf.pro", new JamfLog()),
                    new Reshaped(
                            new SentinelOneThreats(MappingFile.builtIn("sentinelone.threats")),
                            new SentinelOneStar()),
                    new CommonEvent(),
                    new Leef(),
                    new KeyValueLines(),
                    new LinuxAuth(),
                    // Last: what is ECS already may come from anywhere.
                    new EcsPassthrough());

    private static final List<LogSource> SPECIFIC =
            Stream.concat(WINDOWS.stream(), OTHERS.stream()).toList();

    private static final Recognition KNOWN = new Recognition(SPECIFIC);

    private static final List<LogSource> ALL =
            Stream.concat(
                            SPECIFIC.stream(),
                            Stream.of(new SyslogLines(raw -> KNOWN.recognizing(raw).isPresent())))
                    .toList();

    private static final Recognition RECOGNITION = new Recognition(ALL);

    private static final Map<String, LogSource> BY_NAME =
            ALL.stream()
                    .collect(Collectors.toUnmodifiableMap(LogSource::name, Function.identity()));

    private Sources() {}

    /** All of them. */
    public static List<LogSource> all() {
        return ALL;
    }

    /** The source of this name. */
    public static Optional<LogSource> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The first source that recognizes the record. */
    public static Optional<LogSource> recognizing(RawRecord raw) {
        return RECOGNITION.recognizing(raw);
    }
}

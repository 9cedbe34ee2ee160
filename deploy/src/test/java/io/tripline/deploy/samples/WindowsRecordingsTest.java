package io.tripline.deploy.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tripline.contracts.Alert;
import io.tripline.contracts.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole pack on recordings of real attacks in a laboratory (OTRF Security-Datasets), which are no part of this
 * project: skipped where they are not. What is expected of each is in docs/detection-quality.md.
 *
 * @see <a href="https://github.com/OTRF/Security-Datasets">Security-Datasets</a>
 */
class WindowsRecordingsTest {
    /** Names the folder with the recordings, {@code NAME.ndjson.gz} in Winlogbeat's form. */
    private static final String FOLDER = "WINDOWS_RECORDINGS";

    /** Where they lie beside the project where it is developed. */
    private static final String BESIDE = "../../shared/data/windows";

    /** The laboratories clear their logs before they record, which is not the attack. */
    private static final Set<String> OF_THE_LABORATORY = Set.of("audit-log-cleared");

    @ParameterizedTest
    @CsvSource({
        "covenant_copy_smb_CreateRequest,              admin-share-program-copied",
        "covenant_dcom_registerxll,                    remote-process",
        "covenant_psremoting_command,                  lsass-memory-read remote-process",
        "covenant_sharpsc_create_dcerpc_smb_svcctl,    remote-service-creation",
        "covenant_sharpwmi_create_dcerpc_wmi,          remote-process",
        "empire_over_pth_patch_lsass,                  lsass-memory-read pass-the-hash",
        "empire_psexec_dcerpc_tcp_svcctl,              remote-service-creation",
        "schtask_create,                               remote-scheduled-task",
        "cmd_netsh_fw_mod_open_ports,                  ''",
        "cmd_stop_event_logging_controlset_minint_key, logging-or-protection-stopped",
        "empire_launcher_sct_regsvr32,                 ''",
        "empire_monologue_netntlm_downgrade,           ''",
        "empire_psinject_PEinjection,                  ''",
        "empire_schtasks_creation_standard_user,       ''",
        "empire_shell_rubeus_asktgt_createnetonly,     pass-the-hash",
        "empire_uac_shellapi_fodhelper,                ''",
        "psh_python_webserver,                         ''",
        "psh_register_cimprovider_execute_dll,         ''",
    })
    void aRecordingRaisesItsAlertsAndNoOthers(String name, String rules) throws IOException {
        Path folder = Path.of(System.getenv().getOrDefault(FOLDER, BESIDE));
        assumeTrue(
                Files.isDirectory(folder),
                "Skipped: no recordings of Windows hosts; " + FOLDER + " may name their folder.");
        try (Pack pack = new Pack(Instant.parse("2026-03-02T00:00:00Z"));
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(
                                                Files.newInputStream(
                                                        folder.resolve(name + ".ndjson.gz"))),
                                        StandardCharsets.UTF_8))) {
            lines.lines()
                    .forEach(
                            line ->
                                    pack.accept(
                                            line.getBytes(StandardCharsets.UTF_8),
                                            Topics.LOGS_DEVICE,
                                            Instant.parse("2026-03-02T00:00:00Z")));

            Set<String> told =
                    pack.alerts().stream()
                            .map(Alert::rule)
                            .map(rule -> rule.id())
                            .filter(id -> !OF_THE_LABORATORY.contains(id))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(String.join(" ", told)).as("%d events", pack.events()).isEqualTo(rules);
        }
    }
}

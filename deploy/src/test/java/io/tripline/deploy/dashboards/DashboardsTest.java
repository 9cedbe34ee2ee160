package io.tripline.deploy.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards that we ship. If one fails: run it with {@code -Ddashboards.update=true}, then read the diff. */
final class DashboardsTest {
    private static final Path PROJECT = Path.of(System.getProperty("tripline.project"));
    private static final Path DIRECTORY = PROJECT.resolve("deploy").resolve("dashboards");

    static List<Dashboard> dashboards() {
        return DashboardSource.read(DIRECTORY).dashboards();
    }

    @Test
    void theExportIsWhatTheSourceSays() throws IOException {
        assertHolds(
                DIRECTORY.resolve(DashboardSource.EXPORT),
                DashboardSource.read(DIRECTORY).export());
    }

    @Test
    void theExportBreaksNoRuleOfDashboards() {
        String export = DashboardSource.read(DIRECTORY).export();

        assertThat(Validator.problems(export, FieldCatalogue.ofMappings())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void thePictureInTheDocumentsIsThatOfTheSource(Dashboard dashboard) throws IOException {
        assertHolds(
                PROJECT.resolve("docs").resolve("dashboards").resolve(dashboard.name() + ".svg"),
                Picture.svg(dashboard));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void theDocumentTellsOfEveryDashboard(Dashboard dashboard) throws IOException {
        assertThat(Files.readString(PROJECT.resolve("docs").resolve("dashboards.md")))
                .contains("dashboards/" + dashboard.name() + ".svg")
                .contains(dashboard.description());
    }

    /** Friday's alert that nobody acknowledged is Monday's first work. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void whatIsOpenIsShownHoweverOldItIs(Dashboard dashboard) {
        assertThat(dashboard.panels())
                .extracting(each -> each.object().line())
                .filteredOn(
                        each ->
                                each.contains("state:raised and not tripline.triage.status:closed")
                                        || each.contains("tripline.triage.status:new")
                                        || each.contains("tripline.incident.status:open"))
                .allSatisfy(
                        each ->
                                assertThat(each)
                                        .containsPattern("tripline-open-(alerts|incidents)"));
    }

    @Test
    void theyAreTheOnesThatWereAskedFor() {
        assertThat(dashboards())
                .extracting(Dashboard::name)
                .containsExactly(
                        "identity",
                        "investigation",
                        "lateral-movement",
                        "network",
                        "overview",
                        "rules",
                        "sources",
                        "triage");
    }

    private static void assertHolds(Path file, String generated) throws IOException {
        if (Boolean.getBoolean("dashboards.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(file).content().isEqualTo(generated);
    }
}

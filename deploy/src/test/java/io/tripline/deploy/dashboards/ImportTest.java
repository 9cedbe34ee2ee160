package io.tripline.deploy.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImportTest {
    private static final String PATTERN =
            """
            {"id":"p","type":"index-pattern","migrationVersion":{"index-pattern":"7.6.0"},"attributes":{"title":"events-*"},"references":[]}
            """;
    private static final String CHART =
            """
            {"id":"v","type":"visualization","migrationVersion":{"visualization":"7.10.0"},"attributes":{"title":"A chart"},"references":[{"name":"kibanaSavedObjectMeta.searchSourceJSON.index","type":"index-pattern","id":"p"}]}
            """;
    private static final String DASHBOARD =
            """
            {"id":"d","type":"dashboard","migrationVersion":{"dashboard":"7.9.3"},"attributes":{"title":"A page"},"references":[{"name":"panel_0","type":"visualization","id":"v"}]}
            """;

    private StandInDashboards dashboards;

    @BeforeEach
    void start() throws IOException {
        dashboards = new StandInDashboards("");
    }

    @AfterEach
    void stop() {
        dashboards.close();
    }

    @Test
    void everythingIsThereAfterwards() {
        assertThat(into(dashboards).run(PATTERN + CHART + DASHBOARD)).isEqualTo(3);

        assertThat(dashboards.kept())
                .containsOnlyKeys("index-pattern:p", "visualization:v", "dashboard:d");
    }

    @Test
    void aSecondImportOverwritesTheFirst() {
        into(dashboards).run(PATTERN + CHART + DASHBOARD);

        into(dashboards).run(PATTERN + CHART.replace("A chart", "A better chart") + DASHBOARD);

        assertThat(dashboards.kept())
                .hasEntrySatisfying(
                        "visualization:v",
                        kept ->
                                assertThat(kept.at("/attributes/title").asText())
                                        .isEqualTo("A better chart"));
    }

    @Test
    void aBasePathIsKept() throws IOException {
        try (StandInDashboards behind = new StandInDashboards("/dashboards")) {
            assertThat(into(behind).run(PATTERN)).isEqualTo(1);
        }
    }

    @Test
    void theAccountIsSentAndNeverShown() {
        Server.Account account =
                new Server.Account(Optional.of("mira"), Optional.of("s3cret"), Optional.empty());

        new Import(new Server(dashboards.address(), Optional.empty(), account)).run(PATTERN);

        assertThat(dashboards.authorizations())
                .isNotEmpty()
                .allSatisfy(
                        each ->
                                assertThat(StandInDashboards.decoded(each.substring(6)))
                                        .isEqualTo("mira:s3cret"));
        assertThat(account.toString()).doesNotContain("s3cret");
    }

    @Test
    void anObjectThatTheServerRefusesIsToldWithItsReasonAlthoughTheStatusIs200() {
        assertThatThrownBy(() -> into(dashboards).run(CHART))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining(
                        "visualization v: it refers to what is not there: index-pattern p");
    }

    @Test
    void aTypeThatTheServerDoesNotHaveIsTold() {
        assertThatThrownBy(() -> into(dashboards).run(PATTERN.replace("index-pattern", "lens")))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("lens p: this Dashboards does not have the type.");
    }

    @Test
    void aPanelThatIsNowhereIsToldAlthoughTheServerSaysSuccess() {
        assertThatThrownBy(() -> into(dashboards).run(DASHBOARD))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("dashboard d shows visualization v, which is not there.");
    }

    @Test
    void whatIsGoneAfterTheImportIsTold() {
        dashboards.lose("visualization:v"::equals);

        assertThatThrownBy(() -> into(dashboards).run(PATTERN + CHART + DASHBOARD))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("visualization v (A chart) is not there.");
    }

    @ParameterizedTest
    @CsvSource({
        "401, TRIPLINE_DASHBOARDS_USER",
        "403, may not write saved objects",
        "404, is --url that of Dashboards",
        "302, elsewhere",
        "413, maxImportPayloadBytes",
        "503, not ready yet",
        "500, as told"
    })
    void everyStatusNamesTheMend(int status, String mend) {
        dashboards.answerAlways(status);

        assertThatThrownBy(() -> into(dashboards).run(PATTERN))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining(mend);
    }

    @Test
    void aServerThatIsNotThereIsToldInOneSentence() {
        Server nobody =
                new Server(
                        URI.create("http://127.0.0.1:" + Ports.free(1).getFirst()),
                        Optional.empty(),
                        Server.Account.NONE);

        assertThatThrownBy(() -> new Import(nobody).run(PATTERN))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("can't be reached");
    }

    @Test
    void aPasswordDoesNotGoOverPlainHttpToAnotherMachine() {
        Server.Account account =
                new Server.Account(Optional.of("mira"), Optional.of("s3cret"), Optional.empty());

        assertThatThrownBy(
                        () ->
                                new Server(
                                        URI.create("http://192.0.2.7:5601"),
                                        Optional.empty(),
                                        account))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("use https");
    }

    private static Import into(StandInDashboards server) {
        return new Import(new Server(server.address(), Optional.empty(), Server.Account.NONE));
    }
}

package io.tripline.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentitiesTest {
    private static final List<String> LINES =
            List.of(
                    "Ann@Corp.Example.com,CORP\\ann",
                    "ann@corp.example.com,ann",
                    "ann@corp.example.com,00u1abc",
                    "ann@corp.example.com,S-1-5-21-1-2-3-1107",
                    "ann@corp.example.com,AzureAD\\ann.lind@corp.example.com",
                    "bob@corp.example.com,PARTNER\\ann",
                    "bob@corp.example.com,bob",
                    "\"Eve, Example\",eve@example.net",
                    "\"Eve, Example\",SUB.EXAMPLE.ORG\\mira",
                    "mira@sub.example.org,SUB\\mira2");

    @TempDir Path folder;
    private Identities identities = Identities.NONE;

    @BeforeEach
    void read() throws IOException {
        identities = read(LINES);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    # user.id             , user.name                  , user.domain      , user.email           , the person
                    00u1abc               , -                          , -                , -                    , ann@corp.example.com
                    00U1ABC               , x@example.org              , example.org      , x@example.org        , ann@corp.example.com
                    S-1-5-21-1-2-3-1107   , renamed                    , CORP             , -                    , ann@corp.example.com
                    S-1-5-21-9-9-9-1107   , ann                        , CORP             , -                    , ann@corp.example.com
                    -                     , ANN                        , corp             , -                    , ann@corp.example.com
                    -                     , corp\\Ann                  , -                , -                    , ann@corp.example.com
                    -                     , ann                        , CORP.EXAMPLE.COM , -                    , ann@corp.example.com
                    -                     , Ann.Lind@corp.example.com  , AzureAD          , -                    , ann@corp.example.com
                    -                     , azuread\\ann.lind@corp.example.com, -         , -                    , ann@corp.example.com
                    -                     , ann@corp.example.com       , corp.example.com , -                    , ann@corp.example.com
                    -                     , -                          , -                , ann@corp.example.com , ann@corp.example.com
                    -                     , ann                        , -                , -                    , ann@corp.example.com
                    -                     , ann                        , -                , bob@corp.example.com , bob@corp.example.com
                    -                     , bob@corp.example.com       , -                , ann@corp.example.com , bob@corp.example.com
                    00u1abc               , bob                        , -                , bob@corp.example.com , ann@corp.example.com
                    -                     , ann                        , PARTNER          , -                    , bob@corp.example.com
                    -                     , -                          , -                , EVE@example.net      , 'eve, example'
                    # who is mira in the domain need not have the address mira@
                    -                     , mira                       , sub.example.org  , -                    , 'eve, example'
                    -                     , sub.example.org\\mira      , -                , -                    , 'eve, example'
                    -                     , mira@sub.example.org       , sub.example.org  , -                    , mira@sub.example.org
                    -                     , mira2                      , sub.example.org  , -                    , -
                    # a name alone counts where no domain is named, and an id that is only the name again is a name
                    -                     , ann                        , OTHER            , -                    , -
                    -                     , ann                        , WKS-7            , -                    , -
                    -                     , OTHER\\ann                 , -                , -                    , -
                    -                     , ann@CORP                   , -                , -                    , -
                    -                     , ann@other.example.net      , -                , -                    , -
                    ann                   , ann                        , OTHER            , -                    , -
                    ann                   , Ann@other.example.net      , -                , -                    , -
                    ann                   , OTHER\\ann                 , -                , -                    , -
                    ann                   , Ann Other                  , OTHER            , ann@other.example.net, -
                    ann                   , ann                        , -                , -                    , ann@corp.example.com
                    -                     , -                          , CORP             , ann                  , -
                    -                     , -                          , CORP             , -                    , -
                    -                     , annn                       , CORP             , -                    , -
                    -                     , CORP\\                     , -                , -                    , -
                    -                     , '@'                        , -                , '@'                  , -
                    """)
    void the_first_account_that_is_known_decides(
            @Nullable String id,
            @Nullable String name,
            @Nullable String domain,
            @Nullable String email,
            @Nullable String person) {
        assertThat(person(identities, id, name, domain, email)).isEqualTo(person);
    }

    @Test
    void the_order_of_the_lines_decides_nothing() throws IOException {
        @Nullable String[] ids = {null, "00u1abc", "ann"};
        @Nullable String[] names = {null, "ann", "mira", "CORP\\ann", "mira@sub.example.org"};
        @Nullable String[] domains = {
            null, "corp", "PARTNER", "corp.example.com", "sub.example.org"
        };
        for (int seed = 1; seed <= 20; seed++) {
            List<String> lines = new ArrayList<>(LINES);
            Collections.shuffle(lines, new Random(seed));
            Identities shuffled = read(lines);

            for (@Nullable String id : ids) {
                for (@Nullable String name : names) {
                    for (@Nullable String domain : domains) {
                        assertThat(person(shuffled, id, name, domain, null))
                                .as("seed %d: %s %s %s", seed, id, name, domain)
                                .isEqualTo(person(identities, id, name, domain, null));
                    }
                }
            }
            assertThat(shuffled.persons()).isEqualTo(identities.persons());
            assertThat(shuffled.accounts()).isEqualTo(identities.accounts());
        }
    }

    @Test
    void a_name_longer_than_any_in_the_table_is_nobodys() {
        String name = "CORP\\ann".repeat(100_000);

        assertThat(person(identities, name, name, name, name + "@corp.example.com")).isNull();
    }

    @Test
    void whom_it_was_done_to_is_related_and_not_who_acts() {
        EcsEvent.Builder event =
                minimal()
                        .set(EcsField.USER_NAME, "carol")
                        .set(EcsField.USER_TARGET_NAME, "ann")
                        .set(EcsField.USER_TARGET_EMAIL, "ann@corp.example.com");

        identities.enrich(event);

        assertThat(event.has(EcsField.TRIPLINE_IDENTITY)).isFalse();
        assertThat(event.string(EcsField.TRIPLINE_ENRICHMENT_IDENTITY))
                .isEqualTo(identities.version());
        assertThat(event.build().strings(EcsField.RELATED_USER))
                .containsExactly("ann@corp.example.com");
    }

    @Test
    void who_changes_an_account_of_their_own_is_related_once() {
        EcsEvent.Builder event =
                minimal()
                        .set(EcsField.USER_NAME, "bob")
                        .set(EcsField.USER_TARGET_DOMAIN, "PARTNER")
                        .set(EcsField.USER_TARGET_NAME, "ann");

        identities.enrich(event);

        assertThat(event.string(EcsField.TRIPLINE_IDENTITY)).isEqualTo("bob@corp.example.com");
        assertThat(event.build().strings(EcsField.RELATED_USER))
                .containsExactly("bob@corp.example.com");
    }

    @Test
    void persons_and_accounts_are_counted() {
        assertThat(identities.persons()).isEqualTo(4);
        // Ten lines, and the addresses that Ann, Bob and Mira are called by.
        assertThat(identities.accounts()).isEqualTo(13);
        assertThat(Identities.NONE.accounts()).isZero();
    }

    private static EcsEvent.Builder minimal() {
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, Instant.EPOCH)
                .set(EcsField.EVENT_ID, "1")
                .set(EcsField.EVENT_KIND, "event");
    }

    private static @Nullable String person(
            Identities identities,
            @Nullable String id,
            @Nullable String name,
            @Nullable String domain,
            @Nullable String email) {
        EcsEvent.Builder event =
                EcsEvent.builder()
                        .set(EcsField.USER_ID, id)
                        .set(EcsField.USER_NAME, name)
                        .set(EcsField.USER_DOMAIN, domain)
                        .set(EcsField.USER_EMAIL, email);
        identities.enrich(event);
        return event.string(EcsField.TRIPLINE_IDENTITY);
    }

    private Identities read(List<String> lines) throws IOException {
        Path file = folder.resolve("people.csv");
        Files.writeString(file, "person,account\n" + String.join("\n", lines));
        return ((IdentityFile.Result.Read) IdentityFile.read(file)).identities();
    }
}

package io.tripline.ingest.enrich;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityFileTest {
    @TempDir Path folder;

    @Test
    void a_file_may_be_written_by_hand_or_by_a_spreadsheet() throws IOException {
        assertThat(table("person,account\nann@example.com,ann\n").accounts()).isEqualTo(2);
        Identities identities =
                table(
                        "\ufeff# Exported.\r\n\r\n\"Person\" , ACCOUNT\r\n # a remark, too\r\n"
                                + "\"Lind, \"\"Ann\"\"\",  CORP\\ann \r\n\"Lind, \"\"Ann\"\"\", \"ann\"\r\n"
                                + "\"lind, \"\"ann\"\"\",ann");

        assertThat(identities.accounts()).isEqualTo(2);
        assertThat(identities.persons()).isEqualTo(1);
        assertThat(table("person,account").accounts()).isZero();
    }

    @Test
    void the_version_is_of_what_the_file_holds() throws IOException {
        assertThat(table("person,account\nann@example.com,ann\n").version())
                .isEqualTo("21e2b10eaee6")
                .isNotEqualTo(table("person,account\nann@example.com,anne\n").version());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    ,ann                  | the person is missing
                    ann@example.com,      | the account is missing
                    ann@example.com       | a line is a person, a comma and an account
                    ann@example.com,a,b   | a line is a person, a comma and an account
                    Lind, Ann,ann         | a line is a person, a comma and an account
                    "Lind, Ann,ann        | a line is a person, a comma and an account
                    "Ann" Lind,ann        | a line is a person, a comma and an account
                    Ann "x" Lind,ann      | a line is a person, a comma and an account
                    ann@example.com;ann   | a line is a person, a comma and an account
                    ann@example.com,\\ann | \\ann names half an account
                    ann@example.com,CORP\\| CORP\\ names half an account
                    ann@example.com,ann@  | ann@ names half an account
                    ann@example.com,@corp | @corp names half an account
                    ann@example.com,root  | root is an account of every host
                    ann@example.com,Admin | Admin is an account of every host
                    ann@example.com,SYSTEM| SYSTEM is an account of every host
                    ann@example.com,1000  | 1000 is a number that is another account's on the next host
                    ann@example.com,S-1-5-18 | S-1-5-18 is a SID of every Windows host
                    ann@example.com,s-1-5-32-544 | s-1-5-32-544 is a SID of every Windows host
                    """)
    void a_mistake_is_told_with_its_line(String line, String problem) throws IOException {
        assertThat(problems("person,account\n# a remark\n" + line + "\nbob@example.com,bob\n"))
                .singleElement()
                .asString()
                .startsWith("people.csv, line 3: " + problem)
                .endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CORP\\administrator",
                "12345678901",
                "S-1-12-1-1-2-3-4",
                "S-1-5-21-1-2-3-500",
                "auth0|1",
                "jörg",
                "kim_example.org#EXT#@nordlys.example.com",
                "ann lind"
            })
    void what_can_be_somebodys_own_is_taken(String account) throws IOException {
        assertThat(table("person,account\nann@example.com," + account).accounts()).isEqualTo(2);
    }

    @Test
    void an_account_is_one_persons_however_it_is_written() throws IOException {
        assertThat(
                        problems(
                                """
                                person,account
                                ann@example.com,CORP\\ann
                                bob@example.com,corp\\ANN
                                """))
                .containsExactly(
                        "people.csv, line 3: corp\\ANN is an account of bob@example.com here and of ann@example.com in line 2;"
                                + " an account is one person's: take one of the lines out.");
        assertThat(
                        problems(
                                """
                                person,account
                                ann@example.com,Bob@example.com
                                bob@example.com,bob
                                """))
                .containsExactly(
                        "people.csv, line 2: Bob@example.com is an account of ann@example.com here and a person in line 3;"
                                + " if they are one, call them the same in both lines, else take this one out.");
    }

    @Test
    void all_mistakes_are_told_at_once_up_to_a_bound() throws IOException {
        assertThat(problems("person,account\n,ann\nx\nann@example.com,root\n")).hasSize(3);

        assertThat(problems("person,account\n" + "ann@example.com,root\n".repeat(1_000)))
                .hasSize(21)
                .last()
                .isEqualTo("people.csv has 980 more such problems.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account,person\nx,y",
                "person;account\nx;y",
                "ann@example.com,ann",
                "person,account,remark",
                "\"person,account"
            })
    void a_file_that_does_not_begin_with_its_columns_is_refused_for_that_alone(String text)
            throws IOException {
        assertThat(problems(text))
                .singleElement()
                .asString()
                .startsWith("people.csv, line 1: the first line names the columns: person,account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"an\u0000n", "an\tn", "an\u001b[31mn", "ann\u200b", "a\u00a0n", "a\u202enn"})
    void characters_that_are_not_seen_are_refused_and_not_shown(String account) throws IOException {
        assertThat(problems("person,account\nann@example.com," + account))
                .containsExactly(
                        "people.csv, line 2: the account has a character in it that is not seen; write it anew by hand.");
    }

    @Test
    void values_and_files_have_bounds() throws IOException {
        String longest = "a".repeat(256);

        assertThat(table("person,account\nann@example.com," + longest).accounts()).isEqualTo(2);
        assertThat(problems("person,account\nann@example.com," + longest + "a"))
                .containsExactly("people.csv, line 2: the account has more than 256 characters.");
        assertThat(problems("person,account\n" + ",".repeat(2_000_000))).hasSize(1);
        assertThat(problems("person,account\n" + "a".repeat(5 << 20)))
                .containsExactly("people.csv has more than 4194304 bytes, the most there may be.");
    }

    @Test
    void other_encodings_and_no_file_are_refused() throws IOException {
        Path file = folder.resolve("people.csv");

        for (byte[] content :
                List.of(
                        "\ufeffperson,account\n".getBytes(UTF_16LE),
                        "person,account\nann@example.com,j\u00f6rg".getBytes(ISO_8859_1))) {
            assertThat(IdentityFile.read(Files.write(file, content)))
                    .isEqualTo(
                            new IdentityFile.Result.Refused(
                                    List.of(
                                            "people.csv is not UTF-8: save it as CSV in UTF-8 (not UTF-16).")));
        }
        assertThat(problems(""))
                .containsExactly("people.csv is empty: its first line is person,account.");
        assertThat(IdentityFile.read(folder.resolve("none.csv")))
                .isEqualTo(
                        new IdentityFile.Result.Refused(
                                List.of(
                                        folder.resolve("none.csv")
                                                + " can't be read: is the name right?")));
        assertThat(IdentityFile.read(folder)).isInstanceOf(IdentityFile.Result.Refused.class);
    }

    private Identities table(String text) throws IOException {
        return switch (read(text)) {
            case IdentityFile.Result.Read(Identities identities) -> identities;
            case IdentityFile.Result.Refused(List<String> problems) ->
                    throw new AssertionError(problems);
        };
    }

    private List<String> problems(String text) throws IOException {
        return switch (read(text)) {
            case IdentityFile.Result.Read _ -> List.of();
            case IdentityFile.Result.Refused(List<String> problems) -> problems;
        };
    }

    private IdentityFile.Result read(String text) throws IOException {
        return IdentityFile.read(Files.write(folder.resolve("people.csv"), text.getBytes(UTF_8)));
    }
}

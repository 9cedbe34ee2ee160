package io.tripline.correlation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The schema beside the rules is the one that the code makes. */
final class RuleSchemaTest {
    private static final Path FILE = Path.of("..", "rules", "rule.schema.json");

    /** {@code -Dschema.update=true} writes it; then read the diff. */
    @Test
    void the_schema_that_is_checked_in_is_up_to_date() throws IOException {
        if (Boolean.getBoolean("schema.update")) {
            Files.writeString(FILE, RuleSchema.json());
        }
        assertThat(FILE).content(StandardCharsets.UTF_8).isEqualTo(RuleSchema.json());
    }

    @Test
    void a_key_that_the_schema_demands_is_one_that_the_reader_demands() {
        String everything = "nothing: here";
        RuleReading reading =
                RuleReader.read("rule.yml", everything.getBytes(StandardCharsets.UTF_8));

        assertThat(((RuleReading.Refused) reading).problems())
                .extracting(Problem::message)
                .anySatisfy(each -> assertThat(each).contains("nothing"))
                .hasSize(RuleReader.REQUIRED.size() + 1);
    }
}

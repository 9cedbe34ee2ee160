package io.tripline.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a change of the file of who has which accounts. */
final class IdentityWatchTest {
    private static final String HEADING = "person,account\n";

    @TempDir Path folder;
    private Path file = Path.of("");
    private IdentityWatch watch = new IdentityWatch(Optional.empty(), Identities.NONE);
    private long changes;

    @BeforeEach
    void begin() throws IOException {
        file = folder.resolve("people.csv");
        write("ann,CORP\\ann");
        watch = watch();
        look();
        look();
    }

    @Test
    void a_change_is_read_when_the_file_stays_as_it_is() throws IOException {
        write("ann,CORP\\ann\nbob,CORP\\bob");
        look();
        assertThat(personOf("bob")).as("while somebody may be writing").isNull();
        write("ann,CORP\\ann\nbob,CORP\\bob\neve,CORP\\eve");
        look();
        assertThat(personOf("bob")).as("while somebody is").isNull();

        look();

        assertThat(personOf("bob")).isEqualTo("bob");
        assertThat(personOf("eve")).isEqualTo("eve");
        assertThat(watch.current().accounts()).isEqualTo(3);
    }

    @Test
    void another_file_of_the_same_size_in_its_place_is_read() throws IOException {
        Path other = folder.resolve("other.csv");
        Files.writeString(other, HEADING + "bob,CORP\\bob");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        look();
        look();

        assertThat(personOf("ann")).isNull();
        assertThat(personOf("bob")).isEqualTo("bob");
    }

    @Test
    void a_file_with_a_mistake_changes_nothing_until_it_is_mended() throws IOException {
        write("ann,CORP\\ann\nbob,CORP\\ann");
        look();
        look();
        assertThat(watch.isRefused()).isTrue();
        assertThat(personOf("ann")).as("what it said before").isEqualTo("ann");

        write("bob,CORP\\ann");
        look();
        look();

        assertThat(watch.isRefused()).isFalse();
        assertThat(personOf("ann")).isEqualTo("bob");
    }

    @Test
    void a_file_that_is_gone_changes_nothing_until_it_is_back() throws IOException {
        Files.delete(file);
        look();
        look();
        assertThat(watch.isRefused()).isTrue();
        assertThat(personOf("ann")).isEqualTo("ann");

        write("ann,CORP\\ann");
        look();
        look();

        assertThat(watch.isRefused()).isFalse();
    }

    @Test
    void a_file_that_is_taken_back_holds_as_before() throws IOException {
        write("nobody");
        look();
        look();
        assertThat(watch.isRefused()).isTrue();

        write("ann,CORP\\ann");
        look();
        look();

        assertThat(watch.isRefused()).as("a mistake that is taken back").isFalse();
    }

    @Test
    void a_file_that_was_only_touched_is_the_same_table() throws IOException {
        Identities before = watch.current();
        write("ann,CORP\\ann");

        look();
        look();

        assertThat(watch.current()).isSameAs(before);
    }

    @Test
    void what_changed_while_the_service_started_is_read() throws IOException {
        IdentityWatch late = watch();
        write("bob,CORP\\bob");

        late.look(file);
        late.look(file);

        assertThat(late.current().accounts()).isEqualTo(1);
        assertThat(late.current().version()).isNotEqualTo(watch.current().version());
    }

    private IdentityWatch watch() {
        return new IdentityWatch(
                Optional.of(file),
                ((IdentityFile.Result.Read) IdentityFile.read(file)).identities());
    }

    private void look() {
        watch.look(file);
    }

    /** Each change a second later, as a file system may not tell less apart. */
    private void write(String lines) throws IOException {
        Files.writeString(file, HEADING + lines);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.parse("2026-03-02T12:00:00Z").plusSeconds(++changes)));
    }

    private @Nullable String personOf(String name) {
        EcsEvent.Builder event =
                EcsEvent.builder().set(EcsField.USER_NAME, name).set(EcsField.USER_DOMAIN, "CORP");
        watch.current().enrich(event);
        return event.string(EcsField.TRIPLINE_IDENTITY);
    }
}

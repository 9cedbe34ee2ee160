package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As root, with the account that it would use; as another, with none. */
final class OpenSearchDirectoryTest {
    private static final Optional<Account> ACCOUNT =
            Account.isRoot() ? Optional.of(new Account("nobody")) : Optional.empty();
    private static final Map<String, String> FILES = Map.of("opensearch.yml", "of this start");

    @TempDir Path outside;

    @Test
    void whatIsWrittenFollowsNoLinkThatTheAccountLeft() throws Exception {
        Path root = outside.resolve("data/opensearch");
        OpenSearchDirectory directory = new OpenSearchDirectory(root, ACCOUNT);
        directory.prepare(FILES);
        Path file = root.resolve("config/opensearch.yml");
        Path victim = Files.writeString(outside.resolve("passwd"), "precious");
        Path victims = Files.createDirectory(outside.resolve("etc"));
        Files.delete(file);
        Files.createSymbolicLink(file, victim);

        directory.prepare(FILES);

        assertThat(victim).hasContent("precious");
        assertThat(file).hasContent("of this start");

        DirectoryTree.delete(root.resolve("config"));
        Files.createSymbolicLink(root.resolve("config"), victims);

        directory.prepare(FILES);

        assertThat(victims).isEmptyDirectory();
        assertThat(file).hasContent("of this start");
    }

    @Test
    void theAccountHasWhatItNeedsAndNobodyElseLooksIn() throws Exception {
        Path root = outside.resolve("opensearch");
        // As earlier versions left it.
        Files.createDirectories(root.resolve("data/nodes"));
        ACCOUNT.ifPresent(each -> each.own(root));

        new OpenSearchDirectory(root, ACCOUNT).prepare(FILES);

        String owner = ACCOUNT.map(Account::name).orElse(System.getProperty("user.name"));
        for (String each : new String[] {"config", "data", "tmp"}) {
            assertThat(mode(root.resolve(each))).as(each).isEqualTo("rwx------");
            assertThat(Files.getOwner(root.resolve(each)).getName()).as(each).isEqualTo(owner);
        }
        assertThat(Files.getOwner(root).getName()).isEqualTo(System.getProperty("user.name"));
        assertThat(mode(root)).isEqualTo(Account.isRoot() ? "rwx--x--x" : "rwx------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

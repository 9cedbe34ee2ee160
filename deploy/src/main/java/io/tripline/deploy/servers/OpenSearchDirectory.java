package io.tripline.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OpenSearch's configuration, data and temporary files. Where root starts it as another account, that account owns all
 * three, but not the directory that they are in: what root writes there at the next start goes nowhere else, whatever
 * that account, or another daemon that shares it, has put there meanwhile.
 *
 * @param account what OpenSearch runs as, if not as we do
 */
record OpenSearchDirectory(Path root, Optional<Account> account) {

    /**
     * Makes it ready for a start.
     *
     * @param configuration files by name
     */
    void prepare(Map<String, String> configuration) throws IOException {
        PrivateDirectory.make(root);
        if (account.isPresent()) {
            // Earlier versions gave it away, too.
            take(root);
            PrivateDirectory.open(root);
        }
        writeConfiguration(configuration);
        for (String each : List.of("config", "data", "tmp")) {
            Path directory = root.resolve(each);
            PrivateDirectory.make(directory);
            account.ifPresent(user -> user.own(directory));
        }
    }

    private void writeConfiguration(Map<String, String> files) throws IOException {
        Path directory = root.resolve("config");
        if (Files.isSymbolicLink(directory)) {
            Files.delete(directory);
        }
        Files.createDirectories(directory);
        if (account.isPresent()) {
            // OpenSearch keeps a file of its own there; until it gets it back, nobody else changes
            // what lies in it.
            take(directory);
            PrivateDirectory.close(directory);
        }
        for (Map.Entry<String, String> each : files.entrySet()) {
            Path file = directory.resolve(each.getKey());
            Files.deleteIfExists(file);
            Files.writeString(file, each.getValue(), StandardOpenOption.CREATE_NEW);
        }
    }

    private static void take(Path directory) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setOwner(
                directory
                        .getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(Account.ROOT));
    }
}

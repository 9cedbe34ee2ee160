package io.tripline.ingest.source;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class LinuxAuthTest {
    @TestFactory
    Stream<DynamicTest> fixtures() throws IOException {
        return SourceFixtures.of(new LinuxAuth());
    }
}

package io.tripline.ingest.source;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LinuxAuditTest {
    @TestFactory
    Stream<DynamicTest> every_fixture_becomes_what_it_says() throws IOException {
        return SourceFixtures.of(new LinuxAudit());
    }
}

package io.tripline.ingest.source;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EcsPassthroughTest {
    @TestFactory
    Stream<DynamicTest> normalizes_its_fixtures() throws IOException {
        return SourceFixtures.of(new EcsPassthrough());
    }
}

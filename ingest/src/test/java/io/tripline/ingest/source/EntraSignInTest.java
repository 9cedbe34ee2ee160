package io.tripline.ingest.source;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EntraSignInTest {
    @TestFactory
    Stream<DynamicTest> everyFixtureBecomesWhatItSays() throws IOException {
        return SourceFixtures.of(new EntraSignIn());
    }
}

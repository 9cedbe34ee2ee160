package io.tripline.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetAddress;
import java.time.Instant;

@AnalyzeClasses(packages = "io.tripline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knows_only_contracts =
            noClasses()
                    .that()
                    .resideInAPackage("io.tripline.ingest..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.tripline.correlation..", "io.tripline.alerting..");

    @ArchTest
    static final ArchRule kafka_is_known_in_one_package =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.ingest.streams")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule maxmind_is_known_in_one_package =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.ingest.enrich")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.maxmind..");

    @ArchTest
    static final ArchRule sources_are_pure =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.tripline.ingest.source", "io.tripline.ingest.envelope")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.net..", "java.nio.file..", "io.micrometer..");

    @ArchTest
    static final ArchRule nobody_reads_the_wall_clock =
            noClasses().should().callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule nobody_asks_a_name_server =
            noClasses().should().callMethod(InetAddress.class, "getByName", String.class);
}

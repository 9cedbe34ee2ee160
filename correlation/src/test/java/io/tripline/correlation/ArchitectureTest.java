package io.tripline.correlation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.tripline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knows_only_contracts =
            noClasses()
                    .that()
                    .resideInAPackage("io.tripline.correlation..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.tripline.ingest..", "io.tripline.alerting..");

    @ArchTest
    static final ArchRule kafka_is_known_in_one_package =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.correlation.streams")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule esper_is_known_in_one_package =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.correlation.engine")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.espertech..");

    @ArchTest
    static final ArchRule yaml_is_known_in_one_package =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.correlation.rule")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.yaml..");

    @ArchTest
    static final ArchRule nobody_reads_the_wall_clock =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");
}

package io.tripline.alerting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.tripline.alerting",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule openSearchsClientStaysInOnePackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.alerting.opensearch")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.opensearch..");

    @ArchTest
    static final ArchRule httpsClientStaysWithThoseWhoSend =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.tripline.alerting.opensearch", "io.tripline.alerting.webhook")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.hc..");

    @ArchTest
    static final ArchRule kafkaStaysInOnePackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.alerting.topics")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule servicesMeetOnlyOnTopics =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.tripline.ingest..", "io.tripline.correlation..");

    @ArchTest
    static final ArchRule indexingAndPagingDoNotKnowEachOther =
            noClasses()
                    .that()
                    .resideInAPackage("io.tripline.alerting.opensearch")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.tripline.alerting.webhook");

    @ArchTest
    static final ArchRule theWebServerStaysInOnePackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.alerting.api")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule signedTokensStayInOnePackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tripline.alerting.access")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.nimbusds..");
}

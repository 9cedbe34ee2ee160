package io.tripline.correlation;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Timer;
import java.util.concurrent.ScheduledExecutorService;

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

    /**
     * A host whose clock is an hour off, or that jumps, gives the same alerts: what decides about them cannot ask what time it
     * is. Esper's own clock is switched off by {@code clockExternal}.
     */
    @ArchTest
    static final ArchRule what_decides_about_alerts_has_no_clock_to_ask =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "io.tripline.correlation.engine..",
                            "io.tripline.correlation.rule..",
                            "io.tripline.correlation.state..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            Clock.class,
                            Date.class,
                            InstantSource.class,
                            Timer.class,
                            ScheduledExecutorService.class)
                    .orShould()
                    .callMethodWhere(
                            target(name("now"))
                                    .and(target(owner(resideInAPackage("java.time.."))))
                                    .as("java.time's now()"))
                    .orShould()
                    .callMethod(System.class, "nanoTime");
}

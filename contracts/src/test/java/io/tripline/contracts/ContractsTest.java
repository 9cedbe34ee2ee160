package io.tripline.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tripline", importOptions = ImportOption.DoNotIncludeTests.class)
class ContractsTest {
    @ArchTest
    static final ArchRule CONTRACTS_KNOW_ONLY_THE_JDK_AND_JACKSON =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "com.fasterxml.jackson..",
                            "org.jspecify..",
                            "io.tripline.contracts..");
}

package io.github.postback4j.servlet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.postback4j.network.LandingCookie;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.postback4j.servlet");

  @Test
  void module_dependsOnFrontDoorAndServletsOnly() {
    classes()
        .that()
        .resideInAPackage("io.github.postback4j.servlet..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "io.github.postback4j.servlet",
                    "io.github.postback4j",
                    "io.github.postback4j.click",
                    "io.github.postback4j.session",
                    "jakarta.servlet..",
                    "java..",
                    "org.slf4j",
                    "org.jspecify.annotations")
                .or(type(LandingCookie.class)))
        .check(MODULE);
  }

  @Test
  void publicTypes_areThese() {
    Set<String> names =
        MODULE.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getName)
            .map(name -> name.substring("io.github.postback4j.servlet.".length()))
            .collect(Collectors.toSet());

    assertThat(names)
        .containsExactlyInAnyOrder(
            "ClickCaptureFilter",
            "ClickCaptureFilter$Builder",
            "ClickCarrier",
            "ClickCookie",
            "ClickCookie$Builder",
            "ConsentPolicy",
            "RequestVisitors",
            "RequestVisitors$Builder",
            "VisitorCookie",
            "VisitorCookie$Builder",
            "VisitorCookie$SameSite",
            "VisitorCookie$Secure");
  }
}

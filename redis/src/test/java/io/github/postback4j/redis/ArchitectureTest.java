package io.github.postback4j.redis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.postback4j.redis");

  @Test
  void module_dependsOnSessionsAndLettuceOnly() {
    classes()
        .that()
        .resideInAPackage("io.github.postback4j.redis..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.github.postback4j.redis",
            "io.github.postback4j.session",
            "io.github.postback4j.click",
            "io.github.postback4j.store",
            "io.lettuce.core..",
            "java..",
            "org.slf4j",
            "org.jspecify.annotations")
        .check(MODULE);
  }

  @Test
  void publicTypes_areThese() {
    assertThat(MODULE.stream().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC)))
        .extracting(JavaClass::getSimpleName)
        .containsExactlyInAnyOrder("RedisSessionStore", "Builder");
  }
}

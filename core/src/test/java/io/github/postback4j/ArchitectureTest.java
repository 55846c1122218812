package io.github.postback4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/**
 * Dependencies run one way: click and conversion, network, session and outbox, delivery, front
 * door.
 */
@AnalyzeClasses(locations = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

  private static final String ROOT = "io.github.postback4j";

  /** The folder or jar that the front door was loaded from. */
  static final class MainClasses implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> testClass) {
      return Set.of(
          Location.of(PostbackTracker.class.getProtectionDomain().getCodeSource().getLocation()));
    }
  }

  @ArchTest
  static final ArchRule stages_dependOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("front door")
          .definedBy(ROOT)
          .layer("delivery")
          .definedBy(ROOT + ".delivery")
          .layer("outbox")
          .definedBy(ROOT + ".outbox")
          .layer("session")
          .definedBy(ROOT + ".session")
          .layer("store")
          .definedBy(ROOT + ".store")
          .layer("network")
          .definedBy(ROOT + ".network")
          .layer("conversion")
          .definedBy(ROOT + ".conversion")
          .layer("click")
          .definedBy(ROOT + ".click")
          .whereLayer("front door")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("delivery")
          .mayOnlyBeAccessedByLayers("front door")
          .whereLayer("outbox")
          .mayOnlyBeAccessedByLayers("front door", "delivery")
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("front door")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("front door", "delivery", "outbox", "session")
          .whereLayer("network")
          .mayOnlyBeAccessedByLayers("front door", "delivery", "outbox", "session")
          .whereLayer("conversion")
          .mayOnlyBeAccessedByLayers("front door", "delivery", "network")
          .whereLayer("click")
          .mayOnlyBeAccessedByLayers("front door", "network", "session");

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule okHttp_staysInDelivery =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".delivery")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..", "okio..", "kotlin..");

  @ArchTest
  static final ArchRule jackson_staysInTheCodecs =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("NetworkFile")
          .and()
          .haveSimpleNameNotStartingWith("Json")
          .and()
          .areTopLevelClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule jackson_isInNoPublicType =
      noClasses()
          .that()
          .arePublic()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule sql_staysInStoresAndTheFrontDoor =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + ".click", ROOT + ".conversion", ROOT + ".network", ROOT + ".delivery")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule nothing_printsOrSleeps =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule concreteClasses_areFinal =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAnonymousClasses()
          .and()
          .resideInAPackage(ROOT + "..")
          .should(beFinalOrAbstractOrNested());

  @ArchTest
  static final ArchRule fields_ofStaticStateAreFinal =
      com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
          .that()
          .areStatic()
          .should()
          .beFinal();

  private static ArchCondition<JavaClass> beFinalOrAbstractOrNested() {
    return new ArchCondition<>("be final, abstract or nested") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean fits =
            type.getModifiers().contains(JavaModifier.FINAL)
                || type.getModifiers().contains(JavaModifier.ABSTRACT)
                || type.isNestedClass()
                || type.getSimpleName().equals("package-info");
        events.add(new SimpleConditionEvent(type, fits, type.getName() + " is not final"));
      }
    };
  }
}

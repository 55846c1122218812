package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where clicks and postbacks are kept. */
@ExtendWith(OutputCaptureExtension.class)
class StorageTest {

  private static final String MEMORY = "Postback4j keeps clicks and postbacks in memory";

  @TempDir Path folder;

  @Test
  void nothingGiven_memoryWithOneWarning(CapturedOutput output) {
    Contexts.runner()
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(Database.class);
              assertThat(context.getBean(Outbox.class).isDurable()).isFalse();
              assertThat(output)
                  .containsOnlyOnce(MEMORY)
                  .containsOnlyOnce(" WARN ")
                  .contains("a crash of this process loses every postback that still waits")
                  .contains("give the application a DataSource, or set postback4j.outbox.path");
            });
  }

  @Test
  void dataSource_durableInIt(CapturedOutput output) {
    Contexts.runner()
        .withBean(DataSource.class, () -> Contexts.h2("inIt"))
        .run(
            context -> {
              Contexts.click(context.getBean(PostbackTracker.class), "T1");
              assertThat(context.getBean(Outbox.class).isDurable()).isTrue();
              assertThat(tables(context.getBean(DataSource.class))).isPositive();
              assertThat(output).doesNotContain(MEMORY);
            });
  }

  @Test
  void dataSourceAndPath_dataSourceWinsAndSaysSo(CapturedOutput output) {
    Path file = folder.resolve("postbacks.db");
    Contexts.runner()
        .withBean(DataSource.class, () -> Contexts.h2("wins"))
        .withPropertyValues("postback4j.outbox.path=" + file)
        .run(
            context -> {
              assertThat(context).hasSingleBean(Database.class);
              assertThat(file).doesNotExist();
              assertThat(output).contains("postback4j.outbox.path is not used");
            });
  }

  @Test
  void dataSourceAndStoreFile_file() {
    Path file = folder.resolve("postbacks.db");
    Contexts.runner()
        .withBean(DataSource.class, () -> Contexts.h2("storeFile"))
        .withPropertyValues("postback4j.outbox.path=" + file, "postback4j.outbox.store=file")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(file).exists();
              assertThat(tables(context.getBean(DataSource.class))).isZero();
            });
  }

  @Test
  void path_fileWithItsFolderThatSurvivesTheContext(CapturedOutput output) {
    Path file = folder.resolve("made").resolve("postbacks.db");
    var runner = Contexts.runner().withPropertyValues("postback4j.outbox.path=" + file);
    runner.run(
        context -> {
          PostbackTracker tracker = context.getBean(PostbackTracker.class);
          Contexts.click(tracker, "T1");
          assertThat(tracker.track(Contexts.VISITOR, Contexts.sale("O1")).queued()).hasSize(1);
        });
    runner.run(
        context -> assertThat(context.getBean(PostbackTracker.class).postbacks("O1")).hasSize(1));
    assertThat(output).doesNotContain(MEMORY);
  }

  @Test
  void storeFileWithoutPath_failsNamingThePath() {
    Contexts.runner()
        .withPropertyValues("postback4j.outbox.store=file")
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.outbox.path")
                    .contains("Give the path of the file"));
  }

  @Test
  void storeDataSourceWithoutOne_fails() {
    Contexts.runner()
        .withPropertyValues("postback4j.outbox.store=data-source")
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.outbox.store: is data-source, but there is none"));
  }

  @Test
  void storeMemoryBesideADataSource_memory(CapturedOutput output) {
    Contexts.runner()
        .withBean(DataSource.class, () -> Contexts.h2("memory"))
        .withPropertyValues("postback4j.outbox.store=memory")
        .run(
            context -> {
              assertThat(context.getBean(Outbox.class).isDurable()).isFalse();
              assertThat(output).contains(MEMORY);
            });
  }

  @Test
  void twoDataSourcesNonePrimary_memoryAndTheWayOut(CapturedOutput output) {
    Contexts.runner()
        .withBean("first", DataSource.class, () -> Contexts.h2("first"))
        .withBean("second", DataSource.class, () -> Contexts.h2("second"))
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(Database.class);
              assertThat(output).contains(MEMORY).contains("mark one of the 2 DataSource beans");
            });
  }

  @Test
  void twoDataSourcesOnePrimary_durableInThatOne() {
    Contexts.runner()
        .withUserConfiguration(TwoDataSources.class)
        .run(
            context -> {
              assertThat(tables(context.getBean("main", DataSource.class))).isPositive();
              assertThat(tables(context.getBean("other", DataSource.class))).isZero();
            });
  }

  @Test
  void schemaValidateWithoutTables_failsWithTheWayOut() {
    Contexts.runner()
        .withBean(DataSource.class, () -> Contexts.h2("validate"))
        .withPropertyValues("postback4j.schema=validate")
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("Postback4j cannot use its store")
                    .contains("postback4j.schema=create"));
  }

  @Test
  void ownDurableOutboxButNoSessionStore_warnsOfTheClicksOnly(CapturedOutput output) {
    Contexts.runner()
        .withBean(Outbox.class, () -> Outbox.file(folder.resolve("own.db")))
        .run(
            context -> {
              assertThat(context).hasSingleBean(SessionStore.class);
              assertThat(output)
                  .doesNotContain(MEMORY)
                  .contains("Postback4j keeps clicks in memory");
            });
  }

  @Test
  void shortSecret_failsWithoutShowingIt() {
    Contexts.runner()
        .withBean(DataSource.class, () -> Contexts.h2("secret"))
        .withPropertyValues("postback4j.customer-key-secret=hush-hush")
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.customer-key-secret")
                    .contains("at least 16 characters")
                    .doesNotContain("hush-hush"));
  }

  private static int tables(DataSource dataSource) {
    Integer count =
        new JdbcTemplate(dataSource)
            .queryForObject(
                "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE UPPER(TABLE_NAME) LIKE"
                    + " 'POSTBACK4J%'",
                Integer.class);
    return count == null ? 0 : count;
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoDataSources {

    @Bean
    @Primary
    DataSource main() {
      return Contexts.h2("main");
    }

    @Bean
    DataSource other() {
      return Contexts.h2("other");
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }
  }
}

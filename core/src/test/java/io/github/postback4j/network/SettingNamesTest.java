package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that nothing asks for stops the start. */
class SettingNamesTest {

  private static NetworkBuilder own(String url) {
    String file =
        """
        {'name':'own','landing':{'transaction-id':'cid'},
         'settings':{'COMMISSION_GROUP':{'about':'The group.','optional':true},
          'EVENT.*':{'about':'The event.','optional':true}},
         'placeholders':{'type':{'of':'goal','map':'TYPE'},
          'kind':{'choose':'COMMISSION_GROUP','cases':{'a':'IN_A_CASE','b':null}}},
         'request':{'url':'URL','query':{'t':'{type}'},
          'also':{'more':{'if':'MORE','url':'https://n.example/more?o={order_id}&x={FURTHER}'}}},
         'test':{'about':'By a key.','request':{'query':{'test':'{TEST_KEY}'}}}}
        """;
    return NetworkFile.read("file own.json", file.replace('\'', '"').replace("URL", url));
  }

  @ParameterizedTest
  @CsvSource({
    "COMISSION_GROUP, Did you mean COMMISSION_GROUP?",
    "COMMISSIONGROUP, 'Did you mean COMMISSION_GROUP? Under Spring write \"[COMMISSION_GROUP]\", or its signs are lost.'",
    "COMMISSION_GROUP.sale, Did you mean COMMISSION_GROUP?",
    "EVENTS.lead, Did you mean EVENT.*?",
    "KEY, 'There are COMMISSION_GROUP, EVENT.*; or write {KEY} in a URL.'"
  })
  void unknownSetting_stopsTheStartWithWhatItMayHaveMeant(String name, String remedy) {
    NetworkBuilder builder = own("https://n.example/p?c={transaction_id}").setting(name, "value-1");

    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "network 'own', settings."
                + name
                + ": is unknown: neither the file nor a URL asks for it. "
                + remedy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMISSION_GROUP", "EVENT.lead", "EVENT", "TYPE.sale", "TYPE", "IN_A_CASE", "MORE",
        "FURTHER", "TEST_KEY", "IN_URL", "ENCODED", "HOST", "OTHER_GOAL", "MAPPED"
      })
  void settingThatIsAskedFor_isTaken(String name) {
    NetworkBuilder builder =
        own("https://HOST.example/p?c={transaction_id}&k=IN_URL&e=%7BENCODED%7D&m=#word#")
            .setting("HOST", "h")
            .setting("IN_URL", "u")
            .setting("ENCODED", "e")
            .setting("MAPPED", "m")
            .setting("FURTHER", "f")
            .setting("TYPE.sale", "t")
            .setting("MORE", "m")
            .setting("COMMISSION_GROUP", "b")
            .placeholder("word", "MAPPED")
            .goalUrl("lead", "https://n.example/l?c={transaction_id}&o=OTHER_GOAL")
            .setting("OTHER_GOAL", "o");

    assertThat(builder.setting(name, "b").build().name()).isEqualTo("own");
  }

  @Test
  void networkWithoutSettings_saysWhereOneWouldStand() {
    NetworkBuilder builder =
        Network.builder("acme").url("https://n.example/?c={transaction_id}").setting("KEY", "k-1");

    assertThatThrownBy(builder::build)
        .hasMessageContaining("settings.KEY: is unknown")
        .hasMessageEndingWith("Write {KEY} in the URL where it is to stand, or leave it out.");
  }
}

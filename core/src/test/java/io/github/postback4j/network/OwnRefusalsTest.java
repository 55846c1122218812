package io.github.postback4j.network;

import static io.github.postback4j.network.OwnNetwork.own;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would send nothing, or something else than was meant, stops the start. */
class OwnRefusalsTest {

  private static final String URL = "'url':'https://n.example/p?c={transaction_id}'";

  private static ConfigurationException refused(NetworkBuilder builder) {
    ConfigurationException refused =
        catchThrowableOfType(ConfigurationException.class, builder::build);
    assertThat(refused).isNotNull();
    return refused;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // What a placeholder is made from, and how.
        "'v':{'of':'coupon','as':'plain'} | $.placeholders.v.as does not fit coupon",
        "'v':{'of':'amount','zone':'UTC'} | $.placeholders.v.zone does not fit amount",
        "'v':{'of':'time','digits':2}     | $.placeholders.v.digits does not fit time",
        "'v':{'of':'amount','as':'plain'},'amount':'conversion:net' | neither money nor a time here",
        "'v':{'of':'amount','as':'plain'},'amount':{'of':'discount','as':'plain'} | neither money nor a",
        "'v':{'of':'time','zone':'Europe/Atlantis'} | $.placeholders.v.zone is no time zone",
        "'v':{'of':'time','zone':'{currency}'} | $.placeholders.v.zone is no time zone",
        "'v':{'of':'goal','map':'EVENT'}  | 'EVENT' is no family of settings",
        "'v':{'of':'goal','map':null}     | null at $.placeholders.v.map",
        "'v':{'of':'goal','until':''}     | $.placeholders.v.until has an empty text",
        "'v':{'of':'goal','replace':{'':'_'}} | $.placeholders.v.replace has an empty text",
        "'v':{'of':'goal','hmac':'md5'}   | $.placeholders.v.key is missing",
        "'v':{'of':'goal','key':'k'}      | $.placeholders.v.hmac is missing",
        "'v':{'of':'coupon','raw':true}   | $.placeholders.v.raw is true, but not all of it",
        "'v':{'first':['w','coupon'],'raw':true},'w':{'of':'goal','encode':true} | not all of it",
        "'v':{'text':'{w}'},'w':{'of':'goal','encode':true,'raw':true} | is raw, and is in no URL",
        "'v':{'of':'w'},'w':{'of':'v'}    | is made from itself",
        // Values of a line where there is none.
        "'v':{'of':'item.sku'}            | has {item.sku} where there is no line",
        "'v':{'first':['item:x','order_id']} | has {item:x} where there is no line",
        "'v':{'text':'{n}'}               | has {n} where there is no line",
        "'v':{'each':'item','template':'{group.code}'} | has {group.code} where there is no group",
      })
  void placeholder_thatCannotBeMeant(String placeholders, String problem) {
    assertThat(refused(own(placeholders, "'query':{'v':'{v}'}")))
        .hasMessageStartingWith("file own.json")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'headers':{'Host':'x.example'}       | $.request.headers.Host is no header to choose",
        "'headers':{'content-length':'1'}     | $.request.headers.content-length is no header to",
        "'headers':{'X-Key':'a','x-key':'b'}  | $.request.headers.x-key is there in other letters, as X-Key",
        "'headers':{'X-Key':'{goal}','x-key':'b'} | $.request.headers.x-key is there in other letters",
        "'headers':{'x-key':'b','X-Key':'{goal}'} | $.request.headers.X-Key is there in other letters",
        "'headers':{'authorization':'x'},'auth':{'bearer':'k'} | $.request.headers.authorization stands beside auth",
        "'headers':{'Authorization':'x {goal}'},'auth':{'basic':{'user':'k'}} | $.request.headers.Authorization stands beside",
        "'goals':{'lead':{'headers':{'x-KEY':'b'}}},'headers':{'X-Key':'a'} | $.request.goals.lead.headers.x-KEY is there",
        "'auth':{'basic':{'user':'a:b','password':'c'}} | $.request.auth.basic.user has a colon",
        "'headers':{'x':'–'}                  | $.request.headers.x has a character that no header",
        "'headers':{'x':'– {order_id}'}       | $.request.headers.x has a character that no header",
        "'headers':{'x':'{w}'}                | is raw, and is in no URL",
        "'headers':{'x':null}                 | $.request.headers.x",
        "'json':{'x':'{w}'}                   | is raw, and is in no URL",
        "'json':{'x':{'$number':'1','b':2}}   | unknown field 'b' at $.request.json.x.b",
        "'json':{'x':{'$items':{},'start':0}} | unknown field 'start' at $.request.json.x.start",
        "'json':{'x':{'a':1,'$foo':2}}        | unknown field '$foo'",
        "'auth':{}                            | $.request.auth is not one of bearer and basic",
        "'auth':{'bearer':'a','basic':{'user':'b'}} | $.request.auth is not one of bearer and basic",
        "'auth':{'basic':{'password':'b'}}    | $.request.auth.basic.user is missing",
        "'auth':{'bearer':'{OPTIONAL}'}       | $.request.auth.bearer needs a setting",
        "'auth':null                          | null at $.request.auth",
        "'path':['a','..']                    | $.request.path has a segment of dots",
        "'also':{'x':{'if':'OPTIONL','url':'https://n.example/'}} | $.request.also.x.if names no setting",
        "'required':'OPTIONAL'                | one is missing: OPTIONAL",
        "'required':'item.sku','json':{'$items':'{item.sku}'} | has {item.sku} where there is no line",
        "'refused-paths':{'/x?foo':'why'}     | $.request.refused-paths has '/x?foo'",
      })
  void request_thatCannotBeMeant(String request, String problem) {
    String fields =
        "'settings':{'OPTIONAL':{'about':'Perhaps.','optional':true}},"
            + "'placeholders':{'w':{'of':'goal','encode':true,'raw':true}},'request':{"
            + URL
            + ","
            + request
            + "}";

    assertThatThrownBy(() -> own(fields).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://{OPTIONAL}/p?c={transaction_id}",
        "https://OPTIONAL/p?c={transaction_id}",
        "https://n.example/{OPTIONAL}/p?c={transaction_id}"
      })
  void optionalSetting_ofHostOrPath_hasToBeGiven(String url) {
    String fields =
        "'settings':{'OPTIONAL':{'about':'Perhaps.','optional':true}},'request':{'url':'%s'}";

    assertThat(refused(own(fields.formatted(url))))
        .hasMessageContaining("settings: one is missing: OPTIONAL. OPTIONAL: Perhaps.");
    assertThat(own(fields.formatted(url)).setting("OPTIONAL", "x.example").build().name())
        .isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://n.example/a/../p?c={transaction_id}", "https://n.example/%2E/"})
  void pathWithDots_isRefused(String url) {
    assertThat(refused(own("'request':{'url':'%s'}".formatted(url))))
        .hasMessageContaining("its path has a segment of dots");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k3y-1\n", "k3y-\u20131"})
  void secret_thatNoHeaderMayHave_isToldWithoutItself(String secret) {
    NetworkBuilder builder =
        own(
            "'settings':{'KEY':{'about':'Key.'}},'request':{%s,'headers':{'x':'{KEY}'}}"
                .formatted(URL));

    assertThat(refused(builder.setting("KEY", secret)))
        .hasMessageContaining(secret.endsWith("\n") ? "settings.KEY" : "$.request.headers.x")
        .hasMessageNotContaining("k3y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'without-click':'goal'                     | $.without-click names 'goal'",
        "'landing':null                             | null at $.landing",
        "'limits':{'deadline':'none'}               | $.limits.deadline is none",
        "'exposes':{'o':'order_id'}                 | $.exposes.o: is made from order_id, which no click",
        "'exposes':{'o':{'each':'item','template':'x'}} | $.exposes.o: is made from items",
        "'landing':{'transaction-id':'t','cookies':{'c':{'of':'goal'}}} | $.landing.cookies.c: is made from goal",
        "'test':{'request':{'urll':'x'}}            | unknown field 'urll' at $.test.request.urll",
        "'test':{'request':{'goals':{'sales':{}}}}  | $.test.request.goals has 'sales'. Did you mean sale?",
        "'test':{'request':{'goals':{'cancle':{}}}} | $.test.request.goals has 'cancle'",
        "'test':{'request':{'goals':{'sale':{'urll':1}}}} | unknown field 'urll' at $.test.request.goals.sale",
        "'test':{'settings':{'KYE':'TEST_KEY'}}     | $.test.settings has KYE, which is not declared"
      })
  void restOfAFile_thatCannotBeMeant(String fields, String problem) {
    String landing = fields.contains("'landing'") ? "" : "'landing':{'transaction-id':'t'},";
    String json = "{'name':'own','request':{%s},%s%s}".formatted(URL, landing, fields);

    assertThatThrownBy(() -> NetworkFile.read("file own.json", json.replace('\'', '"')).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("file own.json")
        .hasMessageContaining(problem);
  }

  @Test
  void linesAsRequests_thatTheNetworkWouldTakeForRepetitions_areRefused() {
    String fields =
        "'de-duplication':'unique-id','request':{'url':'https://n.example/p?c={transaction_id}&o=%s&q={n}',"
            + "'fan-out':'item'%s}";
    String known = ",'unique-id-parameter':'o'";

    assertThat(refused(own(fields.formatted("{order_id}", known))))
        .hasMessageContaining("nothing in the unique ID tells the lines apart");
    assertThat(refused(own(fields.formatted("{order_id}", "").replace("{n}", "{item.quantity}"))))
        .hasMessageContaining("nothing in the unique ID tells the lines apart");
    assertThat(own(fields.formatted("{order_id}-{n}", known)).build().deDuplication())
        .isEqualTo(DeDuplication.UNIQUE_ID);
    assertThat(own(fields.formatted("{order_id}", "")).build().deDuplication())
        .isEqualTo(DeDuplication.UNIQUE_ID);
  }

  @Test
  void presetWithAnotherAmount_isNotSentWithItsOwn() {
    NetworkBuilder awin = Network.preset("awin").placeholder("amount", "conversion:net");

    assertThat(refused(awin.setting("MERCHANT", "1")))
        .hasMessageContaining("preset awin")
        .hasMessageContaining("does not fit amount, which is neither money nor a time here");
  }

  private static NetworkBuilder unused(String placeholders) {
    return own(
        "'settings':{'MODE':{'about':'A mode.','values':['a','b'],'default':'a'},"
            + "'KEY':{'about':'A key.'}},"
            + "'placeholders':{%s},'request':{%s}".formatted(placeholders, URL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'v':{'of':'custmer_status'}       | $.placeholders.v.of: unknown placeholder {custmer_status}",
        "'v':'custmer_status'              | $.placeholders.v: 'custmer_status' for v is no value",
        "'v':{'of':'goal','mapp':{}}       | unknown field 'mapp' at $.placeholders.v.mapp",
        "'v':{'text':'{w}'},'w':{'text':'{v}'} | is made from itself",
        "'v':{'of':'click:sub2'}           | 'click:sub2' is not kept at landing",
        "'v':{'choose':'MODE','cases':{'a':'goal','b':'custmer_status'}} | $.placeholders.v.cases.b: unknown",
        "'v':{'choose':'MODE','cases':{'a':'goal','b':{'of':'goal','lowr':true}}} | unknown field 'lowr' at $.placeholders.v.cases.b.lowr",
        "'v':{'choose':'MODE','cases':{'a':{'of':'goal','encode':true},'b':'goal'},'raw':true} | not all of it",
      })
  void placeholderThatNothingUses_isCheckedAsOthers(String placeholders, String problem) {
    assertThat(refused(unused(placeholders).setting("KEY", "k")))
        .hasMessageStartingWith("file own.json")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'v':'KEY'",
        "'v':{'of':'KEY','lower':true}",
        "'v':{'of':'time','zone':'{KEY}'}",
        "'v':{'choose':'MODE','cases':{'a':'goal','b':'KEY'}}",
        "'v':{'choose':'MODE','cases':{'a':'goal','b':'GIVEN_FOR_B_ALONE','c':null}}",
        "'v':{'choose':'MODE','cases':{'a':'goal','b':{'text':'{GIVEN_FOR_B_ALONE}'}}}",
        "'v':{'of':'item.sku','lower':true}"
      })
  void placeholderThatNothingUses_needsNoSetting(String placeholders) {
    assertThat(unused(placeholders).build().name()).isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'landing':{'transaction-id':'cid'}",
        "'landing':{'partner-id':'pid'}",
        "'landing':{'transaction-id':'cid','partner-id':'pid'},'settings':{}"
      })
  void landingIdThatNoRequestCarries_isToldInsteadOfKeepingNoClicks(String landing) {
    String file =
        "{'name':'own',%s,'request':{'url':'https://n.example/v','json':{'order':'{order_id}','code':'{coupon}'}}%s}";

    assertThat(refused(read(file.formatted(landing, ""))))
        .hasMessageStartingWith("file own.json, $.landing.")
        .hasMessageContaining("is read, but no request carries it")
        .hasMessageContaining("\"without-click\": \"coupon\"");
    assertThat(read(file.formatted(landing, ",'without-click':'coupon'")).build().isByCouponOnly())
        .isTrue();
    assertThat(read(file.formatted("'landing':{'keep':'sub'}", "")).build().isByCouponOnly())
        .isTrue();
  }

  private static NetworkBuilder read(String file) {
    return NetworkFile.read("file own.json", file.replace('\'', '"'));
  }
}

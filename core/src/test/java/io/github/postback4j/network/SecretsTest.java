package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.conversion.Conversion;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is masked, in whatever way a server repeats it. */
class SecretsTest {

  private static final Conversion ORDER = Conversion.sale("ORD-7", new BigDecimal("49.90"), "EUR");

  private static String masked(String text, String... secrets) {
    return new Secrets(List.of(secrets), List.of(), List.of()).mask(text);
  }

  /** A network whose URL was pasted with whatever stands in it. */
  private static Network pasted(String query) {
    return Network.preset("generic")
        .url("https://n.example/p?transaction_id={transaction_id}&" + query)
        .build();
  }

  @Test
  void secretsThatOverlap_leaveNothingOfAny() {
    assertThat(masked("a abcdef123 b", "abcdef", "abcdef123")).isEqualTo("a *** b");
    assertThat(masked("a abcdefghi b", "abcdef", "defghi")).isEqualTo("a *** b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          k/e y+1"ä\\2
          k%2Fe%20y%2B1%22%C3%A4%5C2
          k%2fe+y%2b1%22%c3%a4%5c2
          k%252Fe%2520y%252B1%2522%25C3%25A4%255C2
          k/e y+1\\"ä\\\\2
          k\\/e y+1\\"\\u00e4\\\\2
          k\\u002Fe\\u0020y\\u002b1\\u0022\\u00E4\\u005c2
          k%5C%2Fe%20y%2B1%5C%22%C3%A4%5C%5C2
          """)
  void secret_isFoundHoweverItIsEscaped(String escaped) {
    assertThat(masked("<" + escaped + ">", "k/e y+1\"ä\\2")).isEqualTo("<***>");
  }

  @Test
  void lettersBeyondTheBasicOnes_areFoundAsTwoEscapes() {
    assertThat(masked("x \\ud83d\\ude00-12345 y", "😀-12345")).isEqualTo("x *** y");
    assertThat(masked("x %F0%9F%98%80-12345 y", "😀-12345")).isEqualTo("x *** y");
  }

  @Test
  void shortSecrets_areFoundBetweenOtherSignsOnly() {
    assertThat(masked("bob:4711 4711x 147110 (4711) bob%3A4711 %224711%22 \\n4711", "4711"))
        .isEqualTo("bob:*** 4711x 147110 (***) bob%3A*** %22***%22 \\n***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nothing", "100%", "%zz %4", "\\", "\\u12", "\\ud83d"})
  void otherTexts_stayAsTheyAre(String text) {
    assertThat(masked(text, "s3cr3t", "pin")).isEqualTo(text);
    assertThat(masked(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secure",
        "postback_key",
        "api-key",
        "key",
        "sig",
        "apiKey",
        "security_token",
        "X-Auth",
        "hmac",
        "sign",
        "password"
      })
  void keyOfAPastedUrl_isASecret(String parameter) {
    Network network = pasted(parameter + "=ab%2Fcdefg&source=constant");

    assertThat(network.mask("No ab/cdefg, ab%2Fcdefg, constant"))
        .isEqualTo("No ***, ***, constant");
    NetworkExplanation told = network.explain();
    assertThat(told.requests().get(0).url())
        .contains(parameter + "=***")
        .endsWith("source=constant");
  }

  @ParameterizedTest
  @ValueSource(strings = {"campaign=summer", "keyword=shoes", "secure=1", "key=true", "goal=lead"})
  void otherConstants_areNone(String parameter) {
    assertThat(pasted(parameter).explain().requests().get(0).url()).endsWith(parameter);
  }

  @Test
  void keysOfFurtherRequestsBodiesAndHeaders_areSecrets() {
    String file =
        """
        {'name':'own','landing':{'transaction-id':'cid'},
         'request':{'url':'https://n.example/p?c={transaction_id}',
           'headers':{'X-Api-Key':'head-12345'},
           'also':{'more':{'url':'https://n.example/m?sig=also-12345&o={order_id}',
             'json':{'a':{'token':'json-12345'}}}}}}
        """;
    Network network = NetworkFile.read("file own.json", file.replace('\'', '"')).build();

    assertThat(network.mask("head-12345 also-12345 json-12345")).isEqualTo("*** *** ***");
    assertThat(network.explain("https://shop.example/?cid=1", ORDER).text())
        .contains("sig=***", "{\"a\":{\"token\":\"***\"}}")
        .doesNotContain("-12345");
  }

  @Test
  void credentials_areSecretsInBase64() {
    Network network =
        Network.preset("partnerstack")
            .setting("PUBLIC_KEY", "pk>?")
            .setting("SECRET_KEY", "sk_~~?123")
            .build();
    byte[] pair = "pk>?:sk_~~?123".getBytes(StandardCharsets.UTF_8);
    String base64 = Base64.getEncoder().encodeToString(pair);

    assertThat(base64).contains("+").endsWith("=");
    assertThat(network.mask("no Basic " + base64)).doesNotContain(base64.substring(0, 6));
    assertThat(network.mask("no " + base64.replace("=", ""))).isEqualTo("no ***");
    assertThat(network.mask("no " + Base64.getUrlEncoder().encodeToString(pair)))
        .startsWith("no ***");
  }

  @Test
  void reasonOfAnAnswer_holdsNoShortSecretEither() {
    Network network =
        Network.preset("tune")
            .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&security_token=TOKEN")
            .setting("TOKEN", "t1x")
            .build();

    assertThat(network.readAnswer(200, "success=false; err_msg=bad token t1x;").reason())
        .isEqualTo("bad token ***");
  }

  @Test
  void whatIsSignedWithASecret_isNotShown() {
    Network network =
        Network.preset("tradedoubler")
            .setting("ORGANIZATION", "1")
            .setting("EVENT.sale", "2")
            .setting("CHECKSUM_SECRET", "s3cret-1")
            .build();
    NetworkExplanation told = network.explain("https://shop.example/?tduid=1", ORDER);

    assertThat(told.requests().get(0).url()).contains("checksum=***").doesNotContain("v04");
  }

  /** A file that says too much: a secret's default, and keys that stand in it as they are. */
  private static NetworkBuilder telling(String auth) {
    String file =
        """
        {'name':'own','landing':{'transaction-id':'cid'},
         'settings':{'KEY':{'about':'The key.','secret':true,'default':'dflt-12345'}},
         'request':{'url':'https://n.example/p?c={transaction_id}&k={KEY}',AUTH},
         'test':{'request':{'auth':{'bearer':'t-12345'}}}}
        """;
    return NetworkFile.read("file own.json", file.replace("AUTH", auth).replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'auth':{'bearer':'brr-12345'}                           | Bearer ***
          'auth':{'bearer':'{KEY}'}                               | Bearer {KEY}
          'auth':{'basic':{'user':'api','password':'pwd-12345'}}  | Basic api:***
          'auth':{'basic':{'user':'key-12345'}}                   | Basic ***:
          'auth':{'basic':{'user':'{KEY}','password':'-12345'}}   | Basic {KEY}:***
          'headers':{'authorization':'Bearer a-12345'} | Bearer ***
          """)
  void descriptionOfAFileThatHoldsKeys_hasStars(String auth, String shown) {
    NetworkBuilder builder = telling(auth);
    NetworkDescription description = builder.describe();

    assertThat(description.settings().get(0).fallback()).isEqualTo("***");
    assertThat(description.requests().get(0).parameters())
        .filteredOn(parameter -> parameter.name().equalsIgnoreCase("Authorization"))
        .singleElement()
        .extracting(NetworkDescription.Parameter::value)
        .isEqualTo(shown);
    assertThat(description.page()).doesNotContain("-12345");
    assertThat(builder.build().explain().text()).contains("k=***").doesNotContain("-12345");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'of':'KEY','lower':true}
          {'of':'KEY','replace':{'-':'_'}}
          {'of':'KEY','remove':'-'}
          {'of':'KEY','max':9}
          {'of':'KEY','until':'9'}
          {'first':[{'of':'KEY','max':9},'coupon']}
          {'choose':'MODE','cases':{'a':{'of':'KEY','lower':true}}}
          {'text':'{order_id}:{KEY}','lower':true}
          {'each':'item','template':'{item.sku}{KEY}','remove':'-'}
          {'of':'goal','map':'TOKEN','lower':true}
          {'of':'changed','lower':true}
          """)
  void secretThatWasChanged_isNotShown(String made) {
    String file =
        """
        {'name':'own','landing':{'transaction-id':'cid'},
         'settings':{'KEY':{'about':'The key.','secret':true},'MODE':{'about':'A mode.','default':'a'},
          'TOKEN.*':{'about':'By goal.','secret':true}},
         'placeholders':{'v':MADE,'changed':{'of':'KEY','max':9}},
         'request':{'url':'https://n.example/p?c={transaction_id}','query':{'v':'{v}','o':'{order_id}',
          't':'{TOKEN.sale}','g':'{changed}'}}}
        """;
    Network network =
        NetworkFile.read("file own.json", file.replace("MADE", made).replace('\'', '"'))
            .setting("KEY", "S-E-C-R-E-T-9-x")
            .setting("TOKEN.sale", "S-E-C-R-E-T-9-y")
            .build();

    assertThat(network.explain().requests().get(0).url()).endsWith("&v=***&o=ORD-1001&t=***&g=***");
  }

  @Test
  void valueThatASecretOnlyDecidesAbout_isShown() {
    String file =
        """
        {'name':'own','landing':{'transaction-id':'cid'},
         'settings':{'KEY':{'about':'The key.','secret':true}},
         'placeholders':{'v':{'of':'order_id','if':'KEY','lower':true}},
         'request':{'url':'https://n.example/p?c={transaction_id}','query':{'v':'{v}'}}}
        """;
    Network network =
        NetworkFile.read("file own.json", file.replace('\'', '"')).setting("KEY", "k-1").build();

    assertThat(network.explain().requests().get(0).url()).endsWith("&v=ord-1001");
  }
}

package io.github.postback4j.network;

import static io.github.postback4j.network.OwnNetwork.only;
import static io.github.postback4j.network.OwnNetwork.own;
import static io.github.postback4j.network.OwnNetwork.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the placeholders of one's own become where settings, blanks and odd signs are in them. */
class OwnValuesTest {

  @Test
  void repeatedName_isEncodedLikeAValue() {
    Network network =
        own("", "'query':{'$items':{'parameters':{'q[{n}]_{item.sku}':'{item.quantity}'}}}")
            .build();

    assertThat(only(network).url()).endsWith("?c=c1&q[1]_A%26amount%3D9999=2&q[2]_B=1");
  }

  @Test
  void headersOfSettingsThatAreChangedFirst_areSent() {
    Network network =
        own("""
            'settings':{'KEY':{'about':'Key.','secret':true},'ENV':{'about':'Which.','optional':true}},
            'placeholders':{'token':{'of':'KEY','lower':true},'header':{'of':'KEY','prefix':'Token '},
             'env':{'of':'ENV','otherwise':'live'},'only':{'text':'x','if':'ENV'}},
            'request':{'url':'https://n.example/p?c={transaction_id}','auth':{'bearer':'{token}'},
             'headers':{'x-token':'{header}','x-env':'{env}','x-only':'{only}'}}
            """)
            .setting("KEY", "K-1")
            .setting("ENV", "dev")
            .build();

    assertThat(only(network).headers())
        .containsEntry("Authorization", "Bearer k-1")
        .containsEntry("x-token", "Token K-1")
        .containsEntry("x-env", "dev")
        .containsEntry("x-only", "x");
  }

  @Test
  void optionalSettingWithAnother_isThatOtherInAHeader() {
    NetworkBuilder builder =
        own(
            """
            'settings':{'ENV':{'about':'Which.','optional':true}},
            'placeholders':{'env':{'of':'ENV','otherwise':'live'},'only':{'text':'x','if':'ENV'}},
            'request':{'url':'https://n.example/p?c={transaction_id}',
             'headers':{'x-env':'{env}','x-only':'{only}'}}
            """);

    assertThat(only(builder.build()).headers())
        .containsEntry("x-env", "live")
        .doesNotContainKey("x-only");
  }

  @Test
  void hashOfNothing_isMissing() {
    assertThat(query("'v':{'of':'coupon','until':'a','hash':'md5'}", "{v}")).isEmpty();
    assertThat(query("'v':{'of':'coupon','until':'a','hmac':'md5','key':'k'}", "{v}")).isEmpty();
    assertThat(query("'v':{'of':'coupon','until':'a','prefix':'p'}", "{v}")).isEmpty();
  }

  @Test
  void zoneAlone_isIsoThere() {
    assertThat(query("'v':{'of':'time','zone':'Europe/Berlin'}", "{v}"))
        .isEqualTo("&v=2026-03-02T13%3A30%3A00%2B01%3A00");
  }

  @Test
  void placeholderNamedLikeItsSource_isMadeFromThat() {
    assertThat(query("'amount':{'of':'amount','as':'plain'}", "{amount}")).isEqualTo("&v=49.9");
    assertThat(query("'sum':'amount','v':{'of':'sum','as':'minor-units'}", "{v}"))
        .isEqualTo("&v=4990");
  }

  @Test
  void charactersOutsideTheBasicPlane_areOneEach() {
    String text = "'v':{'of':'coupon','remove':'ab&=1 %s','max':%d}";
    assertThat(query(text.formatted("", 1), "{v}")).isEqualTo("&v=%F0%9F%98%80");
    assertThat(query(text.formatted("", 2), "{v}")).isEqualTo("&v=%F0%9F%98%80%F0%9F%98%81");
    assertThat(query(text.formatted("\uD83D\uDE00", 9), "{v}")).isEqualTo("&v=%F0%9F%98%81x");
  }

  @Test
  void rawValue_staysRawAsAPartOfAnother() {
    String packed = "'packed':{'text':'[{coupon}]','encode-values':true,'max':9,'raw':true},";
    assertThat(query(packed + "'v':{'first':['packed']}", "{v}")).isEqualTo("&v=[a%26b%3D");
    assertThat(query(packed + "'v':{'of':'packed','if':'coupon'}", "{v}"))
        .isEqualTo("&v=[a%26b%3D");
    assertThat(query(packed + "'v':{'first':['customer_id','order_id','packed']}", "{v}"))
        .isEqualTo("&v=ORD-1");
  }

  @Test
  void hostWithAPort_isOfASetting() {
    NetworkBuilder builder =
        own(
            """
            'settings':{'HOST':{'about':'Host.'}},
            'request':{'allow-http':true,'url':'http://{HOST}/p?c={transaction_id}'}
            """);

    assertThat(only(builder.setting("HOST", "localhost:8080").build()).url())
        .isEqualTo("http://localhost:8080/p?c=c1");
  }

  @Test
  void overlay_replacesWhatStandsForItself() {
    Network network =
        own("""
            'request':{'url':'https://n.example/p?c={transaction_id}',
             'json':{'sum':{'$number':'{amount}'},'o':{'a':1},'l':{'$items':{'sku':'{item.quantity}'}}},
             'goals':{'sale':{'json':{'sum':{'$text':'none'},'o':{'b':2},'l':{'$items':{'n':'{n}'}}}}}}
            """)
            .build();

    assertThat(only(network).body())
        .isEqualTo(
            "{\"sum\":\"none\",\"o\":{\"a\":1,\"b\":2},"
                + "\"l\":[{\"sku\":\"2\",\"n\":\"1\"},{\"sku\":\"1\",\"n\":\"2\"}]}");
  }

  @Test
  void testMode_takesDefaultsAndRequirementsOfItsOwn() {
    Network network =
        own("""
            'settings':{'KEY':{'about':'Key.'},'TEST_KEY':{'about':'Test key.','default':'t-1'}},
            'request':{'url':'https://n.example/p?c={transaction_id}&k={KEY}&w={customer_id}','required':'customer_id'},
            'test':{'request':{'required':'order_id','query':{'o':'{order_id}'}},'settings':{'KEY':'TEST_KEY'}}
            """)
            .setting("KEY", "live")
            .testMode(true)
            .build();

    assertThat(only(network).url()).isEqualTo("https://n.example/p?c=c1&k=t-1&o=ORD-1");
  }

  @Test
  void description_isInNoLogWithATokenThatWasPasted() {
    Network network =
        Network.builder("acme")
            .url("https://n.example/t0k3n/p?c={transaction_id}&key=s3cr3t")
            .transactionIdNames(List.of("cid"))
            .build();

    assertThat(network.describe().requests()).isNotEmpty();
    assertThat(network.describe() + " " + network.describe().requests())
        .contains("acme")
        .doesNotContain("s3cr3t", "t0k3n");
    assertThat(network.describe().requests().get(0).parameters().toString())
        .doesNotContain("s3cr3t", "t0k3n");
  }
}

package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.CustomerStatus;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a network of one's own sends: bodies, items, values, headers, test mode. */
class NetworkRequestTest {

  private static final Instant CLICKED = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant BOUGHT = Instant.parse("2026-03-02T12:30:00.5Z");

  private static final Conversion SALE =
      Conversion.builder("ORD-1001")
          .amount(new BigDecimal("49.9"), "EUR")
          .item(new Item("SKU-A", "Blue \"Mug\"", 2, new BigDecimal("19.95"), "Kitchen"))
          .item(new Item("SKU-B", null, 1, new BigDecimal("10"), "Food"))
          .coupon("SPRING 10")
          .customerStatus(CustomerStatus.NEW)
          .email(" Jane.Doe@Example.com")
          .parameter("secret", "s3cr3t")
          .occurredAt(BOUGHT)
          .build();

  private static String file(String fields) {
    return "{'name':'own','landing':{'transaction-id':'cid'},%s}"
        .formatted(fields)
        .replace('\'', '"');
  }

  private static NetworkBuilder own(String fields) {
    return NetworkFile.read("file own.json", file(fields));
  }

  private static List<Outgoing> sent(Network network, Conversion conversion) {
    Click click = Click.ofTransaction(network.name(), "c/1", CLICKED);
    PlannedPostback plan = network.plan(click, conversion, BOUGHT);
    assertThat(plan).isInstanceOf(Send.class);
    return ((Send) plan).requests();
  }

  private static PostbackRequest only(Network network) {
    List<Outgoing> sent = sent(network, SALE);
    assertThat(sent).hasSize(1);
    return network.authorize("sale", "", sent.get(0).request());
  }

  private static String query(String placeholders, String template) {
    Network network =
        own("'placeholders':{%s},'request':{'url':'https://n.example/p?c={transaction_id}','query':{'v':'%s'}}"
                .formatted(placeholders, template))
            .build();
    String url = only(network).url();
    return url.substring(url.indexOf("c%2F1") + 5);
  }

  @Test
  void jsonBody_isNestedWithNumbersListsAndWithoutWhatIsMissing() {
    Network network =
        own("""
            'settings':{'ACCOUNT':{'about':'The account.'},'TOKEN':{'about':'The token.','secret':true}},
            'request':{'url':'https://api.example/{ACCOUNT}/orders','auth':{'bearer':'{TOKEN}'},
             'headers':{'X-Order':'{order_id}','X-Key':'k-{TOKEN}'},
             'json':{'query':{'$text':'mutation { a }'},'click':'{transaction_id}','sum':{'$number':'{amount}'},
              'empty':{'deep':['{customer_id}']},'name':'a \\\\ {coupon}','flag':true,'none':null,'n':1.50,
              'items':{'$items':{'sku':'{item.sku}','name':'{item.name}','quantity':{'$number':'{item.quantity}'}}}}}
            """)
            .setting("ACCOUNT", "a b")
            .setting("TOKEN", "t-123456")
            .build();

    PostbackRequest request = only(network);

    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.url()).isEqualTo("https://api.example/a%20b/orders");
    assertThat(request.headers())
        .isEqualTo(
            Map.of(
                "Authorization", "Bearer t-123456",
                "Content-Type", "application/json",
                "X-Order", "ORD-1001",
                "X-Key", "k-t-123456"));
    assertThat(request.body())
        .isEqualTo(
            "{\"query\":\"mutation { a }\",\"click\":\"c/1\",\"sum\":49.90,"
                + "\"name\":\"a \\\\ SPRING 10\",\"flag\":true,\"none\":null,\"n\":1.50,"
                + "\"items\":[{\"sku\":\"SKU-A\",\"name\":\"Blue \\\"Mug\\\"\",\"quantity\":2},"
                + "{\"sku\":\"SKU-B\",\"quantity\":1}]}");
    assertThat(sent(network, SALE).get(0).request().headers())
        .isEqualTo(Map.of("X-Order", "ORD-1001"));
  }

  @Test
  void formBody_numbersItsItems() {
    Network network =
        own("""
            'request':{'url':'https://n.example/p','auth':{'basic':{'user':'IRexample123','password':'tok456'}},
             'form':{'ClickId':'{transaction_id}','Who':'{customer_id}','$items':{'start':0,'parameters':
              {'Sku{n}':'{item.sku}','Name{n}':'{item.name}'}},'Code':'{coupon}'}}
            """)
            .build();

    PostbackRequest request = only(network);

    assertThat(request.body())
        .isEqualTo("ClickId=c%2F1&Sku0=SKU-A&Name0=Blue%20%22Mug%22&Sku1=SKU-B&Code=SPRING%2010");
    assertThat(request.headers())
        .isEqualTo(
            Map.of(
                "Content-Type", "application/x-www-form-urlencoded",
                "Authorization", "Basic SVJleGFtcGxlMTIzOnRvazQ1Ng=="));
  }

  @Test
  void pathSegmentsAndGroups_areLeftOutWhereTheyAreMissing() {
    Network network =
        own("""
            'placeholders':{'items':{'each':'item','before':'','template':['sku:{item.sku}','name:{item.name}'],
              'join':'/','encode-values':true,'raw':true},
             'list':{'each':'item','template':'[{items_one}]','separator':''},
             'items_one':{'text':['sku:{item.sku}','name:{item.name}'],'join':'/','encode-values':true}},
            'request':{'url':'https://n.example/conversion/','path':['mode:api','ref:{transaction_id}',
              'who:{customer_id}','{items}'],'query':{'end':1}}
            """)
            .build();

    assertThat(only(network).url())
        .isEqualTo(
            "https://n.example/conversion/mode:api/ref:c%2F1/"
                + "sku:SKU-A/name:Blue%20%22Mug%22sku:SKU-B?end=1");
  }

  @Test
  void queryThatIsNoNamesAndValues_isPieces() {
    Network network =
        own("""
            'request':{'url':'https://n.example/report','query-text':['o(12)','who({customer_id})','id({transaction_id})']}
            """)
            .build();

    assertThat(only(network).url()).isEqualTo("https://n.example/report?o(12)id(c%2F1)");
  }

  @Test
  void moneyAndTimes_haveTheFormThatIsWanted() {
    String of = "'v':{'of':'%s','as':'%s'}";
    assertThat(query(of.formatted("amount", "minor-units"), "{v}")).isEqualTo("&v=4990");
    assertThat(query(of.formatted("amount", "cents"), "{v}")).isEqualTo("&v=4990");
    assertThat(query(of.formatted("amount", "plain"), "{v}")).isEqualTo("&v=49.9");
    assertThat(query("'v':{'of':'amount','digits':3}", "{v}")).isEqualTo("&v=49.900");
    assertThat(query("'v':'amount'", "{v}")).isEqualTo("&v=49.90");
    assertThat(query(of.formatted("time", "iso"), "{v}")).isEqualTo("&v=2026-03-02T12%3A30%3A00Z");
    assertThat(query(of.formatted("time", "iso-offset"), "{v}"))
        .isEqualTo("&v=2026-03-02T12%3A30%3A00%2B00%3A00");
    assertThat(query(of.formatted("time", "epoch-seconds"), "{v}")).isEqualTo("&v=1772454600");
    assertThat(query(of.formatted("clicked_at", "epoch-millis"), "{v}"))
        .isEqualTo("&v=1772359200000");
    assertThat(query(of.formatted("time", "compact"), "{v}")).isEqualTo("&v=20260302_1230");
    assertThat(query(of.formatted("time", "sql"), "{v}")).isEqualTo("&v=2026-03-02%2012%3A30%3A00");
    assertThat(query(of.formatted("time", "sql-offset"), "{v}"))
        .isEqualTo("&v=2026-03-02%2012%3A30%3A00%2B00%3A00");
    assertThat(query(of.formatted("time", "date"), "{v}")).isEqualTo("&v=2026-03-02");
    assertThat(query("'v':{'of':'time','as':'sql','zone':'America/Los_Angeles'}", "{v}"))
        .isEqualTo("&v=2026-03-02%2004%3A30%3A00");
  }

  @Test
  void texts_areMappedCutHashedAndSigned() {
    assertThat(query("'v':{'of':'customer_status','map':{'new':'NEW'}}", "{v}"))
        .isEqualTo("&v=NEW");
    assertThat(query("'v':{'of':'customer_status','map':{'x':'y'}}", "{v}")).isEmpty();
    assertThat(query("'v':{'of':'customer_id','otherwise':'guest'}", "{v}")).isEqualTo("&v=guest");
    assertThat(query("'v':{'first':['customer_id','coupon']}", "{v}")).isEqualTo("&v=SPRING%2010");
    assertThat(query("'v':{'of':'coupon','replace':{' ':'_'},'remove':'S0','max':4}", "{v}"))
        .isEqualTo("&v=PRIN");
    assertThat(query("'v':{'of':'email','lower':true,'trim':true,'hash':'sha-256'}", "{v}"))
        .isEqualTo("&v=86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d");
    assertThat(query("'v':{'of':'email','lower':true,'trim':true,'hash':'md5'}", "{v}"))
        .isEqualTo("&v=0cba00ca3da1b283a57287bcceb17e35");
    assertThat(
            query(
                "'v':{'text':'{conversion:secret}{order_id}{amount}','hash':'md5','prefix':'v04'}",
                "{v}"))
        .isEqualTo("&v=v0487e2d8ce20c7221a8e6948b2e34424f2");
    // RFC 4231, test case 2.
    assertThat(
            query(
                "'v':{'text':'what do ya want for nothing?','hmac':'sha-256','key':'Jefe'}", "{v}"))
        .isEqualTo("&v=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assertThat(query("'v':{'of':'coupon','encode':true}", "x{v}")).isEqualTo("&v=xSPRING%252010");
  }

  @Test
  void lists_keepBlanksInTheirPlaceAndGroupsShareTheAmount() {
    assertThat(query("'v':{'each':'item','template':'{item.name}','separator':'|'}", "{v}"))
        .isEqualTo("&v=Blue%20%22Mug%22%7C");
    assertThat(query("'v':{'each':'item','template':'{item:brand}','separator':'|'}", "{v}"))
        .isEmpty();
    String groups =
        "'commission_group':{'first':['%s']},"
            + "'v':{'each':'group','template':'{group.code}:{group.amount}','separator':'|'}";
    assertThat(query(groups.formatted("item.category"), "{v}"))
        .isEqualTo("&v=Kitchen%3A39.90%7CFood%3A10.00");
    assertThat(query(groups.formatted("currency"), "{v}")).isEqualTo("&v=EUR%3A49.90");
  }

  @Test
  void groupsOfLinesWithPartsOfACent_shareTheAmountToTheCent() {
    Network network =
        own("""
            'placeholders':{'commission_group':{'first':['item.category']},
             'v':{'each':'group','template':'{group.code}:{group.amount}','separator':'|'}},
            'request':{'url':'https://n.example/p?c={transaction_id}','query':{'v':'{v}'}}
            """)
            .build();
    BigDecimal price = new BigDecimal("1.005");
    Conversion conversion =
        Conversion.builder("O")
            .amount(new BigDecimal("2.01"), "EUR")
            .item(new Item("1", null, 1, price, "A"))
            .item(new Item("2", null, 1, price, "B"))
            .build();

    assertThat(sent(network, conversion).get(0).request().url()).endsWith("&v=A%3A1.01%7CB%3A1.00");
  }

  @Test
  void printedWord_followsThePlaceholderOfItsName() {
    Network network =
        own("""
            'placeholders':{'amount':'conversion:net'},
            'request':{'url':'https://n.example/p?c={transaction_id}&sum=AMOUNT&n={amount}'}
            """)
            .build();
    Conversion conversion = SALE.toBuilder().parameter("net", "41.93").build();

    assertThat(sent(network, conversion).get(0).request().url()).endsWith("&sum=41.93&n=41.93");
  }

  @Test
  void headerThatCannotHoldAValue_isLeftOutAndTheSaleIsSent() {
    Network network =
        own("""
            'request':{'url':'https://n.example/p?c={transaction_id}',
             'headers':{'X-Name':'{conversion:name}','X-Order':'{order_id}'}}
            """)
            .build();
    for (String name : List.of("Jos\u00e9", "a\nb", "\ud83d\ude00")) {
      Conversion conversion = SALE.toBuilder().parameter("name", name).build();
      assertThat(sent(network, conversion).get(0).request().headers())
          .isEqualTo(Map.of("X-Order", "ORD-1001"));
    }
    Conversion plain = SALE.toBuilder().parameter("name", "Jose").build();
    assertThat(sent(network, plain).get(0).request().headers()).containsEntry("X-Name", "Jose");
  }

  @Test
  void fanOut_isOneRequestForEachLineWithItsPlaceAmongThem() {
    Network network =
        own("""
            'request':{'url':'https://n.example/t?c={transaction_id}&o={order_id}&p={n}&of={item.count}&sku={item.sku}',
             'fan-out':'item'}
            """)
            .build();

    assertThat(sent(network, SALE))
        .extracting(Outgoing::part, outgoing -> outgoing.request().url())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "item-1", "https://n.example/t?c=c%2F1&o=ORD-1001&p=1&of=2&sku=SKU-A"),
            org.assertj.core.groups.Tuple.tuple(
                "item-2", "https://n.example/t?c=c%2F1&o=ORD-1001&p=2&of=2&sku=SKU-B"));
    assertThat(sent(network, Conversion.sale("7", BigDecimal.ONE, "EUR")).get(0).request().url())
        .isEqualTo("https://n.example/t?c=c%2F1&o=7&p=1&of=1");
  }

  @Test
  void furtherRequest_isSentBesidesWithAnswersOfItsOwnOnceItsSettingIsGiven() {
    String fields =
        """
        'settings':{'SECRET':{'about':'For details.','optional':true,'secret':true}},
        'request':{'url':'https://n.example/t?c={transaction_id}','also':{'details':{'if':'SECRET',
          'url':'https://details.example/o','headers':{'x-secret':'{SECRET}'},'json':{'id':'{order_id}'},
          'answers':{'statuses':{'200':'accepted'}}}}}
        """;
    assertThat(sent(own(fields).build(), SALE)).hasSize(1);

    Network network = own(fields).setting("SECRET", "s-123456").build();
    List<Outgoing> sent = sent(network, SALE);

    assertThat(sent).extracting(Outgoing::part).containsExactly("", "+details");
    PostbackRequest details = network.authorize("sale", "+details", sent.get(1).request());
    assertThat(details.body()).isEqualTo("{\"id\":\"ORD-1001\"}");
    assertThat(details.headers()).containsEntry("x-secret", "s-123456");
    assertThatThrownBy(() -> own(fields).build().authorize("sale", "+details", details))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("+details");
    assertThat(network.readAnswer("sale", "+details", 200, "").meaning())
        .isEqualTo(Answer.Meaning.ACCEPTED);
    assertThat(network.readAnswer("sale", "", 200, "").meaning())
        .isEqualTo(Answer.Meaning.RECORDED);
  }

  @Test
  void goals_areLaidOverTheSaleAndFollowUpsTakeOverItsHeadersAlone() {
    Network network =
        own("""
            'settings':{'EVENT.*':{'about':'The event.'},'K':{'about':'The key.'}},
            'placeholders':{'event':{'of':'goal','map':'EVENT'}},
            'request':{'url':'https://s.example/r?c={transaction_id}&e={event}','headers':{'k':'{K}'},
             'query':{'order':'{order_id}'},'required':'event',
             'goals':{'lead':{'url':'https://l.example/r?c={transaction_id}&e={event}','query':{'order':null,'lead':'{order_id}'}},
              'refund':{'url':'https://s.example/refund','json':{'id':'{order_id}','minus':{'$number':'{amount}'}}},
              'status:approved':'https://s.example/ok?id={order_id}'}}
            """)
            .setting("EVENT.sale", "12")
            .setting("EVENT.lead", "13")
            .setting("K", "k")
            .build();
    Click click = Click.ofTransaction("own", "c1", CLICKED);

    assertThat(only(network).url()).isEqualTo("https://s.example/r?c=c%2F1&e=12&order=ORD-1001");
    assertThat(sent(network, SALE.toBuilder().goal("lead").build()).get(0).request().url())
        .isEqualTo("https://l.example/r?c=c%2F1&e=13&lead=ORD-1001");
    Conversion refund = Conversion.refund("ORD-1001", "r1", BigDecimal.ONE, "EUR");
    Send refunded = (Send) network.planFollowUp(click, refund, BOUGHT);
    assertThat(refunded.request().url()).isEqualTo("https://s.example/refund");
    assertThat(refunded.request().body()).isEqualTo("{\"id\":\"ORD-1001\",\"minus\":1.00}");
    assertThat(network.authorize("refund", "", refunded.request()).headers())
        .containsEntry("k", "k");
    Conversion approved = Conversion.statusChange("ORD-1001", "approved");
    assertThat(((Send) network.planFollowUp(click, approved, BOUGHT)).request().url())
        .isEqualTo("https://s.example/ok?id=ORD-1001");
    assertThat(network.planFollowUp(click, Conversion.statusChange("O", "no"), BOUGHT))
        .isInstanceOf(PlannedPostback.Manual.class);
    assertThat(network.plan(click, SALE.toBuilder().goal("other").build(), BOUGHT))
        .isEqualTo(new Skip("not sent: no event (setting EVENT.other is not given)"));
  }

  @Test
  void missingOptionalSetting_isNamedWhereItLeavesARequestOut() {
    Network network =
        own("""
            'settings':{'NID':{'about':'The network.'},'EVENT.*':{'about':'The event.','optional':true},
              'GROUP':{'about':'The group.','optional':true},'PLAN.*':{'about':'The plan.','optional':true}},
            'placeholders':{'event':{'of':'goal','map':'EVENT'},
              'known':{'first':[{'of':'goal','map':{'sale':'base'}},'event']},
              'network_id':{'of':'NID','if':'known'},'account':{'of':'NID','if':'GROUP'},
              'plan':{'of':'email','map':'PLAN'}},
            'request':{'url':'https://n.example/t?c={transaction_id}','query':{'nid':'{network_id}','e':'{event}'},
              'required':'network_id',
              'goals':{'lead':{'url':'https://n.example/{account}/lead?c={transaction_id}'},
                'trial':{'url':'https://n.example/trial?c={transaction_id}&p={plan}','required':'plan'}}}
            """)
            .setting("NID", "7")
            .build();
    Click click = Click.ofTransaction("own", "c1", CLICKED);
    Conversion.Builder other = Conversion.builder("O-1").email("jane@shop.example");

    assertThat(network.plan(click, other.goal("sale").build(), BOUGHT)).isInstanceOf(Send.class);
    assertThat(network.plan(click, other.goal("lead").build(), BOUGHT))
        .isEqualTo(new Skip("not sent: no account (setting GROUP is not given)"));
    assertThat(network.plan(click, other.goal("signup").build(), BOUGHT))
        .isEqualTo(new Skip("not sent: no network_id (setting EVENT.signup is not given)"));
    assertThat(network.plan(click, other.goal("trial").build(), BOUGHT))
        .isEqualTo(new Skip("not sent: no plan (setting PLAN.* is not given)"));
  }

  @Test
  void whatIsExplained_isNotInTheTextsThatALogWouldShow() {
    Network network =
        own("""
            'settings':{'KEY':{'about':'The key.','secret':true}},
            'request':{'url':'https://n.example/t?c={transaction_id}&k={KEY}'}
            """)
            .setting("KEY", "k-secret-1")
            .build();

    NetworkExplanation explained = network.explain("https://shop.example/?cid=click-77", SALE);

    assertThat(explained.text()).contains("click-77").doesNotContain("k-secret-1");
    assertThat(List.of(explained, explained.read(), explained.requests()).toString())
        .doesNotContain("click-77", "k-secret-1");
    assertThat(Value.constant("k-secret-1").toString()).doesNotContain("k-secret-1");
  }

  @Test
  void statusesWithDifferentAnswers_areRefused() {
    NetworkBuilder builder =
        own(
            """
            'request':{'url':'https://s.example/r?c={transaction_id}','goals':{
              'status:approved':{'url':'https://s.example/ok?id={order_id}','answers':{'otherwise':'recorded'}},
              'status:declined':'https://s.example/no?id={order_id}'}}
            """);

    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has other headers, auth or answers than another status");
  }

  @Test
  void testMode_laysOverTheRequestAndUsesOtherCredentials() {
    String fields =
        """
        'settings':{'KEY':{'about':'The key.','secret':true},'TEST_KEY':{'about':'The test key.','secret':true,'optional':true}},
        'request':{'url':'https://n.example/t?c={transaction_id}','headers':{'key':'{KEY}'},'json':{'id':'{order_id}','code':'{test}'}},
        'test':{'request':{'url':'https://n.example/test?c={transaction_id}','json':{'test_code':'T1'}},'settings':{'KEY':'TEST_KEY'}}
        """;
    NetworkBuilder builder = own(fields).setting("KEY", "real-1").testMode(true);
    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("TEST_KEY");

    PostbackRequest request = only(builder.setting("TEST_KEY", "test-1").build());

    assertThat(request.url()).startsWith("https://n.example/test?");
    assertThat(request.headers()).containsEntry("key", "test-1");
    assertThat(request.body())
        .isEqualTo("{\"id\":\"ORD-1001\",\"code\":\"true\",\"test_code\":\"T1\"}");
    assertThatThrownBy(
            () ->
                Network.builder("n")
                    .url("https://n.example/?c={transaction_id}")
                    .testMode(true)
                    .build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("test-mode");
  }

  @Test
  void testMode_isNotUndoneByWhatAUserOrAGoalSays() {
    String flag =
        """
        'request':{'url':'https://n.example/t?c={transaction_id}','query':{'o':'{order_id}','test':'0'},
          'goals':{'lead':{'query':{'test':'0'}},'refund':'https://n.example/refund?id={order_id}'}},
        'test':{'request':{'query':{'test':'1'}}}
        """;
    Network lead = own(flag).testMode(true).build();
    assertThat(sent(lead, SALE.toBuilder().goal("lead").build()).get(0).request().url())
        .endsWith("&test=1");
    assertThat(
            only(own(flag).url("https://o.example/?c={transaction_id}").testMode(true).build())
                .url())
        .isEqualTo("https://o.example/?c=c%2F1&o=ORD-1001&test=1");
    assertThatThrownBy(
            own(flag).url("https://o.example/?test=0&c={transaction_id}").testMode(true)::build)
        .hasMessageContaining("test mode: the URL has a parameter test, which the test sets");

    String place =
        """
        'request':{'url':'https://n.example/t?c={transaction_id}',
          'goals':{'lead':'https://n.example/lead?c={transaction_id}'}},
        'test':{'request':{'url':'https://n.example/test?c={transaction_id}'%s}}
        """;
    assertThatThrownBy(own(place.formatted("")).testMode(true)::build)
        .hasMessageContaining("the goal lead has a URL of its own");
    String both =
        place.formatted(",'goals':{'lead':'https://n.example/test-lead?c={transaction_id}'}");
    Network network =
        own(both).url("https://n.example/mine?c={transaction_id}").testMode(true).build();
    assertThat(only(network).url()).startsWith("https://n.example/test?");
    assertThat(sent(network, SALE.toBuilder().goal("lead").build()).get(0).request().url())
        .startsWith("https://n.example/test-lead?");
  }

  @Test
  void missingSettings_areToldAllAtOnceWithWhatTheyAre() {
    NetworkBuilder builder =
        own(
            """
            'settings':{'HOST':{'about':'Your host.','example':'trk.example'},'ID':{'about':'Your ID.'},
              'X':{'about':'Not needed.'},'MODE':{'about':'How.','values':['a','b'],'default':'a'}},
            'request':{'url':'https://{HOST}/p?c={transaction_id}&id={ID}&m={MODE}'}
            """);

    assertThatThrownBy(builder::build)
        .hasMessage(
            "network 'own', settings: some are missing: HOST, ID. "
                + "HOST: Your host. Such as trk.example. ID: Your ID.");
    builder.setting("HOST", "h.example").setting("ID", "1");
    assertThat(only(builder.build()).url()).isEqualTo("https://h.example/p?c=c%2F1&id=1&m=a");
    assertThatThrownBy(builder.setting("MODE", "c")::build)
        .hasMessageContaining("settings.MODE: is none of its values");
  }

  @Test
  void headerOfAnOlderFile_isNotSentTwice() {
    Network network =
        own("'request':{'url':'https://n.example/?c={transaction_id}','headers':{'X-Key':'new'}}")
            .build();
    PostbackRequest stored =
        new PostbackRequest("GET", "https://n.example/?c=1", Map.of("x-key", "ORD-1"), null);

    assertThat(network.authorize("sale", "", stored).headers()).hasSize(1).containsValue("ORD-1");
  }

  @Test
  void clickWithoutAnIdThatTheNetworkKnows_isNotTakenForAnOldOne() {
    Network network =
        own("'request':{'url':'https://n.example/?c={coupon}'},'without-click':'coupon'").build();
    Click click = Click.ofTransaction("own", "c1", CLICKED);

    assertThat(network.plan(click, SALE, BOUGHT))
        .isEqualTo(new Skip("not sent: the click has no ID that this network's requests carry"));
  }
}

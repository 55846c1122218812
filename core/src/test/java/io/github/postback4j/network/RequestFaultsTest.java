package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.RequestFaults.Fault;
import io.github.postback4j.network.RequestFaults.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a request that a network received. */
class RequestFaultsTest {

  private static final String OWN =
      """
      {'name':'own','landing':{'transaction-id':'cid'},
       'settings':{'KEY':{'about':'The key.','secret':true},'ID':{'about':'The account.'}},
       'placeholders':{'cents':{'of':'amount','as':'minor-units'},
        'kind':{'of':'customer_status','map':{'new':'NEW','returning':'OLD'}},
        'mail':{'of':'email','hash':'sha-256'}},
       'request':{'url':'https://n.example/a/{ID}/b?v=2','auth':{'bearer':'{KEY}'},
        'query':{'c':'{transaction_id}','ref':'o-{order_id}'},
        'json':{'sum':{'$number':'{cents}'},'cur':'{currency}','who':'{kind}','mail':'{mail}',
         'live':true,'order':{'id':'{order_id}'},
         'items':{'$items':{'sku':'{item.sku}','n':{'$number':'{item.quantity}'}}}},
        'goals':{'lead':'https://n.example/lead?c={transaction_id}'}}}
      """
          .replace('\'', '"');

  private static final String BODY =
      "{\"sum\":4990,\"cur\":\"EUR\",\"who\":\"NEW\",\"live\":true,\"order\":{\"id\":\"ORD-1\"},"
          + "\"items\":[{\"sku\":\"A\",\"n\":2},{\"sku\":\"B\",\"n\":1}]}";

  private static final String URL = "https://n.example/a/7/b?v=2&c=c%2F1&ref=o-ORD-1";

  private static final Map<String, String> HEADERS =
      Map.of("authorization", "Bearer k-1", "content-type", "application/json");

  private static Network own() {
    return NetworkFile.read("file own.json", OWN).setting("KEY", "k-1").setting("ID", "7").build();
  }

  private static RequestFaults check(String url, Map<String, String> headers, String body) {
    return own().check(new PostbackRequest("POST", url, headers, body));
  }

  private static List<Kind> kinds(RequestFaults faults) {
    return faults.faults().stream().map(Fault::kind).toList();
  }

  @Test
  void request_asDeclared_isFineAndTellsItsValues() {
    RequestFaults faults = check(URL, HEADERS, BODY);

    assertThat(faults.faults()).isEmpty();
    assertThat(faults.goal()).isEqualTo("sale");
    assertThat(faults.values())
        .isEqualTo(
            Map.of(
                "transaction_id", "c/1",
                "order_id", "ORD-1",
                "amount", "49.90",
                "currency", "EUR",
                "customer_status", "new"));
    assertThat(faults.items())
        .containsExactly(
            Map.of("item.sku", "A", "item.quantity", "2"),
            Map.of("item.sku", "B", "item.quantity", "1"));
    assertThat(faults).hasToString("RequestFaults[sale, []]");
  }

  @Test
  void target_thatIsAnother_isTold() {
    assertThat(kinds(check(URL.replace("n.example", "m.example"), HEADERS, BODY)))
        .containsExactly(Kind.HOST);
    assertThat(check(URL.substring(17), HEADERS, BODY).isFine()).isTrue();
    assertThat(kinds(check(URL.replace("/a/7/b", "/a/7/c"), HEADERS, BODY))).contains(Kind.PATH);
    assertThat(kinds(check(URL.replace("/a/7/b", "/a/8/b"), HEADERS, BODY)))
        .containsExactly(Kind.PATH);
    assertThat(kinds(own().check(new PostbackRequest("GET", URL, HEADERS, BODY))))
        .containsExactly(Kind.METHOD);
  }

  @Test
  void query_withMissingUnknownAndWrongParameters_isTold() {
    RequestFaults faults = check("https://n.example/a/7/b?v=3&ref=ORD-1&reff=x", HEADERS, BODY);

    assertThat(faults.faults())
        .containsExactly(
            new Fault(Kind.CONSTANT, "v", "must be 2"),
            new Fault(Kind.MISSING, "c", "is missing"),
            new Fault(Kind.CONSTANT, "ref", "is not of the form o-{order_id}"),
            new Fault(Kind.UNKNOWN, "reff", "in the query is not known"));
  }

  @Test
  void authorization_thatIsMissingOrAnother_isToldWithoutIt() {
    RequestFaults none = check(URL, Map.of("content-type", "application/json"), BODY);
    Map<String, String> other = new LinkedHashMap<>(HEADERS);
    other.put("authorization", "Bearer k-2");
    RequestFaults wrong = check(URL, other, BODY);

    assertThat(none.faults())
        .containsExactly(new Fault(Kind.AUTHORIZATION, "Authorization", "is missing"));
    assertThat(wrong.faults())
        .containsExactly(new Fault(Kind.AUTHORIZATION, "Authorization", "is not ours"));
  }

  @Test
  void body_thatIsNotAsDeclared_isTold() {
    assertThat(kinds(check(URL, HEADERS, "sum=1"))).containsExactly(Kind.BODY);
    assertThat(kinds(check(URL, Map.of("Authorization", "Bearer k-1"), BODY)))
        .containsExactly(Kind.BODY);
    String body =
        BODY.replace("4990", "49.90")
            .replace("\"NEW\"", "\"new\"")
            .replace("\"order\":{\"id\":\"ORD-1\"}", "\"mail\":\"x\",\"more\":1")
            .replace("\"live\":true", "\"live\":\"true\"")
            .replace("\"n\":1", "\"n\":\"1\"");
    assertThat(check(URL, HEADERS, body).faults())
        .containsExactlyInAnyOrder(
            new Fault(Kind.FORM, "$.sum", "is no amount as minor-units"),
            new Fault(Kind.FORM, "$.who", "is none of the texts for customer_status"),
            new Fault(Kind.FORM, "$.mail", "is no hash of 64 small hexadecimal digits"),
            new Fault(Kind.CONSTANT, "$.live", "must be true"),
            new Fault(Kind.MISSING, "$.order", "is missing"),
            new Fault(Kind.FORM, "$.items[1].n", "is no number"),
            new Fault(Kind.UNKNOWN, "$.more", "is not known"));
  }

  @Test
  void requestOfAnotherGoal_isJudgedByItsOwnDeclaration() {
    RequestFaults lead =
        own()
            .check(
                new PostbackRequest("POST", "https://n.example/lead?c=1", HEADERS, "{\"sum\":1}"));

    assertThat(lead.goal()).isEqualTo("lead");
    assertThat(lead.faults()).contains(new Fault(Kind.MISSING, "$.order", "is missing"));
    assertThat(own().check(PostbackRequest.get("https://else.example/x")).faults()).isNotEmpty();
  }

  private static RequestFaults ofFile(String fields, PostbackRequest received) {
    String file = "{'name':'own','landing':{'transaction-id':'cid'}," + fields + "}";
    return NetworkFile.read("file own.json", file.replace('\'', '"')).build().check(received);
  }

  private static List<Fault> fanned(String required, String more) {
    String fields =
        """
        'placeholders':{'many':{'of':'item.quantity','otherwise':'1'}},
        'request':{'url':'https://n.example/o?c={transaction_id}&o={order_id}','fan-out':'item',
         'query':{'sku':'{item.sku}','q':'{many}','p':'{item.unit_price}','n':'{n}'}%s}
        """
            .formatted(required);
    return ofFile(fields, PostbackRequest.get("https://n.example/o?c=1&o=O&q=1&n=1" + more))
        .faults();
  }

  @Test
  void fannedOutRequest_ofAnOrderWithoutLines_lacksTheirValues() {
    assertThat(fanned("", "")).isEmpty();
    assertThat(fanned("", "&sku=A&p=1.00")).isEmpty();
    assertThat(fanned(",'required':'item.sku'", "&p=1.00"))
        .containsExactly(new Fault(Kind.MISSING, "sku", "is missing"));
  }

  @Test
  void numberedLines_ofAFannedOutRequest_haveTheirValues() {
    String fields =
        """
        'request':{'url':'https://n.example/o?c={transaction_id}&o={order_id}','fan-out':'item',
         'json':{'n':'{n}','lines':{'$items':{'sku':'{item.sku}'}}}}
        """;
    Map<String, String> headers = Map.of("Content-Type", "application/json");
    String url = "https://n.example/o?c=1&o=O";

    assertThat(ofFile(fields, new PostbackRequest("POST", url, headers, "{\"n\":\"1\"}")).faults())
        .isEmpty();
    assertThat(
            ofFile(
                    fields,
                    new PostbackRequest("POST", url, headers, "{\"n\":\"1\",\"lines\":[{}]}"))
                .faults())
        .containsExactly(new Fault(Kind.MISSING, "$.lines[0].sku", "is missing"));
  }

  @Test
  void cents_ofACurrencyWithThreeDecimals_areReadAsHundredths() {
    String fields =
        """
        'placeholders':{'cents':{'of':'amount','as':'cents'}},
        'request':{'url':'https://n.example/o?c={transaction_id}&a={cents}&cur={currency}'}
        """;
    String file = "{'name':'own','landing':{'transaction-id':'cid'}," + fields + "}";
    Network network = NetworkFile.read("file own.json", file.replace('\'', '"')).build();

    RequestFaults dinars =
        network.check(PostbackRequest.get("https://n.example/o?c=1&a=1250&cur=KWD"));
    RequestFaults yen =
        network.check(PostbackRequest.get("https://n.example/o?c=1&a=5000&cur=JPY"));
    RequestFaults wrong =
        network.check(PostbackRequest.get("https://n.example/o?c=1&a=12.50&cur=KWD"));

    assertThat(dinars.faults()).isEmpty();
    assertThat(dinars.values()).containsEntry("amount", "12.50");
    assertThat(yen.values()).containsEntry("amount", "5000");
    assertThat(kinds(wrong)).containsExactly(Kind.FORM);
  }

  private static List<Fault> lists(String body) {
    String fields =
        """
        'request':{'url':'https://n.example/o','json':{
         'orders':[{'id':'{order_id}','click':'{transaction_id}'}],
         'ids':['{transaction_id}','{coupon}','{order_id}'],
         'lines':{'$items':{'sku':'{item.sku}'}}}}
        """;
    String url = "https://n.example/o";
    Map<String, String> headers = Map.of("Content-Type", "application/json");
    String json = body.replace('\'', '"');
    return ofFile(fields, new PostbackRequest("POST", url, headers, json)).faults();
  }

  @Test
  void listOfABody_withoutEntriesThatAreAlwaysThere_isTold() {
    String order = "{'orders':[{'id':'O','click':'c'}],";

    assertThat(lists(order + "'ids':['c','SPRING','O']}")).isEmpty();
    assertThat(lists(order + "'ids':['c','O'],'lines':[{'sku':'A'}]}")).isEmpty();
    assertThat(lists("{'orders':[],'ids':['c'],'lines':[]}"))
        .containsExactlyInAnyOrder(
            new Fault(Kind.MISSING, "$.orders", "has fewer entries than 1"),
            new Fault(Kind.MISSING, "$.ids", "has fewer entries than 2"),
            new Fault(Kind.MISSING, "$.lines", "has fewer entries than 1"));
    assertThat(lists(order + "'ids':['c',7]}"))
        .containsExactly(new Fault(Kind.FORM, "$.ids[1]", "is no text"));
  }

  @Test
  void valuesWhoseTextWasChanged_areNotJudgedByTheFormTheyHadBefore() {
    String fields =
        """
        'placeholders':{'comma':{'of':'amount','replace':{'.':','}},
         'day':{'of':'time','as':'iso','max':10},'cur':{'of':'currency','lower':true},
         'kind':{'of':'goal','lower':true},'short':{'of':'order_id','remove':'-'},
         'twice':{'of':'once','prefix':'b-'},'once':{'of':'unique_id','prefix':'a-'}},
        'request':{'url':'https://n.example/o?c={transaction_id}&s={comma}&d={day}&u={cur}&g={kind}&o={short}&t={twice}',
         'goals':{'Trial':'https://n.example/t?c={transaction_id}&g={kind}'}}
        """;
    RequestFaults faults =
        ofFile(
            fields,
            PostbackRequest.get(
                "https://n.example/o?c=1&s=49%2C90&d=2026-03-02&u=eur&g=lead&o=ORD1&t=b-a-ORD-1"));

    assertThat(faults.faults()).isEmpty();
    assertThat(faults.goal()).isEqualTo("lead");
    assertThat(faults.values())
        .containsEntry("comma", "49,90")
        .containsEntry("order_id", "ORD1")
        .containsEntry("unique_id", "ORD-1")
        .doesNotContainKeys("amount", "time", "currency");
    RequestFaults trial = ofFile(fields, PostbackRequest.get("https://n.example/t?c=1&g=trial"));
    assertThat(trial).hasToString("RequestFaults[Trial, []]");
  }

  @Test
  void parameterThatIsThereTooOften_isTold() {
    String fields =
        """
        'request':{'url':'https://n.example/o?c={transaction_id}&a=1&a=2','parameters':['known'],
         'query':{'$items':{'parameters':{'sku[]':'{item.sku}','n{n}':'{item.quantity}'}}}}
        """;
    String good = "https://n.example/o?c=1&a=1&a=2&sku[]=A&n1=2&sku[]=B&n2=1&known=x";
    RequestFaults fine = ofFile(fields, PostbackRequest.get(good));

    assertThat(fine.faults()).isEmpty();
    assertThat(fine.items())
        .contains(Map.of("item.sku", "A"), Map.of("item.sku", "B", "item.quantity", "2"));
    assertThat(ofFile(fields, PostbackRequest.get(good + "&c=1&n2=1&known=x")).faults())
        .containsExactlyInAnyOrder(
            new Fault(Kind.UNKNOWN, "c", "in the query is there too often"),
            new Fault(Kind.UNKNOWN, "n2", "in the query is there too often"),
            new Fault(Kind.UNKNOWN, "known", "in the query is there too often"));
  }

  static List<String> presets() {
    return Network.presets().stream().filter(name -> !Samples.isCaptureOnly(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void whatThePresetSends_isFineByItsOwnDeclaration(String preset) {
    Network network = Samples.network(preset);
    NetworkDescription description = network.describe();
    for (NetworkDescription.Request request : description.requests()) {
      if (!request.also().isEmpty()) {
        continue;
      }
      PlannedPostback plan = Samples.plan(network, request.goal());
      assertThat(plan).as(request.goal()).isInstanceOf(Send.class);
      String goal = Samples.goal(request.goal());
      for (Outgoing outgoing : ((Send) plan).requests()) {
        PostbackRequest sent = network.authorize(goal, outgoing.part(), outgoing.request());
        RequestFaults faults = network.check(sent);
        assertThat(faults.faults()).as(request.goal() + " " + outgoing.part()).isEmpty();
        assertThat(faults.part()).isEqualTo(outgoing.part().startsWith("+") ? outgoing.part() : "");
        assertThat(faults.goal())
            .as(request.goal())
            // Affise's change of status is a sale's request with less in it.
            .isIn(
                request.goal(),
                request.goal().equals("*") ? goal : request.goal(),
                preset.equals("affise") ? "sale" : "");
        for (String id : List.of("order_id", "unique_id", "original_unique_id")) {
          if (faults.values().containsKey(id)) {
            assertThat(faults.values().get(id)).startsWith("ORD-1001");
          }
        }
      }
    }
  }
}

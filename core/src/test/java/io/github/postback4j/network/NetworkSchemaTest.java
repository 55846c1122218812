package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/network.schema.json} is the format that the reader reads. */
class NetworkSchemaTest {

  private static final Path DOCS = Path.of("..", "docs");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

  private static final JsonNode TREE = tree();

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TREE);

  private static JsonNode tree() {
    try {
      return JSON.readTree(Files.readString(DOCS.resolve("network.schema.json")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> faults(String json) throws IOException {
    Set<String> faults = new TreeSet<>();
    SCHEMA.validate(JSON.readTree(json)).forEach(fault -> faults.add(fault.getMessage()));
    return faults;
  }

  static Set<String> presets() {
    return Network.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void presets_areValid(String preset) throws IOException {
    try (InputStream in = Network.class.getResourceAsStream("presets/" + preset + ".json")) {
      assertThat(in).isNotNull();
      assertThat(faults(new String(in.readAllBytes(), StandardCharsets.UTF_8))).isEmpty();
    }
  }

  @Test
  void examplesOfTheFormat_areValidAndRead() throws IOException {
    Matcher examples =
        Pattern.compile("```json\n(\\{\n {2}\"name\".*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("networks-format.md")));
    int count = 0;
    while (examples.find()) {
      count++;
      assertThat(faults(examples.group(1))).isEmpty();
      NetworkBuilder builder = NetworkFile.read("example", examples.group(1));
      assertThat(builder.describe().requests()).isNotEmpty();
    }
    assertThat(count).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'name':'a b'}",
        "{'name':'a','unknown':1}",
        "{'name':'a','settings':{'K':{}}}",
        "{'name':'a','settings':{'K':{'about':'x','secret':'yes'}}}",
        "{'name':'a','landing':{'transaction-id':7}}",
        "{'name':'a','protocol':'click-id'}",
        "{'name':'a','attribution-window':'28 days'}",
        "{'name':'a','de-duplication':'yes'}",
        "{'name':'a','renewals':'some'}",
        "{'name':'a','limits':{'concurrency':0}}",
        "{'name':'a','placeholders':{'p':{}}}",
        "{'name':'a','placeholders':{'p':{'of':'amount','text':'x'}}}",
        "{'name':'a','placeholders':{'p':{'of':'amount','as':'euros'}}}",
        "{'name':'a','placeholders':{'p':{'of':'amount','hash':'sha-512'}}}",
        "{'name':'a','request':{'method':'PUT'}}",
        "{'name':'a','request':{'auth':{}}}",
        "{'name':'a','request':{'query':{'q':{'$number':'{amount}'}}}}",
        "{'name':'a','request':{'json':{'q':{'$nmber':'{amount}'}}}}",
        "{'name':'a','request':{'json':{'q':{'$number':'1','b':2}}}}",
        "{'name':'a','request':{'also':{'x':{'goals':{}}}}}",
        "{'name':'a','answers':{'statuses':{'6xx':'refused'}}}",
        "{'name':'a','answers':{'statuses':{'401':'unauthorized'}}}",
        "{'name':'a','answers':{'rules':[{'means':'recorded'}]}}",
        "{'name':'a','answers':{'rules':[{'when':{},'means':'recorded'}]}}",
        "{'name':'a','answers':{'samples':[{'status':'200','means':'recorded'}]}}",
        "{'name':'a','answers':{'statuses':{'4XX':'refused'}}}",
        "{'name':'a','landing':null}",
        "{'name':'a','limits':{'deadline':'none'}}",
        "{'name':'a','landing':{'cookies':{'c':{'max-age':'none'}}}}",
        "{'name':'a','placeholders':{'p':{'of':'amount','hmac':'md5'}}}",
        "{'name':'a','placeholders':{'p':{'of':'amount','key':'k'}}}",
        "{'name':'a','placeholders':{'p':{'choose':'K'}}}",
        "{'name':'a','placeholders':{'p':{'each':'item'}}}",
        "{'name':'a','placeholders':{'p':{'of':'goal','until':''}}}",
        "{'name':'a','placeholders':{'p':{'of':'goal','replace':{'':'_'}}}}",
        "{'name':'a','request':{'query':{'q':null}}}",
        "{'name':'a','request':{'headers':{'q':null}}}",
        "{'name':'a','request':{'headers':{'HOST':'x'}}}",
        "{'name':'a','request':{'form':{},'json':{}}}",
        "{'name':'a','request':{'query':{},'query-text':'x'}}",
        "{'name':'a','request':{'auth':{'basic':{'password':'x'}}}}",
        "{'name':'a','request':{'json':{'q':{'a':1,'$b':2}}}}",
        "{'name':'a','request':{'refused-paths':{'/x?foo':'y'}}}"
      })
  void wrongFiles_areRefused(String json) throws IOException {
    assertThat(faults(json.replace('\'', '"'))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'a','request':{'goals':{'lead':{'query':{'q':null},'headers':{'h':null},'auth':null}}}}",
        "{'name':'a','test':{'request':{'form':{'q':null},'json':null,'goals':{'sale':{'path':null}}}}}",
        "{'name':'a','limits':{'late-after':'none'},'attribution-window':'None'}"
      })
  void nullWhereSomethingIsLaidOver_isAllowed(String json) throws IOException {
    assertThat(faults(json.replace('\'', '"'))).isEmpty();
    assertThat(NetworkFile.read("file", json.replace('\'', '"'))).isNotNull();
  }

  /** The reader tells the fields it knows where it finds one that it does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                | {'name':'a','zz':1}",
        "setting         | {'name':'a','settings':{'K':{'about':'x','zz':1}}}",
        "landing         | {'name':'a','landing':{'zz':1}}",
        "cookie          | {'name':'a','landing':{'cookies':{'c':{'zz':1}}}}",
        "request         | {'name':'a','request':{'zz':1}}",
        "also            | {'name':'a','request':{'url':'https://a.example/?t={transaction_id}','also':{'x':{'zz':1}}}}",
        "auth            | {'name':'a','request':{'url':'https://a.example/?t={transaction_id}','auth':{'zz':'1'}}}",
        "repeated        | {'name':'a','request':{'url':'https://a.example/?t={transaction_id}','query':{'$items':{'parameters':{},'zz':1}}}}",
        "test            | {'name':'a','test':{'zz':1}}",
        "limits          | {'name':'a','limits':{'zz':1}}",
        "answers         | {'name':'a','answers':{'zz':1}}",
        "rule            | {'name':'a','answers':{'rules':{'when':{'body':'x'},'means':'recorded','zz':1}}}",
        "sample          | {'name':'a','answers':{'samples':{'status':200,'means':'recorded','zz':1}}}"
      })
  void fieldsOfTheReader_areThoseOfTheSchema(String part, String json) {
    assertThat(properties(part)).isEqualTo(known(json));
  }

  @Test
  void fieldsOfPlaceholdersAndGoals_areThoseOfTheSchema() {
    Set<String> steps = new TreeSet<>();
    for (String start :
        List.of(
            "'of':'amount','as':'decimal'",
            "'of':'amount','hmac':'md5','key':'k'",
            "'text':'x'",
            "'first':'amount'",
            "'choose':'K','cases':{'a':null}",
            "'each':'item','template':'x'")) {
      steps.addAll(
          known(
              "{'name':'a','settings':{'K':{'about':'x','default':'a'}},'placeholders':{'p':{"
                  + start
                  + ",'zz':1}},"
                  + "'request':{'url':'https://a.example/?t={transaction_id}','query':{'p':'{p}'}}}"));
    }
    assertThat(properties("definition")).isEqualTo(steps);
    assertThat(properties("call")).isEqualTo(new TreeSet<>(RequestCompiler.FIELDS));
    assertThat(properties("request")).containsAll(RequestCompiler.FIELDS);
  }

  private static Set<String> properties(String part) {
    JsonNode object = part == null || part.isBlank() ? TREE : TREE.at("/$defs/" + part.strip());
    Set<String> names = new TreeSet<>();
    object.get("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> known(String json) {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> NetworkFile.read("file", json.replace('\'', '"')).build());
    assertThat(refused).as(json).isNotNull();
    Matcher known = Pattern.compile("Known there are \\[(.*?)]").matcher(refused.getMessage());
    assertThat(known.find()).as(refused.getMessage()).isTrue();
    return new TreeSet<>(List.of(known.group(1).split(", ")));
  }
}

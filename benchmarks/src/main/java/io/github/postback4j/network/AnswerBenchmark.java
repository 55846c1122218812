package io.github.postback4j.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.postback4j.network.Answer.Meaning;
import java.io.StringReader;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an answer's text to what it means: JSON and XML of 1 KiB beside the common parsers that look
 * the same value up, and {@code key=value;}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerBenchmark {

  private static final int ENTRIES = 9;

  private final String json =
      "{\"status\":\"ok\",\"errors\":[],\"orders\":["
          + "{\"id\":\"ORD-2026-0000123\",\"sum\":49.90,\"currency\":\"EUR\",\"booked\":true,\"note\":null,\"by\":\"click\"},"
              .repeat(ENTRIES)
          + "{}],\"result\":{\"code\":\"accepted\",\"batch\":\"b-20261122-000017\"}}";

  private final String xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response code=\"0\"><orders>"
          + "<order id=\"ORD-2026-0000123\"><sum>49.90</sum><currency>EUR</currency><by>click</by></order>"
              .repeat(ENTRIES)
          + "</orders><summary><good>1</good><bad>0</bad></summary></response>";

  private final String keyValue = "success=false; err_msg=Duplicate recorded with Trans. ID #10;";

  private final AnswerRules jsonRules =
      AnswerRules.builder()
          .rule(Map.of("$.errors[*].code", "*"), Meaning.REFUSED, "{$.errors[0].code}")
          .rule(Map.of("$.result.code", "accepted"), Meaning.ACCEPTED, null)
          .build();

  private final AnswerRules xmlRules =
      AnswerRules.builder()
          .rule(Map.of("xml:error", "*"), Meaning.REFUSED, "{xml:error}")
          .rule(Map.of("xml:bad", "0"), Meaning.ACCEPTED, null)
          .build();

  private final AnswerRules keyValueRules =
      AnswerRules.builder()
          .rule(Map.of("success", "true"), Meaning.RECORDED, null)
          .rule(
              Map.of("success", "false", "err_msg", "*duplicate*"), Meaning.DUPLICATE, "{err_msg}")
          .build();

  private final JsonMapper mapper = new JsonMapper();
  private final XMLInputFactory stax = XMLInputFactory.newDefaultFactory();

  /** All must find the same, or they did not do the same work. */
  @Setup
  public void compare() throws JsonProcessingException, XMLStreamException {
    stax.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    require(json.length() > 900 && json.length() < 1150, "JSON of " + json.length());
    require(xml.length() > 900 && xml.length() < 1150, "XML of " + xml.length());
    require(json().meaning() == Meaning.ACCEPTED, "JSON");
    require(jackson().equals("accepted"), "Jackson");
    require(xml().meaning() == Meaning.ACCEPTED, "XML");
    require(stax().equals("0"), "StAX");
    require(keyValue().meaning() == Meaning.DUPLICATE, "key=value");
  }

  private static void require(boolean same, String what) {
    if (!same) {
      throw new IllegalStateException("not what was expected: " + what);
    }
  }

  /** Two rules, of which the second fits. */
  @Benchmark
  public Answer json() {
    return jsonRules.read(200, json);
  }

  /** Jackson's tree, and one look into it. */
  @Benchmark
  public String jackson() throws JsonProcessingException {
    return mapper.readTree(json).path("result").path("code").asText();
  }

  /** Two rules, of which the second fits. */
  @Benchmark
  public Answer xml() {
    return xmlRules.read(200, xml);
  }

  /** The JDK's pull parser up to the element. */
  @Benchmark
  public String stax() throws XMLStreamException {
    XMLStreamReader reader = stax.createXMLStreamReader(new StringReader(xml));
    while (reader.hasNext()) {
      if (reader.next() == XMLStreamReader.START_ELEMENT && reader.getLocalName().equals("bad")) {
        return reader.getElementText();
      }
    }
    return "";
  }

  /** TUNE's words, two rules, a reason. */
  @Benchmark
  public Answer keyValue() {
    return keyValueRules.read(200, keyValue);
  }
}

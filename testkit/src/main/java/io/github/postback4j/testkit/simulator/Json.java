package io.github.postback4j.testkit.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.postback4j.network.RequestFaults;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import okio.Buffer;

/** The JSON of the control addresses, written in one stream: a full ledger is tens of megabytes. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  private interface Writer<T> {
    void write(JsonGenerator json, T element) throws IOException;
  }

  static Buffer ledger(List<LedgerEntry> ledger) throws IOException {
    return array(ledger, Json::write);
  }

  static Buffer requests(List<ReceivedRequest> requests) throws IOException {
    return array(requests, Json::write);
  }

  static Buffer presetLedger(List<PresetLedgerEntry> ledger) throws IOException {
    return array(ledger, Json::write);
  }

  static Buffer presetRequests(List<PresetLedgerEntry> ledger) throws IOException {
    return array(ledger, Json::writeRequest);
  }

  static Buffer faults(List<Fault> faults) throws IOException {
    return array(faults, Json::write);
  }

  private static <T> Buffer array(List<T> elements, Writer<T> writer) throws IOException {
    Buffer body = new Buffer();
    try (JsonGenerator json = MAPPER.createGenerator(body.outputStream())) {
      json.writeStartArray();
      for (T element : elements) {
        json.writeStartObject();
        writer.write(json, element);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return body;
  }

  private static void write(JsonGenerator json, LedgerEntry entry) throws IOException {
    json.writeStringField("time", entry.time().toString());
    json.writeStringField("transactionId", entry.transactionId());
    json.writeNumberField("partnerId", entry.partnerId());
    json.writeNumberField("offerId", entry.offerId());
    json.writeStringField("goal", entry.goal());
    json.writeStringField("amount", entry.amount());
    json.writeObjectFieldStart("advertiserValues");
    for (Map.Entry<String, String> value : entry.advertiserValues().entrySet()) {
      json.writeStringField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
    json.writeStringField("uniqueId", entry.uniqueId());
    json.writeStringField("promoCode", entry.promoCode());
    json.writeStringField("status", entry.status().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("statusCode", entry.statusCode());
    json.writeStringField("reason", entry.reason());
  }

  private static void write(JsonGenerator json, ReceivedRequest request) throws IOException {
    json.writeStringField("arrivedAt", request.arrivedAt().toString());
    json.writeStringField("method", request.method());
    json.writeStringField("target", request.target());
    json.writeObjectFieldStart("headers");
    for (Map.Entry<String, List<String>> header : new TreeMap<>(request.headers()).entrySet()) {
      json.writeArrayFieldStart(header.getKey());
      for (String value : header.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeStringField("answer", request.answer());
  }

  private static void write(JsonGenerator json, PresetLedgerEntry entry) throws IOException {
    json.writeStringField("time", entry.time().toString());
    json.writeStringField("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
    json.writeStringField("goal", entry.goal());
    json.writeStringField("part", entry.part());
    json.writeStringField("transactionId", entry.transactionId());
    json.writeStringField("partnerId", entry.partnerId());
    json.writeStringField("orderId", entry.orderId());
    json.writeStringField("amount", entry.amount());
    json.writeStringField("currency", entry.currency());
    json.writeFieldName("values");
    write(json, entry.values());
    json.writeArrayFieldStart("items");
    for (Map<String, String> item : entry.items()) {
      write(json, item);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("faults");
    for (RequestFaults.Fault fault : entry.faults()) {
      json.writeString(fault.toString());
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Map<String, String> texts) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> text : new TreeMap<>(texts).entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  private static void writeRequest(JsonGenerator json, PresetLedgerEntry entry) throws IOException {
    json.writeStringField("arrivedAt", entry.time().toString());
    json.writeStringField("method", entry.request().method());
    json.writeStringField("url", entry.request().url());
    json.writeFieldName("headers");
    write(json, entry.request().headers());
    json.writeStringField("body", entry.request().body());
    json.writeNumberField("status", entry.status());
    json.writeStringField("answer", entry.answer());
  }

  private static void write(JsonGenerator json, Fault fault) throws IOException {
    json.writeStringField("kind", fault.kind().name().toLowerCase(Locale.ROOT));
    if (fault.times() > 0) {
      json.writeNumberField("times", fault.times());
    }
    json.writeNumberField("probability", fault.probability());
    json.writeBooleanField("afterBooking", fault.books());
    json.writeStringField("text", fault.toString());
  }

  static Buffer error(String message) {
    return new Buffer()
        .writeUtf8(JsonNodeFactory.instance.objectNode().put("error", message).toString());
  }

  /**
   * Reads an object of plain values as text.
   *
   * @throws IllegalArgumentException if it is no JSON object, or a value is not plain
   */
  static Map<String, String> fields(String json) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body must be a JSON object", e);
    }
    if (!(node instanceof ObjectNode object)) {
      throw new IllegalArgumentException("the body must be a JSON object");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isValueNode()) {
        throw new IllegalArgumentException("a plain value is wanted: " + field.getKey());
      }
      if (!field.getValue().isNull()) {
        fields.put(field.getKey(), field.getValue().asText());
      }
    }
    return fields;
  }
}

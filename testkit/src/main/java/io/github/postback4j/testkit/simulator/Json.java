package io.github.postback4j.testkit.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The JSON of the control addresses. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String ledger(List<LedgerEntry> ledger) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(ledger.size());
    for (LedgerEntry entry : ledger) {
      ObjectNode node = array.addObject();
      node.put("time", entry.time().toString());
      node.put("transactionId", entry.transactionId());
      node.put("partnerId", entry.partnerId());
      node.put("offerId", entry.offerId());
      node.put("goal", entry.goal());
      node.put("amount", entry.amount());
      ObjectNode values = node.putObject("advertiserValues");
      entry.advertiserValues().forEach(values::put);
      node.put("uniqueId", entry.uniqueId());
      node.put("promoCode", entry.promoCode());
      node.put("status", entry.status().name().toLowerCase(Locale.ROOT));
      node.put("statusCode", entry.statusCode());
      node.put("reason", entry.reason());
    }
    return array.toString();
  }

  static String requests(List<ReceivedRequest> requests) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(requests.size());
    for (ReceivedRequest request : requests) {
      ObjectNode node = array.addObject();
      node.put("arrivedAt", request.arrivedAt().toString());
      node.put("method", request.method());
      node.put("target", request.target());
      ObjectNode headers = node.putObject("headers");
      new TreeMap<>(request.headers())
          .forEach(
              (name, values) -> {
                ArrayNode all = headers.putArray(name);
                values.forEach(all::add);
              });
      node.put("answer", request.answer());
    }
    return array.toString();
  }

  static String faults(List<Fault> faults) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(faults.size());
    for (Fault fault : faults) {
      ObjectNode node = array.addObject();
      node.put("kind", fault.kind().name().toLowerCase(Locale.ROOT));
      node.put("times", fault.times() == 0 ? null : fault.times());
      node.put("probability", fault.probability());
      node.put("afterBooking", fault.books());
      node.put("text", fault.toString());
    }
    return array.toString();
  }

  static String error(String message) {
    return JsonNodeFactory.instance.objectNode().put("error", message).toString();
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

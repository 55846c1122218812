package io.github.postback4j.network;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Whatever comes in place of XML; what the JDK's parser takes for a document, we read as it does.
 */
class XmlBodyFuzzTest {

  private static final XMLInputFactory JDK = jdk();

  private static XMLInputFactory jdk() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    return factory;
  }

  @FuzzTest(maxDuration = "2m")
  void text_isReadAsTheJdkDoes(@NotNull String text) {
    XmlBody xml = XmlBody.read(text);
    String error = xml.text("error");
    if (error != null && (error.isBlank() || error.length() > text.length())) {
      throw new AssertionError("a text is there, and no longer than where it came from");
    }
    String expected = first(text);
    if (expected != null && text.indexOf('&') < 0 && text.indexOf("<!") < 0) {
      if (!xml.isWhole()) {
        throw new AssertionError("a document is read to its end");
      }
      String read = error == null ? "" : error;
      if (!expected.strip().equals(read.replace("\r\n", "\n").replace('\r', '\n'))) {
        throw new AssertionError("the same text: " + expected + " and " + read);
      }
    }
  }

  private static String withoutPrefix(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  /** The text of the first {@code error}, empty if there is none; null for no document. */
  private static String first(String text) {
    try {
      XMLStreamReader reader = JDK.createXMLStreamReader(new StringReader(text));
      StringBuilder found = new StringBuilder();
      int depth = 0;
      boolean done = false;
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamReader.START_ELEMENT
            && (depth > 0 || (!done && withoutPrefix(reader.getLocalName()).equals("error")))) {
          depth++;
        } else if (event == XMLStreamReader.END_ELEMENT && depth > 0) {
          depth--;
          done |= depth == 0;
        } else if (depth > 0
            && (event == XMLStreamReader.CHARACTERS || event == XMLStreamReader.CDATA)) {
          found.append(reader.getText());
        }
      }
      return found.toString();
    } catch (XMLStreamException | RuntimeException e) {
      return null;
    }
  }
}

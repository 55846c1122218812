package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlBodyTest {

  private static final String WHOLE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- <error>not this</error> -->
      <!DOCTYPE response>
      <response code='1' note="a > b">
        <error>Access &lt;denied&gt; &amp; &#x41;&#66; &unknown; &</error><error>second</error>
        <ns:status>fine</ns:status><empty/><blank> </blank>
        <summary><good>3</good> of <bad x="/">0</bad></summary>
        <cdata><![CDATA[<a>&amp;]]></cdata><Case>C</Case>
      </response>
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "error | Access <denied> & AB &unknown; &",
        "ns:status | fine",
        "status | fine",
        "summary | 3 of 0",
        "good | 3",
        "bad | 0",
        "cdata | <a>&amp;",
        "Case | C",
      })
  void text_theFirstElementsWithoutTags(String tag, String text) {
    XmlBody xml = XmlBody.read(WHOLE);

    assertThat(xml.isWhole()).isTrue();
    assertThat(xml.text(tag)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "empty", "blank", "case", "other:status", "xml", "a"})
  void text_missing_null(String tag) {
    assertThat(XmlBody.read(WHOLE).text(tag)).isNull();
  }

  @Test
  void text_sameNameWithin_theOuterOne() {
    assertThat(XmlBody.read("<r><e>1<e>2</e>3</e></r>").text("e")).isEqualTo("123");
  }

  @Test
  void read_cutAtEveryLength_isNotWholeAndSaysOnlyWhatWasClosed() {
    String text = WHOLE.strip();
    int closed = text.indexOf("</error><error>") + "</error>".length();
    for (int length = 0; length < text.length(); length++) {
      XmlBody xml = XmlBody.read(text.substring(0, length));
      assertThat(xml.isWhole()).isFalse();
      assertThat(xml.text("response")).isNull();
      assertThat(xml.text("error") != null).isEqualTo(length >= closed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "OK",
        "<",
        "<>",
        "</a>",
        "<a>",
        "<a></b>",
        "<a><b></a></b>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<a b=\"></a>",
        "<a <b></b></a>",
        "<!-- <a/>",
        "<?a",
        "<!x><a/>",
        "<![CDATA[x]]>",
        "<a><![CDATA[x</a>",
        "<a/><!DOCTYPE a>",
        "<1/>",
        "</",
        "<a></a x>",
        "{\"a\":\"<b>\"}",
        "<html><br>x</html>",
      })
  void read_noXml_isNotWhole(String text) {
    assertThat(XmlBody.read(text).isWhole()).isFalse();
  }

  @Test
  void read_entitiesOfItsOwn_areNotExpanded() {
    String bomb =
        "<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\"><!ENTITY f SYSTEM"
            + " \"file:///etc/hostname\">]><l><e>&b;&f;</e></l>";

    XmlBody xml = XmlBody.read(bomb);

    assertThat(xml.isWhole()).isFalse();
    assertThat(xml.text("e")).isNull();
  }

  @Test
  void read_numbersThatAreNoCharacters_stayAsTheyAre() {
    assertThat(
            XmlBody.read("<a>&#x110000;&#-1;&#;&#x;&#99999999999;&#12345678901234;</a>").text("a"))
        .isEqualTo("&#x110000;&#-1;&#;&#x;&#99999999999;&#12345678901234;");
  }

  @Test
  void read_deepNesting_isReadWithoutRecursion() {
    String text = "<a>".repeat(5000) + "x" + "</a>".repeat(5000);

    assertThat(XmlBody.read(text).text("a")).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({
    "error, true",
    "ns:error, true",
    "a-b.c_d1, true",
    "'', false",
    "1a, false",
    "a b, false",
    ":a, false",
    "a:, false",
    "a:b:c, false",
    "a>, false",
  })
  void isName(String name, boolean valid) {
    assertThat(XmlBody.isName(name)).isEqualTo(valid);
  }
}

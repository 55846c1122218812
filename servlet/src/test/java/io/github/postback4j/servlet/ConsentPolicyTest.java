package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsentPolicyTest {

  /** Of the IAB's specification: purposes 1, 2 and 3. */
  private static final String ONE_TO_THREE =
      "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA"
          + ".IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARA"
          + "EQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw";

  /** Of the documentation of the parser GDPR::IAB::TCFv2: 1, 3, 9 and 10 among others. */
  private static final String SCATTERED =
      "CLcVDxRMWfGmWAVAHCENAXCkAKDAADnAABRgA5mdfCKZuYJez-NQm0TBMYA4oCAAGQYIAAAAAAEAIAEgAA"
          + ".argAC0gAAAAAAAAAAAA";

  private static boolean allows(ConsentPolicy policy, String cookies) {
    return policy.allows(new FakeRequest(null).header("Cookie", cookies));
  }

  @Test
  void tcf_purposesConsentedTo_allow() {
    assertThat(allows(ConsentPolicy.tcf(1), "a=b; euconsent-v2=" + ONE_TO_THREE)).isTrue();
    assertThat(allows(ConsentPolicy.tcf(1, 2, 3), "euconsent-v2=" + ONE_TO_THREE)).isTrue();
    assertThat(allows(ConsentPolicy.tcf(1, 3, 9, 10), "euconsent-v2=" + SCATTERED)).isTrue();
  }

  @Test
  void tcf_onePurposeMissing_refuses() {
    assertThat(allows(ConsentPolicy.tcf(1, 4), "euconsent-v2=" + ONE_TO_THREE)).isFalse();
    assertThat(allows(ConsentPolicy.tcf(24), "euconsent-v2=" + ONE_TO_THREE)).isFalse();
    assertThat(allows(ConsentPolicy.tcf(2), "euconsent-v2=" + SCATTERED)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "C",
        "COvFyGBOvFyGBAbAAAENAPCAA", // ends before the purposes
        "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA", // version 1
        "!!!not base64!!!",
        ".COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA",
        "__________________________________________________"
      })
  void tcf_unreadable_refuses(String text) {
    assertThat(allows(ConsentPolicy.tcf(1), "euconsent-v2=" + text)).isFalse();
  }

  @Test
  void tcf_hugeOrNone_refuses() {
    assertThat(allows(ConsentPolicy.tcf(1), "euconsent-v2=C" + "O".repeat(9000))).isFalse();
    assertThat(ConsentPolicy.tcf(1).allows(new FakeRequest(null))).isFalse();
  }

  @Test
  void tcf_everyBitByItself() {
    for (int purpose = 1; purpose <= 24; purpose++) {
      byte[] bits = new byte[24];
      bits[0] = 2 << 2;
      bits[(151 + purpose) / 8] |= (byte) (0x80 >> ((151 + purpose) % 8));
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);

      for (int asked = 1; asked <= 24; asked++) {
        assertThat(TcString.consents(text, asked)).isEqualTo(asked == purpose);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 25, -1})
  void tcf_noSuchPurpose_isRefusedAtStart(int purpose) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConsentPolicy.tcf(1, purpose))
        .withMessageContaining("from 1 to 24");
  }

  @Test
  void tcf_noPurpose_isRefusedAtStart() {
    assertThatIllegalArgumentException().isThrownBy(ConsentPolicy::tcf);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "marketing=yes|true",
        "a=b; marketing=\"yes\"|true",
        "marketing=no|false",
        "marketing=yesterday|false",
        "xmarketing=yes|false",
        "Marketing=yes|false",
        "marketing=no; marketing=yes|false",
        "marketing|false",
        "other=marketing=yes|false"
      })
  void cookie_itsValueDecides(String cookies, boolean allowed) {
    assertThat(allows(ConsentPolicy.cookie("marketing", "yes"::equals), cookies))
        .isEqualTo(allowed);
  }
}

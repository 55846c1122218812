package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PostbackRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostbackPartTest {

  private static Postback of(String part) {
    PostbackRequest request = PostbackRequest.get("https://a.example/p");
    return Postback.pending("p-1", "acme", "o-1", "sale", request, true, Instant.EPOCH, Instant.MAX)
        .part(part);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "'', item-1",
    "'', +details",
    "r-1, ''",
    "r-1, item-500",
    "r-1, +details",
    "r/1, +details",
    "r/1, ''",
    "'', +details/item-2",
    "r/1, +details/item-2"
  })
  void requestPart_ofAnyConversionsPart_isFoundAgain(String conversion, String request) {
    Postback postback = of(Postback.partOf(conversion, request));

    assertThat(Conversion.builder("o-1").goal("lead").part(conversion).build().problem()).isNull();
    assertThat(postback.requestPart()).isEqualTo(request);
    assertThat(postback.isAdditional()).isEqualTo(request.startsWith("+"));
  }

  @Test
  void partOf_longestConversionsPart_leavesRoomForNames() {
    String longest = "r".repeat(Conversion.MAX_PART_LENGTH);

    assertThat(Postback.partOf(longest, "+" + "n".repeat(38))).hasSize(Postback.MAX_PART_LENGTH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Postback.partOf(longest, "+" + "n".repeat(39)));
  }
}

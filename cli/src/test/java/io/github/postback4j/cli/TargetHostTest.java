package io.github.postback4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which host a request may go to. */
class TargetHostTest {

  private static final String URL = "https://www.n.example/p?to=https://other.example/";

  private static String led(String url, String... hosts) {
    return TargetHost.among(List.of(hosts).stream().map(TargetHost::of).toList(), url, url)
        .url(url);
  }

  @Test
  void ownHost_isTakenWithAndWithoutItsUsualPort() {
    assertThat(led(URL, "www.n.example")).isEqualTo(URL);
    assertThat(led(URL, "WWW.n.example:443")).isEqualTo(URL);
    assertThat(led(URL, "https://www.n.example/")).isEqualTo(URL);
    assertThat(led("https://www.n.example:443/", "www.n.example"))
        .isEqualTo("https://www.n.example:443/");
    assertThat(led("http://n.example:8080?x", "n.example:8080"))
        .isEqualTo("http://n.example:8080?x");
  }

  @Test
  void serverOnThisMachine_takesTheRequestOver() {
    assertThat(led(URL, "http://localhost:8080"))
        .isEqualTo("http://localhost:8080/p?to=https://other.example/");
    assertThat(led("https://n.example/c/[a:b]/[c]", "[::1]:80"))
        .isEqualTo("http://[::1]:80/c/[a:b]/[c]");
  }

  @Test
  void severalHosts_takeEachWhatIsTheirs() {
    String[] hosts = {"localhost:1", "www.n.example", "m.example"};
    assertThat(led(URL, hosts)).isEqualTo(URL);
    assertThat(led("https://m.example/q", hosts)).isEqualTo("https://m.example/q");
    assertThat(led("https://x.example/q", hosts)).isEqualTo("http://localhost:1/q");
  }

  @Test
  void anotherHost_isRefusedAndSecretsOfItAreNotTold() {
    for (String host : new String[] {"other.example", "n.example", "www.n.example:80", "example"}) {
      assertThatThrownBy(() -> led(URL, host))
          .as(host)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("www.n.example");
    }
    assertThatThrownBy(
            () ->
                TargetHost.among(
                    List.of(TargetHost.of("a.example")),
                    "https://s3cret.n.example/",
                    "https://***.n.example/"))
        .hasMessageContaining("***.n.example")
        .hasMessageNotContaining("s3cret");
  }
}

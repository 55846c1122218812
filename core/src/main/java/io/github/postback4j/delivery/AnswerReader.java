package io.github.postback4j.delivery;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** Reads an answer's body as text, never more than a little of it, compressed or not. */
final class AnswerReader {

  /** Most bytes read, after decompression. */
  static final int LIMIT = 16 * 1024;

  private AnswerReader() {}

  /**
   * The first {@link #LIMIT} bytes of the body as text: of the declared charset, else UTF-8.
   *
   * @throws IOException if it ends before its declared end, or cannot be decompressed
   */
  static String read(Response response) throws IOException {
    BufferedSource raw = response.body().source();
    if (raw.exhausted()) {
      return "";
    }
    String encoding = response.header("Content-Encoding");
    Buffer bytes =
        switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
          case "identity", "" -> limited(raw);
          case "gzip", "x-gzip" -> limited(Okio.buffer(new GzipSource(raw)));
          default -> throw new ProtocolException("content encoding not asked for");
        };
    return bytes.readString(charset(response.body().contentType()));
  }

  /**
   * Scheme and host that a redirect points to; null if it is none. Its path and query could repeat
   * ours, and these hold tokens.
   */
  static @Nullable String movedTo(Response response) {
    String location = response.header("Location");
    if (location == null || response.code() < 300 || response.code() > 399) {
      return null;
    }
    HttpUrl url = response.request().url().resolve(location);
    if (url == null) {
      return null;
    }
    HttpUrl origin =
        new HttpUrl.Builder().scheme(url.scheme()).host(url.host()).port(url.port()).build();
    String text = origin.toString();
    return text.substring(0, text.length() - 1); // but for the slash of its path
  }

  private static Buffer limited(BufferedSource source) throws IOException {
    Buffer bytes = new Buffer();
    while (bytes.size() < LIMIT) {
      if (source.read(bytes, LIMIT - bytes.size()) == -1) {
        break;
      }
    }
    return bytes;
  }

  private static Charset charset(@Nullable MediaType type) {
    if (type == null) {
      return StandardCharsets.UTF_8;
    }
    Charset declared = type.charset(StandardCharsets.UTF_8);
    return declared == null ? StandardCharsets.UTF_8 : declared;
  }
}

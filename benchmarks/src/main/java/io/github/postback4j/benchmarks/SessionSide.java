package io.github.postback4j.benchmarks;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.CarrierSeal;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.StoredClicks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One place for clicks, through a store of ours and through its bare client. */
interface SessionSide extends AutoCloseable {

  /** Something to be timed. */
  interface Call {
    void run() throws Exception;
  }

  String SECRET = "a secret of the benchmark";
  Duration WINDOW = Duration.ofDays(28);

  String title();

  /** Keeps a new click of a new visitor. */
  void capture(String visitor) throws Exception;

  /** Finds it again. */
  void lookUp(String visitor) throws Exception;

  void captureBare(String visitor) throws Exception;

  void lookUpBare(String visitor) throws Exception;

  @Override
  void close() throws IOException, SQLException;

  static SessionSide of(String name) throws Exception {
    return switch (name) {
      case "memory" -> new Memory();
      case "cookie" -> new Cookie();
      case "redis" -> new RedisSide();
      default -> new Jdbc(name);
    };
  }

  /** As a landing page of TUNE's brings it. */
  static Click click(String visitor) {
    return new Click(
        "aspire", "102abcdef" + visitor, null, "7", Map.of("aff_sub", "blog"), Instant.now());
  }

  static void save(SessionStore store, String visitor) {
    Click click = click(visitor);
    store.save(SessionKey.visitor(visitor), click, click.clickedAt().plus(WINDOW));
  }

  static void find(SessionStore store, String visitor) {
    require(store.find(SessionKey.visitor(visitor)).size() == 1);
  }

  static void require(boolean isFound) {
    if (!isFound) {
      throw new IllegalStateException("a click was not found");
    }
  }

  /** In this process; bare: a map. */
  final class Memory implements SessionSide {
    private final SessionStore store = SessionStore.inMemory(100_000, Clock.systemUTC());
    private final Map<String, Click> map = new ConcurrentHashMap<>();

    @Override
    public String title() {
      return "memory; a map";
    }

    @Override
    public void capture(String visitor) {
      save(store, visitor);
    }

    @Override
    public void lookUp(String visitor) {
      find(store, visitor);
    }

    @Override
    public void captureBare(String visitor) {
      map.put(visitor, click(visitor));
    }

    @Override
    public void lookUpBare(String visitor) {
      require(map.get(visitor) != null);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** Sealed for a cookie; bare: AES-GCM of the same bytes. */
  final class Cookie implements SessionSide {
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final byte[] key = new byte[32];
    private final CarrierSeal seal;
    private final Map<String, String> jar = new HashMap<>();
    private final Map<String, byte[]> bareJar = new HashMap<>();

    Cookie() {
      random.nextBytes(key);
      seal = CarrierSeal.of(List.of(Base64.getEncoder().encodeToString(key)), "cookie", random);
    }

    @Override
    public String title() {
      return "cookie; AES-GCM";
    }

    @Override
    public void capture(String visitor) {
      jar.put(visitor, seal.seal(carried(visitor), 1500));
    }

    private static CarriedClicks carried(String visitor) {
      Click click = click(visitor);
      KeptClick kept = new KeptClick(click, click.clickedAt().plus(WINDOW), null);
      return CarriedClicks.none().with(List.of(kept), click.clickedAt());
    }

    @Override
    public void lookUp(String visitor) {
      CarriedClicks opened = seal.open(jar.getOrDefault(visitor, ""));
      require(opened != null && opened.clicks().size() == 1);
    }

    @Override
    public void captureBare(String visitor) throws Exception {
      byte[] nonce = new byte[12];
      random.nextBytes(nonce);
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce)
              .doFinal(("aspire 102abcdef" + visitor + " 7 blog").getBytes(StandardCharsets.UTF_8));
      byte[] both = new byte[nonce.length + sealed.length];
      System.arraycopy(nonce, 0, both, 0, nonce.length);
      System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
      bareJar.put(visitor, both);
    }

    @Override
    public void lookUpBare(String visitor) throws Exception {
      byte[] both = bareJar.getOrDefault(visitor, new byte[0]);
      byte[] nonce = new byte[12];
      System.arraycopy(both, 0, nonce, 0, nonce.length);
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(both, nonce.length, both.length - nonce.length);
      require(plain.length > 0);
    }

    private Cipher cipher(int mode, byte[] nonce) throws Exception {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher;
    }

    @Override
    public void close() {}
  }

  /** In a database; bare: the same SELECT and INSERT in a transaction. */
  final class Jdbc implements SessionSide {
    private static final String SELECT =
        "SELECT seq, expires_at, owner, click FROM postback4j_click WHERE key_hash = ? ORDER BY"
            + " seq";
    private static final String INSERT =
        "INSERT INTO postback4j_click (key_hash, click_hash, expires_at, owner, click)"
            + " VALUES (?, ?, ?, ?, ?)";

    private final DatabaseServer server;
    private final Place place;
    private final Connection connection;
    private final SessionStore store;
    private final StoredClicks stored = new StoredClicks(SECRET);

    Jdbc(String name) throws Exception {
      server = DatabaseServer.start(name);
      place = server.newPlace();
      connection = place.dataSource().getConnection();
      store = SessionStore.jdbc(place.node(), Clock.systemUTC());
      store.start();
    }

    @Override
    public String title() {
      return server.kind().title() + "; the same statements";
    }

    @Override
    public void capture(String visitor) {
      save(store, visitor);
    }

    @Override
    public void lookUp(String visitor) {
      find(store, visitor);
    }

    @Override
    public void captureBare(String visitor) throws SQLException {
      Click click = click(visitor);
      connection.setAutoCommit(false);
      select(visitor);
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        insert.setString(1, "bare-" + visitor);
        insert.setString(2, String.valueOf(click.transactionId()));
        insert.setLong(3, click.clickedAt().plus(WINDOW).toEpochMilli());
        insert.setString(4, null);
        insert.setString(5, stored.write(click));
        insert.executeUpdate();
      }
      connection.commit();
      connection.setAutoCommit(true);
    }

    @Override
    public void lookUpBare(String visitor) throws SQLException {
      require(select(visitor) == 1);
    }

    private int select(String visitor) throws SQLException {
      int found = 0;
      try (PreparedStatement select = connection.prepareStatement(SELECT)) {
        select.setString(1, "bare-" + visitor);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found += rows.getString(4).isEmpty() ? 0 : 1;
          }
        }
      }
      return found;
    }

    @Override
    public void close() throws IOException, SQLException {
      store.close();
      connection.close();
      place.close();
      server.close();
    }
  }
}

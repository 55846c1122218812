package io.github.postback4j.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The order alone: what the others' checkouts are measured against. */
final class BareShop implements Peer {

  private final Place place;
  private final DataSource dataSource;

  BareShop(Place place) {
    this.place = place;
    dataSource = place.pool(4);
  }

  @Override
  public String title() {
    return "order alone";
  }

  @Override
  public void checkout(int from, int to) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      for (int i = from; i < to; i++) {
        Peer.insertOrder(connection, i);
      }
      connection.commit();
    }
  }

  @Override
  public void settle() {}

  @Override
  public void send(int orders) {
    throw new IllegalStateException("there is nothing to send");
  }

  @Override
  public void clear() throws SQLException {
    place.run("TRUNCATE TABLE shop_order");
  }

  @Override
  public void close() {}
}

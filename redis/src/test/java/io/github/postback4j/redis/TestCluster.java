package io.github.postback4j.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A real Redis Cluster of masters only, which share the slots. */
final class TestCluster implements AutoCloseable {

  private static final int SLOTS = 16_384;

  private final List<RedisServer> servers;

  private TestCluster(List<RedisServer> servers) {
    this.servers = servers;
  }

  static TestCluster start(int nodes) {
    List<RedisServer> servers = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      servers.add(
          RedisServer.start(
              List.of(
                  "--cluster-enabled",
                  "yes",
                  "--cluster-config-file",
                  "nodes.conf",
                  "--cluster-node-timeout",
                  "5000",
                  "--save",
                  "",
                  "--appendonly",
                  "no")));
    }
    TestCluster cluster = new TestCluster(List.copyOf(servers));
    cluster.form();
    return cluster;
  }

  List<RedisServer> servers() {
    return servers;
  }

  void empty() {
    servers.forEach(server -> ask(server, connection -> connection.sync().flushall()));
  }

  /** How many keys each node holds. */
  List<Long> sizes() {
    return servers.stream()
        .map(server -> ask(server, connection -> connection.sync().dbsize()))
        .toList();
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }

  private void form() {
    int share = SLOTS / servers.size();
    for (int i = 0; i < servers.size(); i++) {
      int from = i * share;
      int to = i == servers.size() - 1 ? SLOTS : from + share;
      ask(
          servers.get(i),
          connection -> connection.sync().clusterAddSlots(IntStream.range(from, to).toArray()));
    }
    for (RedisServer server : servers.subList(1, servers.size())) {
      ask(servers.get(0), connection -> connection.sync().clusterMeet("127.0.0.1", server.port()));
    }
    servers.forEach(
        server ->
            Polling.until(
                "the cluster is formed",
                () -> {
                  String info = ask(server, connection -> connection.sync().clusterInfo());
                  return info.contains("cluster_state:ok")
                      && info.contains("cluster_known_nodes:" + servers.size());
                }));
  }

  private static <T> T ask(
      RedisServer server, Function<StatefulRedisConnection<String, String>, T> question) {
    RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }
}

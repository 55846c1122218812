package io.github.postback4j.redis;

import java.util.ArrayList;
import java.util.List;
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
                  "60000", // a stalled node is not a dead one
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
    servers.forEach(server -> server.commands().flushall());
  }

  /** How many keys each node holds. */
  List<Long> sizes() {
    return servers.stream().map(server -> server.commands().dbsize()).toList();
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
      servers.get(i).commands().clusterAddSlots(IntStream.range(from, to).toArray());
    }
    for (RedisServer server : servers.subList(1, servers.size())) {
      servers.get(0).commands().clusterMeet("127.0.0.1", server.port());
    }
    servers.forEach(
        server ->
            Polling.until(
                "the cluster is formed",
                () -> {
                  String info = server.commands().clusterInfo();
                  return info.contains("cluster_state:ok")
                      && info.contains("cluster_known_nodes:" + servers.size());
                }));
  }
}

-- The tables of Postback4j, version 1, for MySQL 8.0.17 or later.
-- Made by the library at its start (schema mode CREATE), or by you: the script can be run again and
-- is fit for Flyway and the like.
-- Times are milliseconds since 1970, UTC.

-- One row: the version of these tables, and the secret that keys are hashed with, made at the start.
CREATE TABLE IF NOT EXISTS postback4j_schema (
  id SMALLINT NOT NULL PRIMARY KEY,
  version INT NOT NULL,
  customer_key_secret VARCHAR(64)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- What the first track of an order, goal and part decided, for all networks.
CREATE TABLE IF NOT EXISTS postback4j_decision (
  order_id VARCHAR(190) NOT NULL,
  goal VARCHAR(60) NOT NULL,
  part VARCHAR(100) NOT NULL,
  decided_at BIGINT NOT NULL,
  networks MEDIUMTEXT NOT NULL,
  -- Whose order it is (a keyed hash), and what must be known of the click for refunds and renewals.
  person VARCHAR(44) CHARACTER SET ascii COLLATE ascii_bin,
  memos MEDIUMTEXT,
  -- A later track changes this, so that the count of affected rows tells it from the first.
  repeats INT NOT NULL DEFAULT 0,
  PRIMARY KEY (order_id, goal, part),
  INDEX postback4j_decision_age (decided_at),
  INDEX postback4j_decision_person (person, decided_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- One request to one network. States: 0 pending, 1 in flight, 2 recorded, 3 duplicate, 4 refused,
-- 5 uncertain, 6 dead, 7 expired. due_at is when it is due (0) or when its lease ends (1).
CREATE TABLE IF NOT EXISTS postback4j_postback (
  id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  network VARCHAR(100) NOT NULL,
  order_id VARCHAR(190) NOT NULL,
  goal VARCHAR(60) NOT NULL,
  part VARCHAR(100) NOT NULL,
  state SMALLINT NOT NULL,
  due_at BIGINT,
  attempts INT NOT NULL,
  ambiguous SMALLINT NOT NULL,
  repeatable SMALLINT NOT NULL,
  token VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin,
  payload MEDIUMTEXT,
  payload_version INT NOT NULL,
  reason VARCHAR(1000),
  created_at BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  finished_at BIGINT,
  INDEX postback4j_postback_order (order_id),
  -- A claim reads from this index just the rows that it takes.
  INDEX postback4j_postback_due (state, network, repeatable, due_at, id),
  INDEX postback4j_postback_open (state, created_at, id),
  -- What the purge reads: the rows of one state that were finished long ago, and no others.
  INDEX postback4j_postback_finished (state, finished_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

-- One click kept under one key (a keyed hash: its first letter tells visitor, customer or order).
CREATE TABLE IF NOT EXISTS postback4j_click (
  seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  key_hash VARCHAR(44) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  click_hash VARCHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  expires_at BIGINT,
  owner VARCHAR(44) CHARACTER SET ascii COLLATE ascii_bin,
  click MEDIUMTEXT NOT NULL,
  UNIQUE KEY postback4j_click_key (key_hash, click_hash),
  INDEX postback4j_click_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

INSERT INTO postback4j_schema (id, version) VALUES (1, 1) ON DUPLICATE KEY UPDATE id = id;

-- The tables of Postback4j, version 1, for SQLite 3.35 or later.
-- Made by the library at its start (schema mode CREATE), or by you: the script can be run again and
-- is fit for Flyway and the like.
-- Times are milliseconds since 1970, UTC.

-- One row: the version of these tables, and the secret that keys are hashed with, made at the start.
CREATE TABLE IF NOT EXISTS postback4j_schema (
  id SMALLINT NOT NULL PRIMARY KEY,
  version INT NOT NULL,
  customer_key_secret VARCHAR(64)
);

-- What the first track of an order, goal and part decided, for all networks.
CREATE TABLE IF NOT EXISTS postback4j_decision (
  order_id VARCHAR(190) NOT NULL,
  goal VARCHAR(60) NOT NULL,
  part VARCHAR(100) NOT NULL,
  decided_at BIGINT NOT NULL,
  networks TEXT NOT NULL,
  -- Whose order it is (a keyed hash), and what must be known of the click for refunds and renewals.
  person VARCHAR(44),
  memos TEXT,
  PRIMARY KEY (order_id, goal, part)
);

CREATE INDEX IF NOT EXISTS postback4j_decision_age ON postback4j_decision (decided_at);

CREATE INDEX IF NOT EXISTS postback4j_decision_person
  ON postback4j_decision (person, decided_at) WHERE person IS NOT NULL;

-- One request to one network. States: 0 pending, 1 in flight, 2 recorded, 3 duplicate, 4 refused,
-- 5 uncertain, 6 dead, 7 expired. due_at is when it is due (0) or when its lease ends (1).
CREATE TABLE IF NOT EXISTS postback4j_postback (
  id VARCHAR(40) NOT NULL PRIMARY KEY,
  network VARCHAR(100) NOT NULL,
  order_id VARCHAR(190) NOT NULL,
  goal VARCHAR(60) NOT NULL,
  part VARCHAR(100) NOT NULL,
  state SMALLINT NOT NULL,
  due_at BIGINT,
  attempts INT NOT NULL,
  ambiguous SMALLINT NOT NULL,
  repeatable SMALLINT NOT NULL,
  token VARCHAR(40),
  payload TEXT,
  payload_version INT NOT NULL,
  reason VARCHAR(1000),
  created_at BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  finished_at BIGINT
);

CREATE INDEX IF NOT EXISTS postback4j_postback_order ON postback4j_postback (order_id);

-- Only rows that wait, are in flight or need a person: what is recorded costs these nothing.
CREATE INDEX IF NOT EXISTS postback4j_postback_due
  ON postback4j_postback (network, repeatable, due_at, id) WHERE state = 0;

CREATE INDEX IF NOT EXISTS postback4j_postback_lease
  ON postback4j_postback (due_at) WHERE state = 1;

CREATE INDEX IF NOT EXISTS postback4j_postback_open
  ON postback4j_postback (state, created_at, id) WHERE state > 2;

-- What the purge reads: the rows of one state that were finished long ago, and no others.
CREATE INDEX IF NOT EXISTS postback4j_postback_finished
  ON postback4j_postback (state, finished_at) WHERE finished_at IS NOT NULL;

-- One click kept under one key (a keyed hash: its first letter tells visitor, customer or order).
CREATE TABLE IF NOT EXISTS postback4j_click (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  key_hash VARCHAR(44) NOT NULL,
  click_hash VARCHAR(43) NOT NULL,
  expires_at BIGINT,
  owner VARCHAR(44),
  click TEXT NOT NULL,
  UNIQUE (key_hash, click_hash)
);

-- What the purge reads: clicks by when they expired.
CREATE INDEX IF NOT EXISTS postback4j_click_expiry
  ON postback4j_click (expires_at) WHERE expires_at IS NOT NULL;

INSERT INTO postback4j_schema (id, version) VALUES (1, 1) ON CONFLICT DO NOTHING;

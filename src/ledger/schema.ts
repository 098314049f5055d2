/** Written into every ledger; a ledger with another number is not opened. */
export const LEDGER_VERSION = 3;

/**
 * `request` holds what is asked and paid for; `item` what was planned. An item points to a request, so that two items
 * with the same question share one answer. Outcomes themselves are lines of the outcome log, found by offset and length.
 *
 * An item without a request is not asked about, but has its row in the results. `texts` lists numbers of `text`, where what
 * many items share is kept once. An item with `repairs` asks once more what that item's answer did not tell, and stands
 * outside of its statement's range.
 *
 * `request.shard` is the shard that carries it now; `answered_by` the one that its stored outcome came from. `called_at` is
 * set while a live call for it may be on its way; the outcome of a live call is in `call_outcome` instead of the log, which
 * a shard that is being collected has for itself. `wasted_usd` is what was charged besides the answer that counts.
 */
export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  first_item INTEGER NOT NULL,
  last_item INTEGER NOT NULL,
  written INTEGER NOT NULL DEFAULT 0,
  tally TEXT
) STRICT;

CREATE TABLE result_group (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  info TEXT NOT NULL,
  complete INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE text (number INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, text TEXT NOT NULL) STRICT;

CREATE TABLE request (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  item INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  shard INTEGER,
  settled INTEGER NOT NULL DEFAULT 0,
  answered_by INTEGER,
  outcome_offset INTEGER,
  outcome_length INTEGER,
  status TEXT,
  code TEXT,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cost_usd REAL,
  wasted_usd REAL NOT NULL DEFAULT 0,
  called_at INTEGER
) STRICT;
CREATE INDEX request_waiting ON request (number) WHERE settled = 0 AND shard IS NULL AND called_at IS NULL;
CREATE INDEX request_called ON request (number) WHERE called_at IS NOT NULL;
CREATE INDEX request_in_shard ON request (shard, number) WHERE shard IS NOT NULL;

CREATE TABLE call_outcome (request INTEGER PRIMARY KEY, outcome TEXT NOT NULL) STRICT;

CREATE TABLE item (
  number INTEGER PRIMARY KEY,
  statement INTEGER NOT NULL,
  original_index INTEGER NOT NULL,
  sample_index INTEGER NOT NULL,
  request INTEGER,
  payload TEXT NOT NULL,
  texts TEXT,
  repairs INTEGER
) STRICT;
CREATE UNIQUE INDEX item_repair ON item (repairs) WHERE repairs IS NOT NULL;

CREATE TABLE shard (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  input_file TEXT NOT NULL,
  requests INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  token_estimate INTEGER NOT NULL,
  reserved_usd REAL NOT NULL DEFAULT 0,
  upload_id TEXT,
  batch_id TEXT,
  vendor_state TEXT,
  counts TEXT,
  output_file_id TEXT,
  error_file_id TEXT,
  intended_at INTEGER,
  submitted_at INTEGER,
  ended_at INTEGER,
  fault TEXT
) STRICT;
`;

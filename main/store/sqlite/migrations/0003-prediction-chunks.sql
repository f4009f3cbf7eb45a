-- Predictions of flows that lie side by side, as two blobs (main/scoring/prediction-chunk.ts):
-- id = scoring_id * 2^32 + number of the first of them in its capture, counted from 1.
CREATE TABLE prediction_chunks (
  id INTEGER PRIMARY KEY,
  scoring_id INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  min_timestamp_us INTEGER NOT NULL,
  max_timestamp_us INTEGER NOT NULL,
  -- JSON array with the alert of each group that the keys number.
  alert_ids TEXT NOT NULL,
  keys BLOB NOT NULL,
  facts BLOB NOT NULL
) STRICT;
CREATE INDEX prediction_chunks_by_time
  ON prediction_chunks (scoring_id, max_timestamp_us, id, min_timestamp_us, rows);

-- Chunks that hold a threat type, and from when to when.
CREATE TABLE chunk_threat_types (
  scoring_id INTEGER NOT NULL,
  threat_type INTEGER NOT NULL,
  max_timestamp_us INTEGER NOT NULL,
  chunk_id INTEGER NOT NULL,
  min_timestamp_us INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  PRIMARY KEY (scoring_id, threat_type, max_timestamp_us, chunk_id)
) STRICT, WITHOUT ROWID;

-- A file can only have been imported before when one as large was: the others are hashed while they are read.
CREATE INDEX captures_by_size ON captures (size_bytes);
DROP INDEX captures_by_sha256;

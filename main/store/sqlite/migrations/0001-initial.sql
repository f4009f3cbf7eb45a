-- Times are microseconds since 1970 in UTC. Ids are never used twice: an id in a report stays that capture's.

CREATE TABLE threat_types (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE captures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'detections')),
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('importing', 'ready', 'deleting')),
  sha256 TEXT,
  size_bytes INTEGER NOT NULL,
  imported_at_us INTEGER NOT NULL,
  dialect TEXT,
  instrument TEXT,
  utc_offset_minutes INTEGER,
  notices TEXT NOT NULL DEFAULT '[]',
  -- What the horizontal axis of its chart counts; a file without times is shown by flow number.
  axis TEXT NOT NULL CHECK (axis IN ('time', 'row')),
  classified INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  threats INTEGER NOT NULL DEFAULT 0,
  labelled INTEGER NOT NULL DEFAULT 0,
  first_flow_us INTEGER,
  last_flow_us INTEGER,
  elapsed_ms REAL,
  -- The scoring that is shown.
  scoring_id INTEGER
) STRICT;
CREATE INDEX captures_by_sha256 ON captures (sha256);

-- One run of one model over one capture.
CREATE TABLE scorings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  capture_id INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
  model_id TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,
  confidence_threshold REAL NOT NULL,
  created_at_us INTEGER NOT NULL,
  -- The first one of a capture is as far as its import; a later one is not seen before it is ready.
  status TEXT NOT NULL CHECK (status IN ('running', 'ready', 'deleting')),
  -- Range of the flows' timestamps, so that a page over all captures skips those that cannot add to it.
  min_timestamp_us INTEGER,
  max_timestamp_us INTEGER
) STRICT;
CREATE INDEX scorings_by_capture ON scorings (capture_id);

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'rescore', 'training')),
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  title TEXT NOT NULL,
  -- No foreign key: the job outlives a capture that was cancelled or deleted.
  capture_id INTEGER,
  -- Model that a capture is scored with, or that a training made.
  model_id TEXT,
  stage TEXT,
  created_at_us INTEGER NOT NULL,
  started_at_us INTEGER,
  finished_at_us INTEGER,
  bytes_done INTEGER NOT NULL DEFAULT 0,
  bytes_total INTEGER NOT NULL,
  classified INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  paused_us INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;

-- id = scoring_id * 2^32 + number of the flow in its capture, counted from 1.
CREATE TABLE predictions (
  id INTEGER PRIMARY KEY,
  scoring_id INTEGER NOT NULL,
  -- Start of the flow; the time of the import when the file does not tell (timestamp_known = 0).
  timestamp_us INTEGER NOT NULL,
  timestamp_known INTEGER NOT NULL,
  threat_type INTEGER NOT NULL,
  confidence REAL NOT NULL,
  source_ip TEXT,
  source_port INTEGER,
  destination_ip TEXT,
  destination_port INTEGER,
  protocol INTEGER,
  label INTEGER,
  line_number INTEGER NOT NULL,
  alert_id INTEGER
) STRICT;
CREATE INDEX predictions_by_time ON predictions (scoring_id, timestamp_us);
CREATE INDEX predictions_by_threat_type ON predictions (scoring_id, threat_type, timestamp_us);

-- Features of the flows of one batch (main/flow/feature-chunk.ts), whatever models score them:
-- id = capture_id * 2^32 + number of its first flow.
CREATE TABLE feature_chunks (
  id INTEGER PRIMARY KEY,
  rows INTEGER NOT NULL,
  chunk BLOB NOT NULL
) STRICT;

CREATE TABLE rejected_rows (
  capture_id INTEGER NOT NULL,
  line_number INTEGER NOT NULL,
  column_name TEXT,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (capture_id, line_number)
) STRICT, WITHOUT ROWID;

-- Cells of classified flows that were taken as missing, by how the file wrote them.
CREATE TABLE missing_cells (
  capture_id INTEGER NOT NULL,
  feature TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('empty', 'nan', 'infinite', 'negative')),
  cells INTEGER NOT NULL,
  PRIMARY KEY (capture_id, feature, kind)
) STRICT, WITHOUT ROWID;

-- Flows by bucket: ten seconds of time, or a thousand flows; -1 for a flow without a time on a time axis.
CREATE TABLE bucket_rollups (
  scoring_id INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  threat_type INTEGER NOT NULL,
  flows INTEGER NOT NULL,
  PRIMARY KEY (scoring_id, bucket, threat_type)
) STRICT, WITHOUT ROWID;

-- Flows by class given and class in the file (-1 without label): totals, and the confusion matrix.
CREATE TABLE label_rollups (
  scoring_id INTEGER NOT NULL,
  label INTEGER NOT NULL,
  threat_type INTEGER NOT NULL,
  flows INTEGER NOT NULL,
  PRIMARY KEY (scoring_id, label, threat_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scoring_id INTEGER NOT NULL,
  capture_id INTEGER NOT NULL,
  group_key TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'acknowledged', 'closed')),
  -- 0 low, 1 medium, 2 high, 3 critical
  severity INTEGER NOT NULL,
  threat_type INTEGER NOT NULL,
  source_ip TEXT,
  destination_ip TEXT,
  destination_port INTEGER,
  flow_count INTEGER NOT NULL,
  confidence_sum REAL NOT NULL,
  max_confidence REAL NOT NULL,
  first_seen_us INTEGER NOT NULL,
  last_seen_us INTEGER NOT NULL,
  timestamp_known INTEGER NOT NULL,
  updated_at_us INTEGER NOT NULL,
  UNIQUE (scoring_id, group_key)
) STRICT;
CREATE INDEX alerts_by_rank ON alerts (severity, flow_count);
CREATE INDEX alerts_by_status ON alerts (status, severity, flow_count);

CREATE TABLE alert_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  from_status TEXT,
  to_status TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX alert_events_by_alert ON alert_events (alert_id);

-- Who activated which model when. The models themselves are the folders of the library.
CREATE TABLE model_activations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  model_id TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,
  is_rollback INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

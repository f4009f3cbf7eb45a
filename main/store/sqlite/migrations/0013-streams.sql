-- Interfaces and folders that are followed.
CREATE TABLE streams (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('interface', 'folder')),
  target TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'failed')),
  -- A problem as JSON.
  problem TEXT,
  segment_seconds INTEGER NOT NULL,
  segment_bytes INTEGER NOT NULL,
  -- Null for no limit.
  keep_days INTEGER,
  keep_bytes INTEGER,
  created_at_us INTEGER NOT NULL,
  -- Capture that its newest flows went to.
  capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL,
  -- Of all segments, those that are gone with their capture included.
  segments INTEGER NOT NULL DEFAULT 0,
  failed_segments INTEGER NOT NULL DEFAULT 0,
  classified INTEGER NOT NULL DEFAULT 0,
  conversations INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  last_segment_at_us INTEGER,
  dropped_packets INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A capture may be of a stream on one day.
CREATE TABLE new_captures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'detections', 'stream')),
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
  scoring_id INTEGER,
  -- Where the file of a capture was when it was imported, and how the file system knew it; null when it was not kept.
  source_path TEXT,
  source_stamp TEXT,
  -- Rows read as conversations only.
  conversations INTEGER NOT NULL DEFAULT 0,
  stream_id INTEGER REFERENCES streams (id) ON DELETE SET NULL
) STRICT;
INSERT INTO new_captures
  (id, kind, name, status, sha256, size_bytes, imported_at_us, dialect, instrument, utc_offset_minutes, notices, axis,
   classified, rejected, threats, labelled, first_flow_us, last_flow_us, elapsed_ms, scoring_id, source_path, source_stamp,
   conversations)
  SELECT id, kind, name, status, sha256, size_bytes, imported_at_us, dialect, instrument, utc_offset_minutes, notices, axis,
    classified, rejected, threats, labelled, first_flow_us, last_flow_us, elapsed_ms, scoring_id, source_path, source_stamp,
    conversations FROM captures;
-- An id is never used twice, those of rows that are gone included.
DELETE FROM sqlite_sequence WHERE name = 'new_captures';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_captures', seq FROM sqlite_sequence WHERE name = 'captures';
DROP TABLE captures;
ALTER TABLE new_captures RENAME TO captures;
CREATE INDEX captures_by_size ON captures (size_bytes);
CREATE INDEX captures_by_stream ON captures (stream_id) WHERE stream_id IS NOT NULL;

-- Pieces of streams. Rows stay when their capture is deleted: they tell which bytes of which files were read.
CREATE TABLE segments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  stream_id INTEGER NOT NULL REFERENCES streams (id) ON DELETE CASCADE,
  capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  -- What is read, and whether AnomalyX wrote it.
  path TEXT NOT NULL,
  is_own INTEGER NOT NULL,
  -- Whether the file is still there, as far as is known.
  is_kept INTEGER NOT NULL DEFAULT 1,
  -- File that it is of, its bytes in it, and how the file system knew it then.
  origin_path TEXT NOT NULL,
  first_byte INTEGER NOT NULL,
  end_byte INTEGER NOT NULL,
  stamp TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT,
  state TEXT NOT NULL CHECK (state IN ('reading', 'ready', 'failed')),
  -- A problem as JSON.
  problem TEXT,
  -- Sentences on how it was read.
  notices TEXT NOT NULL DEFAULT '[]',
  closed_at_us INTEGER NOT NULL,
  -- Number of its first flow in its capture.
  first_flow_number INTEGER,
  -- Parts of it that are stored: one that is read again goes on behind them.
  parts INTEGER NOT NULL DEFAULT 0,
  classified INTEGER NOT NULL DEFAULT 0,
  conversations INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX segments_by_stream ON segments (stream_id, id);
CREATE INDEX segments_by_capture ON segments (capture_id, first_flow_number);
CREATE INDEX segments_by_origin ON segments (stream_id, origin_path, end_byte);
CREATE INDEX segments_unread ON segments (stream_id, id) WHERE state = 'reading';
CREATE INDEX segments_own ON segments (stream_id, id, size_bytes, closed_at_us) WHERE is_own = 1 AND is_kept = 1;

-- Segments of a capture have lines of the same numbers; 0 for the file of a capture that is of no stream.
CREATE TABLE new_rejected_rows (
  capture_id INTEGER NOT NULL,
  segment_id INTEGER NOT NULL DEFAULT 0,
  line_number INTEGER NOT NULL,
  column_name TEXT,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (capture_id, segment_id, line_number)
) STRICT, WITHOUT ROWID;
INSERT INTO new_rejected_rows (capture_id, line_number, column_name, value, reason)
  SELECT capture_id, line_number, column_name, value, reason FROM rejected_rows;
DROP TABLE rejected_rows;
ALTER TABLE new_rejected_rows RENAME TO rejected_rows;

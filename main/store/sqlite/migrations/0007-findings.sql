-- What detectors across flows noticed in a capture, each beside the alert that it is a witness of.
CREATE TABLE findings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  capture_id INTEGER NOT NULL,
  -- The same for the same thing within a capture, whatever its alert.
  key TEXT NOT NULL,
  subject_id INTEGER NOT NULL REFERENCES alert_subjects (id) ON DELETE CASCADE,
  severity INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  -- JSON of what is told beside.
  detail TEXT NOT NULL,
  -- Numbers of flows in the capture, ascending, as 32-bit integers in little-endian order.
  flow_numbers BLOB NOT NULL,
  UNIQUE (capture_id, key)
) STRICT;
CREATE INDEX findings_by_subject ON findings (subject_id);

-- Which kinds of behaviour could be judged in a capture, as JSON.
CREATE TABLE behaviour_judgements (
  capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
  judgements TEXT NOT NULL
) STRICT;

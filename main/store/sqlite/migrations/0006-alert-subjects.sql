-- What a person decides on: flows of one kind in one capture that have one key (main/triage/alert-policy.ts), whatever
-- scorings say of them. Its id is the id of the alert.
CREATE TABLE alert_subjects (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  capture_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  -- What raised it: 'model', or the name of a detector across flows.
  detector TEXT NOT NULL,
  threat_type INTEGER NOT NULL,
  -- These hold over all evidence that there ever was, and are told when none is left.
  severity INTEGER NOT NULL,
  source_ip TEXT,
  destination_ip TEXT,
  destination_port INTEGER,
  first_seen_us INTEGER NOT NULL,
  last_seen_us INTEGER NOT NULL,
  timestamp_known INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'acknowledged', 'closed')),
  -- The version of its newest event; 0 only within the transaction that makes it.
  version INTEGER NOT NULL,
  updated_at_us INTEGER NOT NULL,
  UNIQUE (capture_id, key)
) STRICT;

-- What one scoring says of a subject; scoring_id is 0 for what a detector across flows says of the capture.
CREATE TABLE alert_evidence (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scoring_id INTEGER NOT NULL,
  subject_id INTEGER NOT NULL REFERENCES alert_subjects (id) ON DELETE CASCADE,
  -- 0 low, 1 medium, 2 high, 3 critical
  severity INTEGER NOT NULL,
  source_ip TEXT,
  destination_port INTEGER,
  flow_count INTEGER NOT NULL,
  -- Null when the detector gives no confidence.
  confidence_sum REAL,
  max_confidence REAL,
  first_seen_us INTEGER NOT NULL,
  last_seen_us INTEGER NOT NULL,
  timestamp_known INTEGER NOT NULL,
  UNIQUE (scoring_id, subject_id)
) STRICT;

CREATE TABLE subject_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id INTEGER NOT NULL REFERENCES alert_subjects (id) ON DELETE CASCADE,
  -- The version that the alert has from this event on.
  version INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  -- Null when nobody was named.
  person TEXT,
  from_status TEXT,
  to_status TEXT NOT NULL,
  note TEXT,
  UNIQUE (alert_id, version)
) STRICT;

-- One subject for the alerts of all scorings with one key. The id that a person knows is the one of the scoring shown.
INSERT INTO alert_subjects
SELECT
  coalesce(max(CASE WHEN alerts.scoring_id = captures.scoring_id THEN alerts.id END), min(alerts.id)),
  alerts.capture_id,
  '[1,' || substr(group_key, 2),
  'model',
  min(threat_type),
  max(severity),
  CASE WHEN count(source_ip) = count(*) AND min(source_ip) = max(source_ip) THEN min(source_ip) END,
  min(destination_ip),
  CASE WHEN count(destination_port) = count(*) AND min(destination_port) = max(destination_port)
    THEN min(destination_port) END,
  min(first_seen_us),
  max(last_seen_us),
  max(timestamp_known),
  CASE count(*) WHEN 1 THEN min(alerts.status) ELSE 'open' END,
  1,
  max(updated_at_us)
FROM alerts LEFT JOIN captures ON captures.id = alerts.capture_id
GROUP BY alerts.capture_id, group_key;

-- Evidence keeps the ids that prediction_chunks.alert_ids names.
INSERT INTO alert_evidence
SELECT alerts.id, scoring_id, alert_subjects.id, alerts.severity, alerts.source_ip, alerts.destination_port, flow_count,
  confidence_sum, max_confidence, alerts.first_seen_us, alerts.last_seen_us, alerts.timestamp_known
FROM alerts JOIN alert_subjects
  ON alert_subjects.capture_id = alerts.capture_id AND key = '[1,' || substr(group_key, 2);

-- Histories in the order of time, each begun by one line that says that the alert was raised. The history of one scoring
-- alone has its order already, whatever the clock did.
WITH told AS (
  SELECT alert_events.*, subject_id, from_status IS NOT NULL AS is_later,
    CASE (SELECT count(*) FROM alert_evidence other WHERE other.subject_id = alert_evidence.subject_id)
      WHEN 1 THEN 0 ELSE at_us END AS order_us
  FROM alert_events JOIN alert_evidence ON alert_evidence.id = alert_id
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY subject_id, is_later ORDER BY order_us, id) AS place FROM told
)
INSERT INTO subject_events (id, alert_id, version, at_us, actor, from_status, to_status, note)
SELECT id, subject_id, row_number() OVER (PARTITION BY subject_id ORDER BY is_later, order_us, id), at_us, actor,
  from_status, to_status, note
FROM numbered WHERE is_later = 1 OR place = 1;

-- Where histories were merged, each line follows on the decision before it; a note decides nothing.
UPDATE subject_events AS event SET
  from_status = CASE WHEN from_status = to_status OR held.status <> to_status THEN held.status ELSE from_status END,
  to_status = CASE WHEN from_status = to_status THEN held.status ELSE to_status END
FROM (
  SELECT id, coalesce(
    (SELECT earlier.to_status FROM subject_events earlier
      WHERE earlier.alert_id = later.alert_id AND earlier.version < later.version
        AND earlier.from_status IS NOT earlier.to_status
      ORDER BY earlier.version DESC LIMIT 1), 'open') AS status
  FROM subject_events later
) AS held
WHERE held.id = event.id AND event.from_status IS NOT NULL
  AND (SELECT count(*) FROM alert_evidence WHERE subject_id = event.alert_id) > 1;

UPDATE alert_subjects SET version = max(1, (SELECT count(*) FROM subject_events WHERE alert_id = alert_subjects.id));
UPDATE alert_subjects SET status = coalesce(
  (SELECT to_status FROM subject_events WHERE alert_id = alert_subjects.id AND from_status IS NOT to_status
    ORDER BY subject_events.version DESC LIMIT 1), 'open')
WHERE (SELECT count(*) FROM alert_evidence WHERE subject_id = alert_subjects.id) > 1;

-- No id is given out again, also not one of a table that is empty now.
DELETE FROM sqlite_sequence WHERE name IN ('alert_subjects', 'alert_evidence', 'subject_events');
INSERT INTO sqlite_sequence (name, seq)
SELECT 'alert_subjects', seq FROM sqlite_sequence WHERE name = 'alerts'
UNION ALL SELECT 'alert_evidence', seq FROM sqlite_sequence WHERE name = 'alerts'
UNION ALL SELECT 'subject_events', seq FROM sqlite_sequence WHERE name = 'alert_events';

DROP TABLE alert_events;
DROP TABLE alerts;
ALTER TABLE subject_events RENAME TO alert_events;
ALTER TABLE alert_evidence RENAME TO alerts;
CREATE INDEX alerts_by_rank ON alerts (severity, flow_count);
CREATE INDEX alerts_by_subject ON alerts (subject_id);

-- Null when nobody was named.
ALTER TABLE model_activations ADD COLUMN person TEXT;

-- Saving flows or alerts is a job too.
CREATE TABLE new_jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'rescore', 'training', 'packets', 'export')),
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
  classified INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  paused_us INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  progress_unit TEXT NOT NULL DEFAULT 'bytes' CHECK (progress_unit IN ('bytes', 'flows', 'packets', 'percent')),
  progress_done INTEGER NOT NULL DEFAULT 0,
  progress_total INTEGER,
  conversations INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_jobs
  (id, kind, status, title, capture_id, model_id, stage, created_at_us, started_at_us, finished_at_us, classified,
   rejected, paused_us, error, progress_unit, progress_done, progress_total, conversations)
  SELECT id, kind, status, title, capture_id, model_id, stage, created_at_us, started_at_us, finished_at_us, classified,
    rejected, paused_us, error, progress_unit, progress_done, progress_total, conversations FROM jobs;
-- An id is never used twice, those of rows that are gone included.
DELETE FROM sqlite_sequence WHERE name = 'new_jobs';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_jobs', seq FROM sqlite_sequence WHERE name = 'jobs';
DROP TABLE jobs;
ALTER TABLE new_jobs RENAME TO jobs;

-- How far a job is, in the unit its source counts in; progress_total is null where nobody knows where it ends.
ALTER TABLE jobs ADD COLUMN progress_unit TEXT NOT NULL DEFAULT 'bytes'
  CHECK (progress_unit IN ('bytes', 'flows', 'packets', 'percent'));
ALTER TABLE jobs ADD COLUMN progress_done INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN progress_total INTEGER;

UPDATE jobs SET progress_done = bytes_done, progress_total = bytes_total WHERE kind = 'import';
-- Of other work the bytes were made up: what was written is what is known.
UPDATE jobs SET progress_unit = 'flows', progress_done = classified,
  progress_total = CASE status WHEN 'done' THEN classified END WHERE kind = 'rescore';
UPDATE jobs SET progress_unit = 'percent', progress_total = 100,
  progress_done = CASE WHEN bytes_total > 0 THEN bytes_done * 100 / bytes_total WHEN status = 'done' THEN 100 ELSE 0 END
  WHERE kind = 'training';

ALTER TABLE jobs DROP COLUMN bytes_done;
ALTER TABLE jobs DROP COLUMN bytes_total;

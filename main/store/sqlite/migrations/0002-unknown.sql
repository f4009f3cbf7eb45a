-- Share of benign flows that a scoring was allowed to call Unknown.
ALTER TABLE scorings ADD COLUMN novelty_budget REAL NOT NULL DEFAULT 0;

-- Why the capture as a whole is unlike what the model was trained on; null when it is not.
ALTER TABLE scorings ADD COLUMN unlike_training TEXT;

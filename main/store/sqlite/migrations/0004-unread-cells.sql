-- Cells of classified flows that were read as nothing; '' stands for all of many spellings.
CREATE TABLE unread_cells (
  capture_id INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  value TEXT NOT NULL,
  cells INTEGER NOT NULL,
  PRIMARY KEY (capture_id, column_name, value)
) STRICT, WITHOUT ROWID;

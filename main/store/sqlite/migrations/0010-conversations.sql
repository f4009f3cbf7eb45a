-- Rows read as conversations only: their instrument lacks features of a flow, so that no model judged them and none is stored.
ALTER TABLE captures ADD COLUMN conversations INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN conversations INTEGER NOT NULL DEFAULT 0;

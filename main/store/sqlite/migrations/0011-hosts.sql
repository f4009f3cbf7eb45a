-- A host that people wrote about, or a pair of hosts. It belongs to no capture: it outlives all of them.
CREATE TABLE noted_hosts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL,
  -- Empty for a host alone; of a pair, the address that comes second in order.
  peer TEXT NOT NULL,
  updated_at_us INTEGER NOT NULL,
  UNIQUE (address, peer)
) STRICT;
CREATE INDEX noted_hosts_by_update ON noted_hosts (updated_at_us, id);

CREATE TABLE host_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  host_id INTEGER NOT NULL REFERENCES noted_hosts (id) ON DELETE CASCADE,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  -- Null when nobody was named.
  person TEXT,
  note TEXT,
  -- JSON arrays.
  tags_added TEXT NOT NULL,
  tags_removed TEXT NOT NULL
) STRICT;
CREATE INDEX host_events_by_host ON host_events (host_id);

-- Tags that a host has now.
CREATE TABLE host_tags (
  host_id INTEGER NOT NULL REFERENCES noted_hosts (id) ON DELETE CASCADE,
  tag TEXT NOT NULL COLLATE NOCASE,
  PRIMARY KEY (host_id, tag)
) STRICT, WITHOUT ROWID;

-- What the flows of a chunk are like (main/scoring/chunk-summary.ts): a search passes over chunks that cannot hold what it
-- looks for. Chunks that were written before have no summary, and are looked into.
CREATE TABLE chunk_summaries (
  chunk_id INTEGER PRIMARY KEY REFERENCES prediction_chunks (id) ON DELETE CASCADE,
  summary BLOB NOT NULL
) STRICT;

-- The least and the greatest value of each feature in a chunk of features (main/flow/feature-ranges.ts).
CREATE TABLE feature_ranges (
  chunk_id INTEGER PRIMARY KEY REFERENCES feature_chunks (id) ON DELETE CASCADE,
  ranges BLOB NOT NULL
) STRICT;

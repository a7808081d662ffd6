-- The user of the system whose file it was, or its number; nothing where nothing tells, and in arrivals of before.
ALTER TABLE arrival ADD COLUMN owner TEXT;

-- Arrivals, issues and messages in the order in which they were written, each with the digest of the one before it:
-- `store/chain.rs` links them, and what there was before as it stood then.
CREATE TABLE chain (
    sequence INTEGER PRIMARY KEY,           -- from 1, without gaps
    shelf    TEXT NOT NULL,                 -- arrivi | emissioni | messaggi
    name     TEXT NOT NULL,                 -- as the registry tells of it
    before   TEXT NOT NULL,                 -- the link of the one before
    link     TEXT NOT NULL,                 -- the digest of `before` and of what never changes of this one
    former   INTEGER NOT NULL,              -- 1 of what was written before there was a chain
    UNIQUE (shelf, name)
) STRICT;

-- The registry tells the links too.
UPDATE arrival SET recorded = 0;
UPDATE issue SET recorded = 0;
UPDATE message SET recorded = 0;

-- Where the archive keeps a whole configuration. Issues say it themselves; those of an earlier program are known by the digest of
-- the whole, as long as a pass has met their configuration.
CREATE TABLE configuration (
    digest TEXT NOT NULL PRIMARY KEY,
    kept   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

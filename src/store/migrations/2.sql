-- What a pass has to tell of alerts, until the last pass of its run tells it with its own.
CREATE TABLE untold (
    ordinal INTEGER PRIMARY KEY,
    news    TEXT NOT NULL                   -- JSON
) STRICT;

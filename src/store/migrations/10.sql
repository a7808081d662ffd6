-- How far objectives and scorecards had come in an issue; nothing of issues of before.
CREATE TABLE issued_degree (
    period TEXT NOT NULL, number INTEGER NOT NULL,
    id       TEXT NOT NULL,                 -- obiettivo.CODE | scheda.ID
    degree   TEXT,                          -- a canonical share; nothing where nothing was measured
    coverage TEXT NOT NULL,
    state    TEXT,                          -- of objectives only
    PRIMARY KEY (period, number, id)
) STRICT, WITHOUT ROWID;

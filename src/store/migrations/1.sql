-- The log of what was done. The archive is the truth; every digest here names bytes that lie there.

CREATE TABLE ente (
    id TEXT NOT NULL PRIMARY KEY
) STRICT;

-- Every file that ever arrived, refused and duplicate ones too.
CREATE TABLE arrival (
    id          TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    folder      TEXT    NOT NULL,           -- the office subfolder it lay in, or nothing
    digest      TEXT    NOT NULL,
    bytes       INTEGER NOT NULL,
    arrived_at  TEXT    NOT NULL,           -- RFC 3339, UTC
    state       TEXT    NOT NULL,           -- accepted | refused | duplicate | superseded
    layout      TEXT    NOT NULL,           -- nothing when none fits
    office      TEXT    NOT NULL,
    period      TEXT    NOT NULL,           -- the month it declares; the month of the run when it declares none
    as_of       TEXT,
    row_count   INTEGER NOT NULL,
    total_cents INTEGER NOT NULL,
    problems    TEXT    NOT NULL,           -- JSON
    settled     INTEGER NOT NULL,           -- 0 until its copy lies in the tray of its state
    tray        TEXT    NOT NULL,           -- the tray where its copy lies, or nothing; another than its state's while it moves
    configuration TEXT  NOT NULL            -- digest of the configuration by which it was examined
) STRICT;
CREATE INDEX arrival_by_digest ON arrival (digest);
CREATE INDEX arrival_by_place ON arrival (period, layout, office);

-- What the service did, one row a due time: a claim, and the memory of where each job stands. `skipped` rows say that
-- every due time up to theirs is settled.
CREATE TABLE job_run (
    job     TEXT NOT NULL,
    due     TEXT NOT NULL,                  -- RFC 3339, UTC
    state   TEXT NOT NULL,                  -- running | done | failed | interrupted | skipped
    started TEXT NOT NULL,
    ended   TEXT,
    said    TEXT NOT NULL,
    PRIMARY KEY (job, due)
) STRICT, WITHOUT ROWID;

-- Files that the last scan saw and left where they lie.
CREATE TABLE sighting (
    folder      TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    bytes       INTEGER NOT NULL,
    modified    INTEGER NOT NULL,           -- nanoseconds, compared only with itself
    scans       INTEGER NOT NULL,           -- scans in a row that saw it so
    first_seen  TEXT    NOT NULL,
    open_since  TEXT,
    PRIMARY KEY (folder, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue (
    period        TEXT    NOT NULL,
    number        INTEGER NOT NULL,
    state         TEXT    NOT NULL,         -- draft | released
    decisive      TEXT    NOT NULL,         -- digest of the manifest less `now`, version and what does not decide
    manifest      TEXT    NOT NULL,         -- JSON
    workbook      TEXT    NOT NULL,         -- digest
    workbook_name TEXT    NOT NULL,
    issued_at     TEXT    NOT NULL,
    published     INTEGER NOT NULL,         -- 0 until the workbook lies under reports/
    PRIMARY KEY (period, number)
) STRICT;

-- What an issue found, as it was issued: later months read these, never the files again.
CREATE TABLE issued_amount (
    period TEXT NOT NULL, number INTEGER NOT NULL,
    scheme TEXT NOT NULL, line TEXT NOT NULL, exercise INTEGER NOT NULL, scenario TEXT NOT NULL, function TEXT NOT NULL,
    centre TEXT NOT NULL, cents INTEGER NOT NULL,
    PRIMARY KEY (period, number, scheme, line, exercise, scenario, function, centre)
) STRICT, WITHOUT ROWID;

CREATE TABLE issued_indicator (
    period TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, scenario TEXT NOT NULL,
    code TEXT NOT NULL, value TEXT, unit TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, achievement TEXT,
    PRIMARY KEY (period, number, id, scenario)
) STRICT, WITHOUT ROWID;

CREATE TABLE issued_input (
    period TEXT NOT NULL, number INTEGER NOT NULL, indicator TEXT NOT NULL, name TEXT NOT NULL,
    cents INTEGER, number_value REAL,       -- neither: no data
    PRIMARY KEY (period, number, indicator, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE issued_tie_out (
    period TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL,
    left_cents INTEGER, right_cents INTEGER, state TEXT NOT NULL,
    PRIMARY KEY (period, number, id, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE issued_difference (
    period TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL,
    kind TEXT NOT NULL, reason TEXT NOT NULL, office TEXT NOT NULL, objective TEXT NOT NULL,
    cents INTEGER NOT NULL, first_seen TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL, key TEXT NOT NULL,
    PRIMARY KEY (period, number, id)
) STRICT, WITHOUT ROWID;

-- Every row that was compared: by these the next month sees what is gone, what changed, and since when a row is open.
-- Nothing is asked of one row alone, and a large month has hundreds of thousands: `store/rows.rs` packs some thousands a
-- part, in the order in which they were compared.
CREATE TABLE issued_rows (
    period TEXT NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL, rows BLOB NOT NULL,
    PRIMARY KEY (period, number, part)
) STRICT;

CREATE TABLE issued_alert (
    period TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL,
    severity TEXT NOT NULL, title TEXT NOT NULL,
    recipients TEXT NOT NULL,               -- JSON
    PRIMARY KEY (period, number, id)
) STRICT, WITHOUT ROWID;

-- Alerts with their lives, from run to run and whatever is issued; resolved ones stay.
CREATE TABLE alert (
    id           TEXT    NOT NULL PRIMARY KEY,  -- kind:subject
    kind         TEXT    NOT NULL,
    first_period TEXT    NOT NULL,          -- the first month that found it
    last_period  TEXT    NOT NULL,          -- the last one that found it, or found it gone
    severity     TEXT    NOT NULL,          -- refusal | error | warning
    worst_said   TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    detail       TEXT    NOT NULL,          -- JSON: the same in parts
    recipients   TEXT    NOT NULL,          -- JSON
    state        TEXT    NOT NULL,          -- pending | raised | standing | resolved | muted | acknowledged
    first_seen   TEXT    NOT NULL,
    last_seen    TEXT    NOT NULL,
    raised_at    TEXT,                      -- none while nobody was told
    last_said    TEXT,
    runs         INTEGER NOT NULL,          -- in a row that saw it
    cause        TEXT,                      -- the alert that keeps it silent
    acknowledged TEXT,                      -- JSON: until, why, by
    threads      TEXT    NOT NULL,          -- JSON: address -> Message-ID that first told of it
    items        TEXT    NOT NULL,          -- JSON: what it was made of when it was said
    passing      INTEGER NOT NULL           -- whether it is an event, which passes by itself
) STRICT;

-- The last month that judged each subject of what goes on from month to month, by the id that its alert has or would have.
CREATE TABLE alert_judged (
    id     TEXT NOT NULL PRIMARY KEY,
    period TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The outbox. Before a message is handed over it is marked `uncertain`: whatever kills the process then, it may have been sent.
CREATE TABLE message (
    id        TEXT    NOT NULL PRIMARY KEY,
    period    TEXT    NOT NULL,
    number    INTEGER NOT NULL,             -- the issue, or 0
    digest    TEXT    NOT NULL,
    sender    TEXT    NOT NULL,
    receiver  TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    state     TEXT    NOT NULL,             -- queued | sent | refused | uncertain | given_up | cancelled
    answer    TEXT    NOT NULL,             -- of the last try, when it failed
    queued_at TEXT    NOT NULL,
    failures  INTEGER NOT NULL,             -- tries that failed since then
    tried_at  TEXT,
    next_try  TEXT                          -- not before; nothing: at once
) STRICT;

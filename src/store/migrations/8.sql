-- What people answered, on differences and, with their visto, on months, in the order in which it came; appended, never changed.
CREATE TABLE answer (
    number     INTEGER NOT NULL PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,     -- who answers what on which difference of which issue: the same again is nothing new
    difference TEXT    NOT NULL,            -- nothing of a visto
    period     TEXT    NOT NULL,            -- the month of the issue on which it was given
    told       TEXT    NOT NULL,            -- the answer, JSON
    recorded   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX answer_by_difference ON answer (difference);

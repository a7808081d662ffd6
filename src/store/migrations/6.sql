-- How an indicator was judged in an issue, and on which value; nothing in issues of before.
ALTER TABLE issued_indicator ADD COLUMN judged_state TEXT;
ALTER TABLE issued_indicator ADD COLUMN judged_value TEXT;
ALTER TABLE issued_indicator ADD COLUMN judged_on TEXT;

-- Where an issue saw the year heading: each voce and each sum of accounts.
CREATE TABLE issued_projection (
    period TEXT NOT NULL, number INTEGER NOT NULL, scheme TEXT NOT NULL, line TEXT NOT NULL, cents INTEGER NOT NULL,
    PRIMARY KEY (period, number, scheme, line)
) STRICT, WITHOUT ROWID;

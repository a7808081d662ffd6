-- The prospetto di quadratura of an issue, a PDF: where the archive keeps it and its name under reports/; nothing of issues of before.
CREATE TABLE prospetto (
    period TEXT NOT NULL, number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    name   TEXT NOT NULL,
    PRIMARY KEY (period, number)
) STRICT, WITHOUT ROWID;

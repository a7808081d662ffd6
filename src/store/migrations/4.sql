-- How an alert of an issue is said to be over: JSON, and nothing of an issue of an earlier program.
ALTER TABLE issued_alert ADD COLUMN ends TEXT NOT NULL DEFAULT '';

-- Which address was told of which alert, by which letter first, when last and as what.
CREATE TABLE alert_told (
    alert      TEXT NOT NULL,
    address    TEXT NOT NULL,
    message_id TEXT NOT NULL,               -- of the letter that first told of it
    told_at    TEXT NOT NULL,
    news       TEXT NOT NULL,               -- raised | worse | grown | again | reminder | resolved
    PRIMARY KEY (alert, address)
) STRICT, WITHOUT ROWID;

INSERT INTO alert_told
SELECT alert.id, thread.key, thread.value, coalesce(alert.last_said, alert.raised_at, alert.first_seen), 'raised'
FROM alert, json_each(alert.threads) AS thread;

ALTER TABLE alert DROP COLUMN threads;

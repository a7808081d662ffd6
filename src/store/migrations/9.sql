-- The user of the system whose file it was, or its number; nothing where nothing tells, and in arrivals of before.
ALTER TABLE arrival ADD COLUMN owner TEXT;

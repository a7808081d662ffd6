-- 1 when the registry beside the archive says what the row says: `pipeline/registry.rs` writes it, any change of the row
-- makes it 0 again.
ALTER TABLE arrival ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0;

-- When and why somebody took a draft back: JSON, and nothing of an issue that stands.
ALTER TABLE issue ADD COLUMN withdrawn TEXT;

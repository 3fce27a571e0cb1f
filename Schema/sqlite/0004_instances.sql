-- When an object takes place exactly, so that time ranges are answered without its text.

-- `instance_start` and `instance_end` are the only instance of an event whose times no reader's zone changes, reckoned with the
-- zone data of version `instance_zones`; NULL for everything else, and for what was written before: its text tells.
ALTER TABLE calendar_object ADD COLUMN instance_start INTEGER;
ALTER TABLE calendar_object ADD COLUMN instance_end INTEGER;
ALTER TABLE calendar_object ADD COLUMN instance_zones TEXT;

-- People stand in the audit by opaque ids.

-- Which opaque id somebody has in `audit_record`. Where the row is gone, nobody knows who it was.
CREATE TABLE person_key (
    person TEXT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

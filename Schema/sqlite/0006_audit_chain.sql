-- Audit records are chained, one chain for each resource: each holds the hash of its content and of the record before. Records
-- that were written earlier have none.
ALTER TABLE audit_record ADD COLUMN hash BLOB;

-- Who did what, across all chains.
CREATE INDEX audit_record_by_time ON audit_record (at, resource, seq);

-- From time to time the ends of all chains that grew are sealed by a root, and each root holds the one before: a chain that is
-- cut at its end, or is gone, is found out.
CREATE TABLE audit_root (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    hash BLOB NOT NULL
);

CREATE TABLE audit_root_head (
    root INTEGER NOT NULL REFERENCES audit_root (number),
    resource TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (root, resource)
) WITHOUT ROWID;

CREATE INDEX audit_root_head_by_resource ON audit_root_head (resource, seq);

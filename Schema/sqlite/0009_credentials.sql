-- When each token and app password was last used, to the hour. Written now and then, behind the requests.
CREATE TABLE credential_use (
    credential TEXT PRIMARY KEY NOT NULL,
    used_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Properties of calendar objects that clients set and the server does not interpret: the objects that have some are few.

CREATE TABLE object_property (
    collection INTEGER NOT NULL REFERENCES collection (no),
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (collection, name)
) WITHOUT ROWID;
